// <verdict-bar>: what the findings add up to, and the verdict on the whole job. What is typed is kept until it is sent.
import { brief } from "../base/time.js";
import { Draft } from "../base/drafts.js";
import { tellBeside } from "../base/field-errors.js";
import { unseen } from "../evidence/unwatched.js";
import { say } from "../base/i18n.js";

const NAMED_UNSEEN = 3;

export class VerdictBar extends HTMLElement {
  start(desk, player) {
    Object.assign(this, { desk, player });
    this.form = this.querySelector("form");
    desk.addEventListener("verdicts", () => this.showRollup());
    desk.addEventListener("sent", ({ detail }) => detail.entry.target === "job" && this.sent(detail.answer));
    if (!this.form) return;
    this.error = this.querySelector(".verdict-error");
    this.about = this.querySelector(".policy-text");
    this.unseen = this.querySelector(".unseen");
    this.draft = new Draft(desk.person, desk.job, "verdict");
    this.restore();
    this.form.addEventListener("input", (event) => this.changed(event.target));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit(event.submitter?.value !== "stay");
    });
    this.unseen.addEventListener("click", (event) => this.answered(event.target.closest("button")));
    desk.addEventListener("lost", () => this.lock());
    if (desk.canWrite) desk.act("submit_next", () => this.submit(true));
    this.changed();
  }

  /** The verdict review for the whole job: somebody else decides. */
  escalate() {
    this.choose("review");
    this.submit(true);
  }

  choose(verdict) {
    this.form.querySelector(`[name=verdict][value=${verdict}]`).checked = true;
    this.isChosen = true;
    this.changed();
  }

  showRollup() {
    const { rollup } = this.desk;
    for (const word of ["pass", "review", "block"]) this.show(word, rollup[word]);
    this.show("all", rollup.pass + rollup.review + rollup.block);
    this.show("suggests", say(rollup.suggests));
    this.querySelector(".suggests").dataset.verdict = rollup.suggests;
    this.propose();
  }

  show(name, value) {
    this.querySelector(`[data-rollup=${name}]`).textContent = value;
  }

  /** Until a person chooses, the verdict is what the findings add up to. */
  propose() {
    if (!this.form || this.isChosen || !this.desk.canWrite) return;
    const radio = this.form.querySelector(`[name=verdict][value=${this.desk.rollup.suggests}]`);
    if (radio.checked) return;
    radio.checked = true;
    this.showPolicies();
  }

  get verdict() {
    return this.form.querySelector("[name=verdict]:checked")?.value ?? "";
  }

  changed(target = null) {
    if (target?.name === "verdict") this.isChosen = true;
    this.tell("", "");
    this.unseen.hidden = true;
    this.showPolicies();
    const { policy_id: policy, note } = this.form.elements;
    if (target) this.draft.keep([["verdict", this.isChosen ? this.verdict : ""], ["policy_id", policy.value], ["note", note.value]]);
  }

  /** Policies that cannot explain the verdict cannot be chosen; the chosen one's text shows. */
  showPolicies() {
    const { policy_id: policy } = this.form.elements;
    for (const option of policy.options) {
      const allowed = option.dataset.verdicts;
      option.disabled = Boolean(allowed && this.verdict && !allowed.split(" ").includes(this.verdict));
      if (option.disabled && option.selected) policy.value = "";
    }
    const about = policy.selectedOptions[0]?.dataset.about ?? "";
    this.about.textContent = about;
    this.about.hidden = !about;
  }

  restore() {
    const kept = this.draft.read();
    if (!kept) return;
    const radio = [...this.form.querySelectorAll("[name=verdict]")].find((one) => one.value === kept.verdict);
    if (radio) radio.checked = this.isChosen = true;
    const { policy_id: policy, note } = this.form.elements;
    policy.value = kept.policy_id ?? "";
    note.value = kept.note ?? "";
    if (this.desk.canWrite) return;
    note.disabled = false; // readable and copyable without the claim
    note.readOnly = true;
  }

  async submit(next, isSure = false) {
    if (!this.desk.canWrite || this.busy) return;
    if (!this.verdict) return this.tell("verdict", say("choose_verdict"));
    if (this.verdict === "pass" && !isSure && this.asksUnseen(next)) return;
    this.busy = true;
    this.classList.add("busy");
    const { policy_id: policy, note } = this.form.elements;
    const answer = await this.desk.submit(this.verdict, policy.value ? Number(policy.value) : null, note.value, next);
    this.busy = false;
    this.classList.remove("busy");
    const error = answer.data.error;
    if (error?.field) this.tell(error.field, error.message);
  }

  sent(answer) {
    this.draft?.forget();
    if (answer.data.next) location.assign(answer.data.next);
  }

  /** Pass, though parts that the machine would block were never watched: asks once. */
  asksUnseen(next) {
    const { desk, player } = this;
    const { video } = player;
    if (!video || video.error || video.readyState < 1) return false;
    const played = Array.from({ length: video.played.length }, (_, k) => [video.played.start(k) * 1000, video.played.end(k) * 1000]);
    const mine = desk.coverage.filter((one) => one.mine).flatMap(({ ranges }) => ranges);
    const places = unseen(desk.evidence, (i) => desk.saidOf("finding", i), [...mine, ...played]);
    if (!places.length) return false;
    this.next = next;
    const times = places.slice(0, NAMED_UNSEEN).map((place) => this.seekButton(place));
    this.unseen.querySelector(".unseen-times").replaceChildren(...times);
    this.unseen.querySelector(".unseen-say").textContent = say(places.length === 1 ? "unseen_one" : "unseen", { n: places.length });
    this.unseen.hidden = false;
    this.unseen.querySelector("[data-anyway]").focus();
    return true;
  }

  seekButton(place) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button mono";
    button.dataset.place = place;
    button.textContent = brief(this.desk.evidence.start[place]);
    return button;
  }

  answered(button) {
    if (!button) return;
    this.unseen.hidden = true;
    if (button.dataset.place) this.desk.select(Number(button.dataset.place));
    else if ("anyway" in button.dataset) this.submit(this.next, true);
  }

  tell(field, message) {
    tellBeside(this.form, this.error, field, message);
  }

  /** The words stay readable and can be copied; only sending is closed. */
  lock() {
    for (const button of this.querySelectorAll("button")) button.disabled = true;
    this.form.elements.note.readOnly = true;
  }
}
