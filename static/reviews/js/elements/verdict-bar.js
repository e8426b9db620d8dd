// <verdict-bar>: what the findings add up to, and the verdict on the whole job. Drafts survive a reload of the tab.
import { say } from "../lib/words.js";

export class VerdictBar extends HTMLElement {
  start(desk) {
    this.desk = desk;
    this.form = this.querySelector("form");
    this.error = this.querySelector(".verdict-error");
    desk.addEventListener("verdicts", () => this.showRollup());
    if (!this.form) return;
    this.key = `desk-draft-${desk.person}-${desk.job}`;
    this.restore();
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit(event.submitter?.value !== "stay");
    });
    desk.addEventListener("lost", () => this.lock());
    this.changed();
  }

  showRollup() {
    for (const word of ["pass", "review", "block"]) this.show(word, this.desk.rollup[word]);
    this.show("suggests", say(this.desk.rollup.suggests));
  }

  show(name, value) {
    this.querySelector(`[data-rollup=${name}]`).textContent = value;
  }

  get verdict() {
    return new FormData(this.form).get("verdict") ?? this.form.querySelector("[name=verdict]:checked")?.value ?? "";
  }

  changed() {
    this.fail("", "");
    const verdict = this.verdict;
    for (const option of this.form.elements.policy_id.options) {
      const allowed = option.dataset.verdicts;
      option.disabled = Boolean(allowed && verdict && !allowed.split(" ").includes(verdict));
      if (option.disabled && option.selected) this.form.elements.policy_id.value = "";
    }
    this.keep();
  }

  keep() {
    const { policy_id: policy, note } = this.form.elements;
    try {
      sessionStorage.setItem(this.key, JSON.stringify([this.verdict, policy.value, note.value]));
    } catch {
      // storage switched off: the draft lives as long as the page
    }
  }

  restore() {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(this.key));
    } catch {
      return; // storage switched off, or not ours
    }
    if (!Array.isArray(kept)) return;
    const radio = [...this.form.querySelectorAll("[name=verdict]")].find((one) => one.value === kept[0]);
    if (radio) radio.checked = true;
    this.form.elements.policy_id.value = kept[1];
    this.form.elements.note.value = kept[2];
  }

  async submit(next) {
    if (!this.desk.canWrite || this.busy) return;
    if (!this.verdict) return this.fail("verdict", say("choose_verdict"));
    this.busy = true;
    this.classList.add("busy");
    const { policy_id: policy, note } = this.form.elements;
    const answer = await this.desk.submit(this.verdict, policy.value ? Number(policy.value) : null, note.value, next);
    this.busy = false;
    this.classList.remove("busy");
    if (answer.ok) {
      sessionStorage.removeItem(this.key);
      location.assign(answer.data.next);
    } else if (answer.data.error?.field) {
      this.fail(answer.data.error.field, answer.data.error.message);
    }
  }

  fail(field, message) {
    this.error.hidden = !message;
    this.error.textContent = message;
    for (const name of ["policy_id", "note"]) {
      this.form.elements[name].setAttribute("aria-invalid", String(field === name));
    }
    if (message && this.form.elements[field]?.focus) this.form.elements[field].focus();
  }

  /** The words stay readable and can be copied; only sending is closed. */
  lock() {
    for (const button of this.form.querySelectorAll("button")) button.disabled = true;
    this.form.elements.note.readOnly = true;
  }
}
