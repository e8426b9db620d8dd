// <findings-list>: thousands of findings as the few rows that are in sight. Rows are cloned from a template; text is
// text.
import { PageElement } from "../base/element.js";
import { t } from "../base/i18n.js";
import { findStretches, stretchesAt } from "../evidence/stretch.js";
import { rowParts } from "../workspace/row-parts.js";
import { listenToList, mainButton } from "./list-keys.js";
import { StretchFolds, ListLayout, ROW_PX } from "./list-layout.js";
import { ListWindow } from "./list-window.js";
import { fillDetails } from "./row-details.js";
import { fillStretchLine, fillRow } from "./rows.js";
import { registerSteps } from "./steps.js";
import { Thumbs } from "./thumbs.js";

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

export class FindingsList extends PageElement {
  /** @type {Store} */
  store;

  connectedCallback() {
    this.scroller = this.querySelector(".finding-scroll");
    this.space = this.querySelector(".finding-space");
    this.empty = this.querySelector(".finding-empty");
    const template = (name) => this.querySelector(`template[data-${name}]`).content.firstElementChild;
    this.templates = { row: template("row"), line: template("line"), detection: template("detection") };
    this.inside = { page: 0, isWhole: false };
  }

  /** @param {Store} store */
  start(store) {
    this.store = store;
    this.stretches = findStretches(store.evidence);
    this.folds = new StretchFolds(this.stretches);
    this.layout = new ListLayout(store.evidence.count);
    this.thumbs = new Thumbs(store);
    this.grows = new ResizeObserver(() => this.measure());
    this.window = new ListWindow({
      scroll: this.scroller,
      space: this.space,
      layout: this.layout,
      make: (item) => this.make(item),
      gone: (item, row) => this.gone(item, row),
      chosen: () => store.selected,
    });
    this.querySelector(".finding-skeleton").remove();
    listenToList(this);
    registerSteps(store, document.querySelector("[data-advance]"));
    this.listen(document.querySelector("[data-fold-all]"), "change", ({ target }) => this.foldAll(target.checked));
    this.listen(store, ["verdicts", "outbox", "claim-lost", "pictures-allowed"], () => this.refresh());
    this.listen(store, "filter", ({ detail }) => this.relay(detail.byPerson));
    this.listen(store, "select", () => this.showSelected());
    this.lay();
    this.showSelected();
  }

  /** The evidence could not be loaded. */
  showFailure() {
    this.querySelector(".finding-skeleton")?.remove();
    this.querySelector(".finding-failed").hidden = false;
    this.listen(this.querySelector("[data-reload]"), "click", () => location.reload());
  }

  /** Where every item stands, by the desk's order. */
  lay() {
    const { order, listOrder, total, noFindings, canWrite } = this.store;
    this.layout.lay(order, listOrder === "time" ? this.stretches : null, this.folds.folded, this.folds.peek);
    this.empty.hidden = order.length > 0;
    this.scroller.hidden = order.length === 0;
    const { words, hint, clear } = rowParts(this.empty);
    words.textContent = t(total ? "nothing_matches" : noFindings);
    hint.textContent = total || !canWrite ? "" : t("nothing_hint");
    clear.hidden = !total;
  }

  /** Other items, or the same: what was selected, else what was in sight first, stays where it was on the screen. */
  relay(byPerson = false) {
    const anchor = this.window.anchor();
    const hadFocus = this.space.contains(document.activeElement);
    this.lay();
    if (!this.window.hold(anchor) && byPerson) this.scroller.scrollTop = 0;
    this.refresh();
    if (byPerson) this.window.reveal(this.store.selected);
    // Its row is not shown any more.
    if (hadFocus && !this.space.contains(document.activeElement)) this.focusOn(this.window.nearest());
  }

  /** Every row in sight is filled again, in place: focus and scroll stay. */
  refresh() {
    for (const [item, row] of this.window.rows) if (this.layout.find(item) >= 0) this.fill(row, item);
    this.window.paint();
  }

