// <bulk-verdict>: one verdict for the stretch around the selected finding, or for all undecided ones that are shown.
import { short } from "../base/time.js";
import { stretchOf } from "../evidence/stretch.js";
import { say } from "../base/i18n.js";

const TOLD_MS = 10_000;

export class BulkVerdict extends HTMLElement {
  start(desk) {
    this.desk = desk;
    this.ask = this.querySelector(".bulk-ask");
    this.done = this.querySelector(".bulk-done");
    this.which = this.querySelector("select");
    for (const event of ["select", "verdicts", "filter", "lost"]) desk.addEventListener(event, () => this.show());
    desk.addEventListener("select", () => this.forget());
    desk.addEventListener("filter", ({ detail }) => detail?.byPerson && this.forget());
    desk.addEventListener("propose", ({ detail }) => this.propose(detail.verdict, detail.places));
    this.which.addEventListener("change", () => this.show());
    this.addEventListener("click", (event) => this.pressed(event.target.closest("button")));
    this.addEventListener("keydown", (event) => event.key === "Escape" && !this.ask.hidden && this.close({ isCalledOff: true }));
    for (const verdict of ["pass", "review", "block"]) desk.act(`stretch_${verdict}`, () => this.askStretch(verdict));
    this.show();
  }

  get undecided() {
    const { desk } = this;
    return desk.order.filter((i) => !desk.evidence.withdrawn[i] && !desk.saidOf("finding", i));
  }

  get stretch() {
    return this.desk.selected < 0 ? [] : stretchOf(this.desk.evidence, this.desk.selected);
  }

  show() {
    this.hidden = !this.desk.canWrite;
    if (!this.busy) this.close();
    const { start } = this.desk.evidence;
    const [undecided, stretch] = [this.undecided, this.stretch];
    const [all, near] = this.which.options;
    all.text = say("bulk_undecided", { n: undecided.length });
    all.disabled = !undecided.length;
    near.disabled = stretch.length < 2;
    const span = near.disabled ? {} : { n: stretch.length, from: short(start[stretch[0]]), to: short(start[stretch.at(-1)]) };
    near.text = near.disabled ? say("stretch_none") : say("stretch", span);
    if (near.disabled) this.which.value = "undecided";
    for (const button of this.querySelectorAll("[data-bulk]")) button.disabled = this.busy || this.which.selectedOptions[0].disabled;
  }

  /** Shift+1..3: the stretch around the selected finding, asked once. */
  askStretch(verdict) {
    const places = this.stretch;
    if (places.length > 1) this.propose(verdict, places);
    else this.desk.emit("say", { text: say(places.length ? "no_stretch" : "choose_finding"), tone: "", brief: true });
  }

  propose(verdict, places) {
    if (this.busy || !this.desk.canWrite || !places.length) return;
    this.before = document.activeElement;
    Object.assign(this, { verdict, places, key: crypto.randomUUID() });
    this.tellAsk();
    this.forget();
    this.ask.hidden = false;
    this.ask.querySelector("[data-do]").focus();
  }

  tellAsk() {
    this.ask.querySelector("span").textContent = say("bulk_ask", { n: this.places.length, verdict: say(this.verdict) });
  }

  close({ isCalledOff = false } = {}) {
    this.ask.hidden = true;
    if (isCalledOff && this.before?.isConnected) this.before.focus({ preventScroll: true });
  }

  async pressed(button) {
    if (button?.dataset.bulk) this.propose(button.dataset.bulk, this.which.value === "stretch" ? this.stretch : [...this.undecided]);
    else if (button && "do" in button.dataset) await this.send();
    else if (button && "undo" in button.dataset) this.undo();
    else if (button) this.close({ isCalledOff: true });
  }

  async send() {
    if (this.busy) return;
    this.wait(true);
    this.ask.querySelector("span").textContent = say("bulk_saving", { n: this.places.length });
    const answer = await this.desk.decideMany(this.places, this.verdict, this.key);
    this.wait(false);
    if (!answer?.ok) return this.tellAsk();
    this.close({ isCalledOff: true });
    this.show();
    this.tellDone();
  }

  wait(isBusy) {
    this.busy = isBusy;
    this.ask.querySelector("progress").hidden = !isBusy;
    for (const button of this.ask.querySelectorAll("button")) button.hidden = isBusy;
  }

  tellDone() {
    this.done.querySelector("span").textContent = say("bulk_done", { n: this.places.length, verdict: say(this.verdict) });
    this.done.querySelector("[data-undo]").hidden = !this.desk.acts.has("undo");
    this.done.hidden = false;
    if (this.contains(this.before)) this.done.querySelector("button").focus(); // the controls make room for it
    this.forgets = setTimeout(() => this.forget(), TOLD_MS);
  }

  /** What was done is told for a while, or until the person goes on. */
  forget() {
    clearTimeout(this.forgets);
    const hadFocus = this.done.contains(document.activeElement);
    this.done.hidden = true;
    if (hadFocus) this.which.focus();
  }

  undo() {
    this.forget();
    this.desk.acts.get("undo").run();
  }
}
