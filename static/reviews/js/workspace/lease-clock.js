// <lease-clock>: how long the claim still runs; renews it each minute while the page is looked at.
import { PageElement } from "../base/element.js";
import { t } from "../base/i18n.js";
import { formatShort } from "../base/time.js";

/** @typedef {import("./store.js").WorkspaceStore} Store */

const BEAT_MS = 60_000;
const ASK_AGAIN_MS = 5000; // after the end, so that the page says at once when the claim is lost
const LOW_MS = 120_000;

export class LeaseClock extends PageElement {
  /** @type {Store} */
  store;

  /** @param {Store} store */
  start(store) {
    if (!store.canWrite) return;
    this.store = store;
    this.end = performance.now() + store.secondsLeft * 1000;
    this.listen(document, "visibilitychange", () => {
      if (!document.hidden && performance.now() - this.beatAt > BEAT_MS / 2) this.beat();
    });
    const stops = [this.repeat(() => this.show(), 1000), this.repeat(() => !document.hidden && this.beat(), BEAT_MS)];
    this.listen(store, "claim-lost", () => {
      for (const stop of stops) stop();
      this.show();
    });
    this.beat();
  }

  async beat() {
    if (!this.store.canWrite) return;
    this.beatAt = performance.now();
    const secondsLeft = await this.store.renewClaim();
    if (secondsLeft !== null) this.end = performance.now() + secondsLeft * 1000;
    this.show();
  }

  show() {
    const left = this.end - performance.now();
    if (left <= 0 && this.store.canWrite && performance.now() - this.beatAt > ASK_AGAIN_MS) this.beat();
    const isOver = left <= 0 || !this.store.canWrite;
    this.textContent = isOver ? t("lease_over") : t("lease", { left: formatShort(left) });
    this.classList.toggle("low", isOver || left < LOW_MS);
  }
}
