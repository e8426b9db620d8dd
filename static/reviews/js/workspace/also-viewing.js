// <also-viewing>: who else has this job open. Tells the desk each half minute while the page is looked at.
import { post } from "../base/http.js";
import { say } from "../base/i18n.js";

const BEAT_MS = 30000;

export class AlsoViewing extends HTMLElement {
  start(desk) {
    this.address = `/jobs/${desk.job}/presence/`;
    setInterval(() => !document.hidden && this.beat(), BEAT_MS);
    document.addEventListener("visibilitychange", () => !document.hidden && this.beat());
    addEventListener("pagehide", () => post(this.address, { left: true }, { keepalive: true }));
    this.beat();
  }

  async beat() {
    const answer = await post(this.address, {});
    if (!answer.ok) return; // the clock of the lease says what is wrong
    const names = answer.data.people.join(", ");
    this.textContent = names ? say("also_viewing", { names }) : "";
  }
}
