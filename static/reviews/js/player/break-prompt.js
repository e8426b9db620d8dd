// <break-prompt>: proposes a break, quietly: it takes no focus and stops nothing. Shown while the server says one is
// due.
import { PageElement } from "../base/element.js";
import { postJson } from "../base/http.js";
import { t } from "../base/i18n.js";

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

export class BreakPrompt extends PageElement {
  /** @type {Store} */
  store;

  /** @param {Store} store */
  start(store) {
    this.store = store;
    this.spoken = document.getElementById("break-said");
    this.listen(store, "break-due", ({ detail }) => this.propose(detail));
    this.listen(this, "click", ({ target }) => {
      const answer = target.closest("button")?.dataset.break;
      if (answer) this.send(answer);
    });
  }

  propose(due) {
    if (!due || !this.hidden) return this.hide(!due);
    const why = t(`break_${due.reason}`, { minutes: due.minutes });
    this.querySelector("[data-break=why]").textContent = why;
    this.querySelector("[data-break=snooze]").hidden = !due.may_snooze;
    this.hidden = false;
    this.spoken.textContent = `${this.querySelector("h2").textContent}. ${why}`;
  }

  hide(isOver) {
    if (!isOver || this.hidden) return;
    const hadFocus = this.contains(document.activeElement);
    this.hidden = true;
    this.spoken.textContent = "";
    if (hadFocus) document.querySelector("review-player button")?.focus();
  }

  async send(act) {
    const answer = await postJson(this.store.addressOf("break"), { act });
    if (answer.ok || answer.status === 409) this.hide(true);
    else this.store.showMessage(t(answer.status === 0 ? "offline" : "signed_out"), { tone: "bad" });
  }
}
