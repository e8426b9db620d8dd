// <bulk-verdict>: one verdict for a stretch around the selected finding, or for all undecided ones that are shown.
import { PageElement } from "../base/element.js";
import { t } from "../base/i18n.js";
import { formatShort } from "../base/time.js";
import { findStretches, nameStretch, stretchMembers, stretchTargets, stretchesAt } from "../evidence/stretch.js";

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

const DONE_SHOWN_MS = 10_000;

export class BulkVerdict extends PageElement {
  /** @type {Store} */
  store;

  /** @param {Store} store */
  start(store) {
    this.store = store;
    this.ask = this.querySelector(".bulk-ask");
    this.done = this.querySelector(".bulk-done");
    this.which = this.querySelector("select");
    this.stretches = findStretches(store.evidence);
    this.listen(store, ["select", "verdicts", "filter", "claim-lost"], () => this.show());
    this.listen(store, "select", () => this.hideDone());
    this.listen(store, "filter", ({ detail }) => detail.byPerson && this.hideDone());
    this.listen(store, "outbox", () => store.writer.lastKey !== this.key && this.hideDone());
    this.listen(store, "propose-verdict", ({ detail }) => this.proposeStretch(detail.verdict, detail.stretch));
    this.listen(this.which, "change", () => this.show());
    this.listen(this, "click", (event) => this.handleClick(event.target.closest("button")));
    this.listen(
      this,
      "keydown",
      (event) => event.key === "Escape" && !this.ask.hidden && this.close({ isCalledOff: true }),
    );
    for (const verdict of ["pass", "review", "block"]) {
      store.registerAction(`stretch_${verdict}`, () => this.askStretch(verdict));
    }
    this.show();
  }

  get undecided() {
    const { store } = this;
    return store.order.filter((i) => !store.evidence.withdrawn[i] && !store.verdictOf("finding", i));
  }

  /** The stretches that the selected finding lies in, the worst first. */
  get around() {
    return Array.from(stretchesAt(this.stretches, this.store.selected));
  }

  /** The stretch that is chosen above the list, -1 for none. */
  get chosenStretch() {
    return Number(this.which.selectedOptions[0]?.dataset.stretch ?? -1);
  }

  show() {
    this.hidden = !this.store.canWrite;
    if (!this.busy) this.close();
    const { undecided, around } = this;
    const [all] = this.which.options;
    all.text = t("bulk_undecided", { n: undecided.length });
    all.disabled = !undecided.length;
    this.offerStretches(around);
    for (const button of this.querySelectorAll("[data-bulk]")) {
      button.disabled = this.busy || this.which.selectedOptions[0].disabled;
    }
  }

  /** A choice for each stretch of the selected finding; the choice stays on a stretch when the selection moves. */
  offerStretches(around) {
    if (String(around) === this.offered) return;
    this.offered = String(around);
    const isOnStretch = this.which.value !== "undecided";
    const [all] = this.which.options;
    const near = around.map((stretch) => {
      const option = new Option(this.describeStretch(stretch), `stretch-${stretch}`);
      option.dataset.stretch = String(stretch);
      return option;
    });
    const none = new Option(t("stretch_none"), "stretch");
    none.disabled = true;
    this.which.replaceChildren(all, ...(near.length ? near : [none]));
    this.which.value = isOnStretch && near.length ? near[0].value : "undecided";
  }

  describeStretch(stretch) {
    const { evidence } = this.store;
    const places = stretchMembers(this.stretches, stretch);
    const [from, to] = [formatShort(evidence.start[places[0]]), formatShort(evidence.start[places.at(-1)])];
    const span = t("stretch", { n: places.length, from, to });
    return [nameStretch(evidence, this.stretches, stretch), span].filter(Boolean).join(" · ");
  }

