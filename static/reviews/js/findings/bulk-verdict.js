// <bulk-verdict>: one verdict for the stretch around the selected finding, or for all undecided ones that are shown.
import { PageElement } from "../base/element.js";
import { t } from "../base/i18n.js";
import { formatShort } from "../base/time.js";
import { stretchAround } from "../evidence/stretch.js";

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
    this.listen(store, ["select", "verdicts", "filter", "claim-lost"], () => this.show());
    this.listen(store, "select", () => this.hideDone());
    this.listen(store, "filter", ({ detail }) => detail.byPerson && this.hideDone());
    this.listen(store, "outbox", () => store.writer.lastKey !== this.key && this.hideDone());
    this.listen(store, "propose-verdict", ({ detail }) => this.propose(detail.verdict, detail.places));
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

  get stretch() {
    return this.store.selected < 0 ? [] : stretchAround(this.store.evidence, this.store.selected);
  }

  show() {
    this.hidden = !this.store.canWrite;
    if (!this.busy) this.close();
    const { start } = this.store.evidence;
    const [undecided, stretch] = [this.undecided, this.stretch];
    const [all, near] = this.which.options;
    all.text = t("bulk_undecided", { n: undecided.length });
    all.disabled = !undecided.length;
    near.disabled = stretch.length < 2;
    const span = near.disabled
      ? {}
      : { n: stretch.length, from: formatShort(start[stretch[0]]), to: formatShort(start[stretch.at(-1)]) };
    near.text = near.disabled ? t("stretch_none") : t("stretch", span);
    if (near.disabled) this.which.value = "undecided";
    for (const button of this.querySelectorAll("[data-bulk]")) {
      button.disabled = this.busy || this.which.selectedOptions[0].disabled;
    }
  }

  /** Shift+1..3: the stretch around the selected finding, asked once. */
  askStretch(verdict) {
    const places = this.stretch;
    if (places.length > 1) this.propose(verdict, places);
    else this.store.showMessage(t(places.length ? "no_stretch" : "choose_finding"), { tone: "", brief: true });
  }

  propose(verdict, places) {
    if (this.busy || !this.store.canWrite || !places.length) return;
    this.returnTo = document.activeElement;
    this.verdict = verdict;
    this.places = places;
    this.key = crypto.randomUUID();
    this.showQuestion();
    this.hideDone();
    this.ask.hidden = false;
    this.ask.querySelector("[data-do]").focus();
  }

  showQuestion() {
    this.ask.querySelector("span").textContent = t("bulk_ask", { n: this.places.length, verdict: t(this.verdict) });
  }

  close({ isCalledOff = false } = {}) {
    this.ask.hidden = true;
    if (isCalledOff && this.returnTo?.isConnected) this.returnTo.focus({ preventScroll: true });
  }

  async handleClick(button) {
    if (button?.dataset.bulk) {
      this.propose(button.dataset.bulk, this.which.value === "stretch" ? this.stretch : [...this.undecided]);
    } else if (button && "do" in button.dataset) await this.send();
    else if (button && "undo" in button.dataset) this.undo();
    else if (button) this.close({ isCalledOff: true });
  }

  async send() {
    if (this.busy) return;
    this.setBusy(true);
    this.ask.querySelector("span").textContent = t("bulk_saving", { n: this.places.length });
    const answer = await this.store.writer.decideMany(this.places, this.verdict, this.key);
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
    this.done.querySelector("span").textContent = t("bulk_done", { n: this.places.length, verdict: t(this.verdict) });
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
