// <break-prompt>: proposes a break, quietly: it takes no focus and stops nothing. Shown while the server says one is due.
import { post } from "../base/http.js";
import { say } from "../base/i18n.js";

export class BreakPrompt extends HTMLElement {
  start(desk) {
    this.desk = desk;
    desk.addEventListener("break", ({ detail }) => this.propose(detail));
    this.addEventListener("click", ({ target }) => {
      const act = target.closest("button")?.dataset.break;
      if (act) this.answer(act);
    });
  }

  propose(due) {
    if (!due || !this.hidden) return this.hide(!due);
    const why = say(`break_${due.reason}`, { minutes: due.minutes });
    this.querySelector("[data-break=why]").textContent = why;
    this.querySelector("[data-break=snooze]").hidden = !due.may_snooze;
    this.hidden = false;
    document.getElementById("break-said").textContent = `${this.querySelector("h2").textContent}. ${why}`;
  }

  hide(isOver) {
    if (!isOver || this.hidden) return;
    const hadFocus = this.contains(document.activeElement);
    this.hidden = true;
    document.getElementById("break-said").textContent = "";
    if (hadFocus) document.querySelector("review-player button")?.focus();
  }

  async answer(act) {
    const answer = await post("/me/break/", { act });
    if (answer.ok || answer.status === 409) this.hide(true);
    else this.desk.emit("say", { text: say(answer.status === 0 ? "offline" : "signed_out"), tone: "bad" });
  }
}
