// <spoken-text>: what is said, or what stands on the screen, as lines that follow the player; and the search in both.
import { PageElement } from "../base/element.js";
import { t } from "../base/i18n.js";
import { buildSpeechLines, buildTextLines } from "../evidence/transcript-lines.js";
import { rowParts } from "../workspace/row-parts.js";
import { AutoScroll } from "./auto-scroll.js";
import { listenToLines } from "./keys.js";
import { LineWindow } from "./line-window.js";
import { fillLineFooter, fillLineText, isFilteredOut } from "./row.js";
import { TranscriptSearch } from "./search.js";

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

export class SpokenText extends PageElement {
  /** @type {Store} */
  store;

  connectedCallback() {
    this.scroller = this.querySelector(".spoken-scroll");
    this.space = this.querySelector(".spoken-space");
    this.empty = this.querySelector(".spoken-empty");
    this.filtered = this.querySelector(".spoken-filtered");
    this.template = this.querySelector("template").content.firstElementChild;
    this.kind = "";
    this.stop = -1; // the line that the tab key reaches
    this.whole = new Set(); // lines shown in all their length
    this.asking = null; // {line, verdict, key}: one verdict for all frames of a line, asked once
  }

  /** @param {Store} store @param {any} player */
  start(store, player) {
    this.store = store;
    this.kinds = { speech: buildSpeechLines(store.evidence), text: buildTextLines(store.evidence) };
    this.window = new LineWindow({
      scroll: this.scroller,
      space: this.space,
      make: (n) => this.make(n),
      painted: () => this.giveStop(),
    });
    this.autoScroll = new AutoScroll(player, this.window, this.querySelector("[data-follow]"), {
      lines: () => this.lines,
      show: () => this.markNow(),
    });
    const lines = [...this.kinds.speech, ...this.kinds.text].sort((a, b) => a.start - b.start);
    this.search = new TranscriptSearch(store, this, {
      lines,
      changed: () => this.showHits(),
      go: (line) => this.go(line),
      leave: () => this.focusOn(this.stop),
    });
    listenToLines(this);
    this.registerActions();
    this.listen(this.filtered.querySelector("button"), "click", () => store.emit("clear-filter", null));
    this.listen(store, ["verdicts", "outbox", "claim-lost", "filter"], () => this.refresh());
    this.listen(store, "tab", ({ detail }) => this.show(detail));
    this.listen(store, "select", () => this.showSelected());
    this.show(store.tab);
  }

  get lines() {
    return this.kinds[this.kind] ?? [];
  }

  registerActions() {
    this.store.registerAction("search", () => this.openSearch());
    for (const verdict of ["pass", "review", "block"]) {
      const elsewhere = this.store.actions.get(`stretch_${verdict}`);
      this.store.registerAction(`stretch_${verdict}`, (event) =>
        this.kind ? this.decideSelected(verdict) : elsewhere.run(event),
      );
    }
  }

  /** The lines of a tab; those of the findings list are not ours. */
  show(kind) {
    this.kind = this.kinds[kind] ? kind : "";
    this.asking = null;
    this.stop = this.lineOf(this.store.selected);
    this.window.setCount(this.lines.length);
    this.scroller.hidden = !this.lines.length;
    this.empty.hidden = !this.kind || this.lines.length > 0;
    const { wasChecked } = this.store;
    if (this.kind) this.empty.firstElementChild.textContent = t(wasChecked ? `no_${this.kind}` : "no_lines_yet");
    this.empty.lastElementChild.hidden = this.kind !== "speech" || !wasChecked;
    this.scroller.setAttribute("aria-label", t(this.kind === "text" ? "on_screen_text" : "speech"));
    this.showFilteredCount();
    this.window.scrollTo(0);
    this.window.paint();
    this.autoScroll.begin();
    if (this.stop >= 0) this.window.reveal(this.stop);
  }

  make(n) {
    const row = this.template.cloneNode(true);
    const words = rowParts(row).text;
    row.dataset.line = n;
    row.setAttribute("aria-posinset", n + 1);
    row.setAttribute("aria-setsize", this.lines.length);
    words.id = `spoken-${n}`;
    rowParts(row).at.setAttribute("aria-describedby", words.id);
    this.fill(row, n);
    return row;
  }

