// <lease-clock>: how long the claim still runs; renews it each minute while the page is looked at.
import { say } from "../base/i18n.js";
import { short } from "../base/time.js";

const BEAT_MS = 60000;

export class LeaseClock extends HTMLElement {
  start(desk) {
    if (!desk.canWrite) return;
    this.desk = desk;
    this.end = performance.now() + desk.seconds_left * 1000;
    desk.addEventListener("lost", () => this.stop());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && performance.now() - this.beatAt > BEAT_MS / 2) this.beat();
    });
    this.ticks = setInterval(() => this.show(), 1000);
    this.beats = setInterval(() => !document.hidden && this.beat(), BEAT_MS);
    this.beat();
  }

  async beat() {
    if (!this.desk.canWrite) return;
    this.beatAt = performance.now();
    const left = await this.desk.renew();
    if (left !== null) this.end = performance.now() + left * 1000;
    this.show();
  }

  show() {
    const left = this.end - performance.now();
    if (left <= 0 && this.desk.canWrite && performance.now() - this.beatAt > 5000) this.beat(); // says at once when it is lost
    const over = left <= 0 || !this.desk.canWrite;
    this.textContent = over ? say("lease_over") : say("lease", { left: short(left) });
    this.classList.toggle("low", over || left < 120000);
  }

  stop() {
    clearInterval(this.ticks);
    clearInterval(this.beats);
    this.show();
  }

  disconnectedCallback() {
    if (this.desk) this.stop();
  }
}