  make(item) {
    const row = this.templates[item < 0 ? "line" : "row"].cloneNode(true);
    this.fill(row, item);
    return row;
  }

  gone(item, row) {
    if (item >= 0) this.thumbs.drop(rowParts(row).thumb);
    this.grows.unobserve(row);
  }

  fill(row, item) {
    if (item < 0) return this.fillStretch(row, ~item);
    row.dataset.index = item;
    fillRow(row, this.store, item);
    const isGrouped = stretchesAt(this.stretches, item).some((stretch) => this.layout.find(~stretch) >= 0);
    row.classList.toggle("in-stretch", isGrouped);
    this.thumbs.fill(rowParts(row).thumb, item);
    if (item === this.store.selected) this.open(row, item);
    else if (row.hasAttribute("aria-current")) this.close(row);
  }

  fillStretch(line, stretch) {
    line.dataset.stretch = stretch;
    fillStretchLine(line, this.store, this.stretches, stretch, {
      shown: this.layout.shown[stretch],
      isFolded: this.folds.isFolded(stretch),
    });
    line.classList.toggle("chosen", stretchesAt(this.stretches, this.store.selected).includes(stretch));
  }

  /** The selected row shows what is inside it; the focus on one of its buttons stays there. */
  open(row, item) {
    row.setAttribute("aria-current", "true");
    const { inside } = rowParts(row);
    const focused = inside.contains(document.activeElement)
      ? [...inside.querySelectorAll("button")].indexOf(document.activeElement)
      : -1;
    fillDetails(inside, this.templates.detection, this.store, item, this.inside);
    if (focused >= 0) inside.querySelectorAll("button")[focused]?.focus({ preventScroll: true });
    this.grows.observe(row);
  }

  close(row) {
    row.removeAttribute("aria-current");
    this.grows.unobserve(row);
    rowParts(row).inside.hidden = true;
    rowParts(row).inside.replaceChildren();
  }

  measure() {
    const row = this.window.rows.get(this.store.selected);
    const extra = row ? Math.max(0, row.offsetHeight - ROW_PX) : this.window.extra;
    if (extra === this.window.extra) return;
    this.window.extra = extra;
    this.window.paint();
  }

  showSelected() {
    const hadFocus =
      this.space.contains(document.activeElement) && document.activeElement.matches(".finding-open, .stretch-fold");
    const chosen = this.store.selected;
    this.inside = { page: 0, isWhole: false };
    this.window.extra = 0;
    this.window.stop = chosen;
    const anchor = this.window.anchor();
    if (this.folds.follow(chosen)) {
      this.lay();
      this.window.hold(anchor);
    }
    this.refresh();
    this.window.reveal(chosen);
    this.measure();
    this.window.reveal(chosen);
    if (hadFocus) this.focusOn(chosen);
  }

  focusOn(item) {
    if (this.layout.find(item) < 0) return;
    this.window.stop = item;
    this.window.reveal(item);
    mainButton(this.window.rows.get(item)).focus({ preventScroll: true });
    this.window.paint();
  }

  fold(stretch, isFolded = !this.folds.isFolded(stretch)) {
    this.folds.set(stretch, isFolded);
    this.relay();
  }

  foldAll(isFolded) {
    this.folds.setAll(isFolded);
    this.relay();
  }

  /** A button inside the open row: other detections, or the whole text. */
  turn(name) {
    this.inside.page += { more: 1, before: -1 }[name] ?? 0;
    if (name === "whole") this.inside.isWhole = true;
    this.refresh();
  }

  openCard(item, row) {
    this.thumbs.open(item);
    this.fill(row, item);
    mainButton(row).focus({ preventScroll: true });
  }

  propose(stretch, verdict) {
    this.store.emit("propose-verdict", { stretch, verdict });
  }
}