  /** Shift+1..3: the chosen stretch around the selected finding, else its worst one, asked once. */
  askStretch(verdict) {
    const { around, chosenStretch } = this;
    if (around.length) return this.proposeStretch(verdict, around.includes(chosenStretch) ? chosenStretch : around[0]);
    const key = this.store.selected >= 0 ? "no_stretch" : "choose_finding";
    this.store.showMessage(t(key), { tone: "", brief: true });
  }

  proposeStretch(verdict, stretch) {
    this.propose(verdict, stretchTargets(this.store.evidence, this.stretches, stretch), stretch);
  }

  /** `targets` are places of findings and rows of detections; `stretch` is -1 for what the filter shows. */
  propose(verdict, targets, stretch = -1) {
    if (this.busy || !this.store.canWrite || !(targets.findings.length + targets.detections.length)) return;
    this.returnTo = document.activeElement;
    this.verdict = verdict;
    this.targets = targets;
    this.about = stretch;
    this.key = crypto.randomUUID();
    this.showQuestion();
    this.hideDone();
    this.ask.hidden = false;
    this.ask.querySelector("[data-do]").focus();
  }

  showQuestion() {
    const parts = [this.describeAct("bulk_ask"), this.describeShared()];
    this.ask.querySelector("span").textContent = parts.filter(Boolean).join(" ");
  }

  /** The sentence `key`, or the one of that name about a stretch: it names what is marked. */
  describeAct(key) {
    const { verdict, targets, about, stretches, store } = this;
    if (about < 0) return t(key, { n: targets.findings.length, verdict: t(verdict) });
    const what = nameStretch(store.evidence, stretches, about) || t("frame");
    return t(`${key}_stretch`, { what, n: stretchMembers(stretches, about).length, verdict: t(verdict) });
  }

  /** Frames that hold something else besides are not judged as a whole. */
  describeShared() {
    if (this.about < 0) return "";
    const n = stretchMembers(this.stretches, this.about).length - this.targets.findings.length;
    return n ? t(n === 1 ? "bulk_shared_one" : "bulk_shared", { n }) : "";
  }

  close({ isCalledOff = false } = {}) {
    this.ask.hidden = true;
    if (isCalledOff && this.returnTo?.isConnected) this.returnTo.focus({ preventScroll: true });
  }

  async handleClick(button) {
    if (button?.dataset.bulk) {
      if (this.chosenStretch >= 0) this.proposeStretch(button.dataset.bulk, this.chosenStretch);
      else this.propose(button.dataset.bulk, { findings: [...this.undecided], detections: [] });
    } else if (button && "do" in button.dataset) await this.send();
    else if (button && "undo" in button.dataset) this.undo();
    else if (button) this.close({ isCalledOff: true });
  }

  async send() {
    if (this.busy) return;
    this.setBusy(true);
    const { findings, detections } = this.targets;
    this.ask.querySelector("span").textContent = t("bulk_saving", { n: findings.length + detections.length });
    const answer = await this.store.writer.decideMany(this.targets, this.verdict, this.key);
    this.setBusy(false);
    if (!answer?.ok) return this.showQuestion();
    this.close({ isCalledOff: true });
    this.show();
    this.showDone();
  }

  setBusy(isBusy) {
    this.busy = isBusy;
    this.ask.querySelector("progress").hidden = !isBusy;
    for (const button of this.ask.querySelectorAll("button")) button.hidden = isBusy;
  }

  showDone() {
    this.done.querySelector("span").textContent = this.describeAct("bulk_done");
    this.done.querySelector("[data-undo]").hidden = !this.store.actions.has("undo");
    this.done.hidden = false;
    if (this.contains(this.returnTo)) this.done.querySelector("button").focus(); // the controls make room for it
    this.forgets = setTimeout(() => this.hideDone(), DONE_SHOWN_MS);
  }

  /** What was done is told for a while, or until the person goes on. */
  hideDone() {
    clearTimeout(this.forgets);
    const hadFocus = this.done.contains(document.activeElement);
    this.done.hidden = true;
    if (hadFocus) this.which.focus();
  }

  undo() {
    this.hideDone();
    this.store.actions.get("undo").run();
  }
}
