// What of a video was played and how: ranges [start_ms, end_ms, speed %, muted 0|1, revealed 0|1|2].

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

const MAX_STEP_MS = 1500; // of playing between two looks at the clock, at normal speed; more than that was a jump

/** How pictures are seen now: 0 blurred, 1 their shape, 2 and their colour; by a hold or because filters are off. */
export function visibilityOf({ grey, blur, reveal }) {
  if (reveal === 2 || (!grey && !blur)) return 2;
  return reveal === 1 || !blur ? 1 : 0;
}

/** The worst band (a place in BANDS) of the findings at `ms`. @param {Store} store */
export function worstBandAt(store, ms) {
  const { evidence, bands } = store;
  let worst = 0;
  for (let i = 0; i < evidence.count; i++) {
    if (bands[i] > worst && evidence.start[i] <= ms && ms < evidence.endOf(i) && evidence.start[i] >= 0) {
      worst = bands[i];
    }
  }
  return worst;
}

export class WatchRecorder {
  /**
   * @param {any} frames Where the player is, and whether there is a picture: `VideoFrames`.
   * @param {() => number} seen How pictures are seen now: see `visibilityOf`.
   * @param {AbortSignal} signal Ends what it hears of the page.
   */
  constructor(frames, seen, signal) {
    const { video } = frames;
    this.frames = frames;
    this.video = video;
    this.seen = seen;
    this.ranges = [];
    this.now = null;
    video.addEventListener("timeupdate", () => this.update());
    for (const type of ["play", "seeked", "pause", "ended", "ratechange", "volumechange"]) {
      video.addEventListener(type, () => this.update());
    }
    for (const type of ["seeking", "emptied"]) video.addEventListener(type, () => this.close());
    document.addEventListener("visibilitychange", () => document.hidden && this.close(), { signal });
    video.addEventListener("play", () => this.follow());
  }

  follow() {
    if (!this.video.requestVideoFrameCallback) return;
    const again = () => {
      this.update();
      if (!this.video.paused) this.video.requestVideoFrameCallback(again);
    };
    this.video.requestVideoFrameCallback(again);
  }

  playbackState() {
    const { playbackRate, muted, volume } = this.video;
    return [Math.round(playbackRate * 100), muted || volume === 0 ? 1 : 0, this.seen()];
  }

  /** Where playing is now; a jump or another way of playing ends the range that was open. */
  update() {
    const { video } = this;
    if (video.seeking || document.hidden || !this.isPerceived) return this.close();
    const ms = Math.max(0, Math.round(this.frames.clock));
    const way = this.playbackState();
    const step = this.now ? ms - this.now[1] : 0;
    if (this.now && step >= 0 && step <= MAX_STEP_MS * Math.max(1, video.playbackRate)) this.now[1] = ms;
    const isSame = this.now && this.now[1] === ms && way.every((value, place) => value === this.now[place + 2]);
    if (video.paused || video.ended) return this.close();
    if (!isSame) {
      this.close();
      this.now = [ms, ms, ...way];
    }
  }

  /** A picture that never showed was not watched; where a file has none, its sound was if it could be heard. */
  get isPerceived() {
    const { frames, video } = this;
    if (!frames.time.isSettled) return false;
    return frames.facts.hasPicture === false ? !video.muted && video.volume > 0 : frames.presented >= 0;
  }

  close() {
    if (this.now && this.now[1] > this.now[0]) this.ranges.push(this.now);
    this.now = null;
  }

  /** What was played since it was last taken; an open range goes on from here. */
  takeRanges() {
    const open = this.now;
    this.close();
    if (open) this.now = [open[1], open[1], ...open.slice(2)];
    return this.ranges.splice(0);
  }

  /** The same without taking it. */
  get all() {
    return this.now && this.now[1] > this.now[0] ? [...this.ranges, this.now] : this.ranges;
  }
}
