// Asks the server what it knows of the video, as long as its worker measures it or makes a copy that browsers can play.
import { VideoFacts } from "../evidence/video-facts.js";

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

const ASK_MS = 5000;

export class FactsPoll {
  /** `onFacts` is called with each answer; `signal` ends it. @param {Store} store */
  constructor(store, onFacts, signal) {
    this.store = store;
    this.onFacts = onFacts;
    signal.addEventListener("abort", () => this.stop());
  }

  /** @param {VideoFacts} facts The last ones known. */
  follow(facts) {
    this.stop();
    if (facts.isGrowing) this.timer = setTimeout(() => this.ask(facts), ASK_MS);
  }

  stop() {
    clearTimeout(this.timer);
  }

  async ask(before) {
    const told = document.hidden ? null : await fetchFacts(this.store.addressOf("media"));
    if (!told) return this.follow(before); // nobody looks, or nobody answered
    const facts = new VideoFacts(told);
    this.onFacts(facts);
    this.follow(facts);
  }
}

async function fetchFacts(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return answer.ok && !answer.redirected ? await answer.json() : null;
  } catch {
    return null;
  }
}
