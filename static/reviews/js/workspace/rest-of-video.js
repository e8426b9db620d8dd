// Plays what is left of a video: part after part, passing over what was watched. A seek of the person's ends that.
const NEAR_MS = 1000; // a jump further out of the part than this was the person's

export class RestOfVideo {
  /** @param {any} player @param {AbortSignal} signal Ends what it hears of the page. */
  constructor(player, signal) {
    this.player = player;
    /** @type {[start: number, end: number][]} */
    this.parts = [];
    player.addEventListener("time", () => this.follow(), { signal });
  }

  /** @param {[start: number, end: number][]} parts In time order. */
  begin(parts) {
    this.parts = [...parts];
    this.player.seek(this.parts[0][0]);
    if (this.player.video.paused) this.player.toggle();
  }

  follow() {
    const { parts, player } = this;
    if (!parts.length) return;
    const [start, end] = parts[0];
    const { now } = player;
    if (now < start - NEAR_MS || now > end + NEAR_MS) this.parts = [];
    else if (now >= end) {
      parts.shift();
      if (parts.length && !player.video.paused) player.seek(parts[0][0]);
    }
  }
}
