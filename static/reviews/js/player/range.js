// What playback does around a finding: a little before it, not far beyond it, and round and round when asked.

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

const AFTER_MS = 1000;

/** Holds at most one range: {from, to, isLoop}, milliseconds of the video. */
export class PlaybackRange {
  /** @param {Store} store */
  constructor(store, frames, { show }) {
    this.store = store;
    this.frames = frames;
    this.show = show;
    this.range = null;
    frames.addEventListener("frame", () => this.watch());
    frames.video.addEventListener("ended", () => this.repeat());
  }

  get video() {
    return this.frames.video;
  }

  get isLooping() {
    return Boolean(this.range?.isLoop);
  }

  /** Playing: a little before, to see it come. Paused: its very frame, so that its box is there. */
  goTo(index) {
    const from = this.store.evidence.start[index];
    if (!(from >= 0)) return this.drop();
    const wasLooping = this.isLooping;
    this.range = { from, to: this.store.evidence.endOf(index), isLoop: wasLooping };
    const lead = this.video.paused || wasLooping ? 0 : this.store.settings.pre_roll_ms;
    this.frames.seek(Math.max(0, from - lead));
    this.show(wasLooping ? "looping" : "", this.range);
  }

  /** Loops the selected finding, or ends the loop. Asking for a loop asks to see it: it plays. */
  toggleLoop() {
    if (this.isLooping) return this.drop();
    const { selected, evidence } = this.store;
    if (selected < 0 || !(evidence.start[selected] >= 0)) return this.show("loop_none");
    this.range = { from: evidence.start[selected], to: evidence.endOf(selected), isLoop: true };
    this.frames.seek(this.range.from);
    this.show("looping", this.range);
    if (this.video.paused) this.play();
  }

  /** Somebody went elsewhere: nothing stops or loops playback any more. */
  leaveIfOutside(ms) {
    if (!this.range || this.isLooping) return;
    if (ms < this.range.from - this.store.settings.pre_roll_ms || ms > this.range.to + AFTER_MS) this.drop();
  }

  drop() {
    this.range = null;
    this.show("");
  }

  play() {
    if (!this.video.getAttribute("src") || !this.frames.leaveHole()) return;
    if (this.range && !this.isLooping && this.frames.now >= this.range.to + AFTER_MS) this.range = null;
    this.show(this.isLooping ? "looping" : "", this.range);
    this.frames.revive();
    this.video.play().catch(() => {}); // refused by the browser or no media: the button stays "play"
  }

  /** By the media's time, not by new pictures: one may stand longer than the whole range. */
  watch() {
    const { range, frames, video } = this;
    if (video.paused || frames.wanted !== null) return;
    const { now } = frames;
    if (range?.isLoop && (now >= range.to || frames.isEnd(now))) {
      frames.seek(range.from);
    } else if (range && !range.isLoop && now >= range.to + AFTER_MS) {
      video.pause();
      this.range = null;
      this.show("stopped_at_end");
    } else if (frames.holes.findAt(now)) this.pass(now);
  }

  /** What cannot be shown is left out, and said so. */
  pass(ms) {
    const hole = this.frames.holes.findAt(ms);
    this.showLeftOut(hole);
    if (!this.frames.leaveHole(ms)) this.frames.seek(hole[0]);
  }

  showLeftOut([from, to]) {
    this.show("left_out", { from, to: Math.min(to, this.frames.length || to) });
  }

  /** The range may last to the very end, where a browser stops by itself. */
  repeat() {
    if (!this.isLooping) return;
    this.frames.seek(this.range.from);
    this.play();
  }
}
