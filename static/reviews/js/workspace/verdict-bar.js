// <verdict-bar>: what the findings add up to, and the verdict on the whole job. What is typed is kept until it is sent.
import { Draft } from "../base/drafts.js";
import { PageElement } from "../base/element.js";
import { showFieldError } from "../base/field-errors.js";
import { t } from "../base/i18n.js";
import { UnwatchedPanel } from "./unwatched-panel.js";

/** @typedef {import("./store.js").WorkspaceStore} Store */

export class VerdictBar extends PageElement {
  /** @type {Store} */
  store;

  /** @param {Store} store @param {any} player */
  start(store, player) {
    this.store = store;
    this.player = player;
    this.form = this.querySelector("form");
    this.listen(store, "verdicts", () => this.showRollup());
    this.listen(store, "saved", ({ detail }) => detail.entry.target === "job" && this.sent(detail.answer));
    if (!this.form) return;
    this.error = this.querySelector(".verdict-error");
    this.about = this.querySelector(".policy-text");
    this.watchedText = this.querySelector("[data-watched]");
    this.panel = new UnwatchedPanel(this.querySelector(".unwatched"), store, player, this.signal);
    this.listen(store, "coverage", () => this.showWatched());
    this.listen(player, "length", () => this.showWatched());
    this.showWatched();
    this.draft = new Draft(store.person, store.job, "verdict");
    this.restore();
    this.listen(this.form, "input", (event) => this.changed(event.target));
    this.listen(this.form, "submit", (event) => {
      event.preventDefault();
      this.submit(event.submitter?.value !== "stay");
    });
    this.listen(store, "claim-lost", () => this.lock());
    if (store.canWrite) store.registerAction("submit_next", () => this.submit(true));
    this.changed();
  }

  /**
   * Somebody else decides: by the verdict review in the second look, or a lead. Either way a note says what to look at.
   * @param {string} way "second_look" or "lead", as the server offers it.
   */
  escalate(way) {
    if (way === "lead") return void this.askLead();
    this.choose("review");
    this.submit(true);
  }

  async askLead() {
    if (!this.store.canWrite || this.busy) return;
    const { note } = this.form.elements;
    if (this.lacksNote()) return;
    await this.send(() => this.store.writer.askLead(note.value, true));
  }

  /** An escalation needs a note, by key and by button alike: says so at the field. The server asks the same. */
  lacksNote() {
    const isMissing = !this.form.elements.note.value.trim();
    if (isMissing) this.showError("note", t("escalation_note"));
    return isMissing;
  }

  choose(verdict) {
    this.form.querySelector(`[name=verdict][value=${verdict}]`).checked = true;
    this.isChosen = true;
    this.changed();
  }

  showRollup() {
    const { rollup } = this.store;
    for (const word of ["pass", "review", "block"]) this.show(word, rollup[word]);
    this.show("all", rollup.pass + rollup.review + rollup.block);
    this.show("suggests", t(rollup.suggests));
    this.querySelector(".suggests").dataset.verdict = rollup.suggests;
    this.propose();
  }

  show(name, value) {
    this.querySelector(`[data-rollup=${name}]`).textContent = value;
  }

  /** Until a person chooses, the verdict is what the findings add up to. */
  propose() {
    if (!this.form || this.isChosen || !this.store.canWrite) return;
    const radio = this.form.querySelector(`[name=verdict][value=${this.store.rollup.suggests}]`);
    if (!radio || radio.checked) return; // what would be refused is not offered
    radio.checked = true;
    this.showPolicies();
  }

  get verdict() {
    return this.form.querySelector("[name=verdict]:checked")?.value ?? "";
  }

  changed(target = null) {
    if (target?.name === "verdict") [this.isChosen, this.isSure] = [true, false];
    this.showError("", "");
    this.showPolicies();
    const { policy_id: policy, note } = this.form.elements;
    if (target) {
      this.draft.save([
        ["verdict", this.isChosen ? this.verdict : ""],
        ["policy_id", policy.value],
        ["note", note.value],
      ]);
    }
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
    const kept = this.draft.load();
    if (!kept) return;
    const radio = [...this.form.querySelectorAll("[name=verdict]")].find((one) => one.value === kept.verdict);
    if (radio) radio.checked = this.isChosen = true;
    const { policy_id: policy, note } = this.form.elements;
    policy.value = kept.policy_id ?? "";
    note.value = kept.note ?? "";
    if (this.store.canWrite) return;
    note.disabled = false; // readable and copyable without the claim
    note.readOnly = true;
  }

  async submit(next, isSure = false) {
    if (!this.store.canWrite || this.busy) return;
    if (!this.verdict) return this.showError("verdict", t("choose_verdict"));
    if (this.verdict === "review" && this.lacksNote()) return;
    this.isSure ||= isSure; // asked once: a refusal of the server asks for what it names, not for this again
    if (this.verdict === "pass" && !this.isSure && this.asksUnwatched(next)) return;
    const { policy_id: policy, note } = this.form.elements;
    const policyId = policy.value ? Number(policy.value) : null;
    await this.send(() => this.store.writer.submit(this.verdict, policyId, note.value, next));
  }

  /** Nothing else is sent until the answer is there; a refusal stands beside its field. */
  async send(write) {
    this.busy = true;
    this.classList.add("busy");
    const answer = await write();
    this.busy = false;
    this.classList.remove("busy");
    const error = answer.data.error;
    if (error?.field) this.showError(error.field, error.message);
  }

  sent(answer) {
    this.draft?.remove();
    if (answer.data.next) location.assign(answer.data.next);
  }

  /** Pass over what was not watched: asks once, together with the note where one is missing. */
  asksUnwatched(next) {
    const { policy_id: policy, note } = this.form.elements;
    const isNoteDue =
      this.verdict !== this.store.rollup.suggests || Boolean(policy.selectedOptions[0]?.dataset.noteRequired);
    const pass = (typed) => {
      if (typed !== null) {
        note.value = typed;
        this.changed(note);
      }
      this.submit(next, true);
    };
    return this.panel.ask({ needsNote: isNoteDue && !note.value.trim(), pass });
  }

  showWatched() {
    this.watchedText.textContent = this.panel.summary;
  }

  showError(field, message) {
    showFieldError(this.form, this.error, field, message);
  }

  /** The words stay readable and can be copied; only sending is closed. */
  lock() {
    for (const button of this.querySelectorAll("button")) button.disabled = true;
    this.form.elements.note.readOnly = true;
  }
}