  fill(row, n, { withWords = true } = {}) {
    const line = this.lines[n];
    if (withWords) fillLineText(row, this.store, line, { search: this.search.wanted, isWhole: this.whole.has(line) });
    fillLineFooter(row, this.store, line);
    if (line.places.includes(this.store.selected)) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
    this.fillNow(row, n);
    const isAsking = this.asking?.line === line;
    rowParts(row).ask.hidden = !isAsking;
    if (isAsking) {
      rowParts(row).question.textContent = t("bulk_ask", { n: line.places.length, verdict: t(this.asking.verdict) });
    }
  }

  fillNow(row, n) {
    row.classList.toggle("now", n === this.autoScroll?.now);
    rowParts(row).playing.hidden = n !== this.autoScroll?.now;
  }

  markNow() {
    for (const [n, row] of this.window.rows) this.fillNow(row, n);
  }

  refresh({ withWords = false } = {}) {
    if (!this.kind) return;
    for (const [n, row] of this.window.rows) this.fill(row, n, { withWords });
    this.showFilteredCount();
    this.window.paint();
  }

  showFilteredCount() {
    const hidden = this.lines.filter((line) => isFilteredOut(this.store, line)).length;
    this.filtered.hidden = !hidden;
    this.filtered.firstElementChild.textContent = t("lines_left_out", { n: hidden });
  }

  lineOf(place) {
    return place < 0 ? -1 : this.lines.findIndex(({ places }) => places.includes(place));
  }

  showSelected() {
    if (!this.kind) return;
    const n = this.lineOf(this.store.selected);
    this.asking = null;
    if (n >= 0) this.stop = n;
    this.refresh();
    if (n >= 0) this.window.reveal(n);
  }

  /** A person picks a line: the player goes there, and the lines go along with it again. */
  choose(n) {
    this.autoScroll.setOn(true);
    this.store.select(this.lines[n].places[0]);
  }

  focusOn(n) {
    if (n < 0 || n >= this.lines.length) return this.scroller.focus({ preventScroll: true });
    this.stop = n;
    this.window.reveal(n);
    this.giveStop();
    return rowParts(this.window.rows.get(n)).at.focus({ preventScroll: true });
  }

  giveStop() {
    const stop = this.window.rows.has(this.stop) ? this.stop : this.window.lineAt(this.scroller.scrollTop);
    for (const [n, row] of this.window.rows) {
      for (const button of row.querySelectorAll("button")) button.tabIndex = n === stop ? 0 : -1;
    }
  }

  showWhole(n) {
    this.whole.add(this.lines[n]);
    this.fill(this.window.rows.get(n), n);
    this.window.paint();
    rowParts(this.window.rows.get(n)).text.focus({ preventScroll: true });
  }

  openSearch() {
    if (!this.kind) {
      document.getElementById(this.kinds.speech.length || !this.kinds.text.length ? "tab-speech" : "tab-text").click();
    }
    this.search.open();
  }

  showHits() {
    this.refresh({ withWords: true });
    const n = this.lines.indexOf(this.search.hits.find((line) => this.lines.includes(line)));
    if (n < 0) return;
    this.autoScroll.setOn(false);
    this.window.reveal(n);
  }

  go(line) {
    if (!this.lines.includes(line)) {
      document.getElementById(this.kinds.text.includes(line) ? "tab-text" : "tab-speech").click();
    }
    this.store.select(line.places[0]);
  }

  decideSelected(verdict) {
    const n = this.lineOf(this.store.selected);
    if (n < 0 || this.lines[n].places.length < 2) {
      this.store.showMessage(t(n < 0 ? "choose_finding" : "not_repeated"), { tone: "", brief: true });
    } else this.decideLine(n, verdict);
  }

  decideLine(n, verdict) {
    const line = this.lines[n];
    if (!line.places.includes(this.store.selected)) this.store.select(line.places[0], { seek: false });
    if (line.places.length === 1) return this.store.writer.decide("finding", line.places[0], verdict);
    this.asking = { line, verdict, key: crypto.randomUUID() };
    this.refresh();
    return rowParts(this.window.rows.get(n)).ask.querySelector("button").focus({ preventScroll: true });
  }

  answer(isYes) {
    const { line, verdict, key } = this.asking;
    this.asking = null;
    this.refresh();
    this.focusOn(this.lines.indexOf(line));
    if (isYes) this.store.writer.decideMany({ findings: line.places }, verdict, key);
  }
}
