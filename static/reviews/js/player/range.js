// What playback does around a finding: a little before it, not far beyond it, and round and round when asked.

const AFTER_MS = 1000;

/** Holds at most one passage: {from, to, isLoop}, milliseconds of the video. */
export class Passage {
  constructor(desk, frames, { tell }) {
    Object.assign(this, { desk, frames, tell });
    this.passage = null;
    frames.addEventListener("frame", () => this.watch());
  }

  get video() {
    return this.frames.video;
  }

  get isLooping() {
    return Boolean(this.passage?.isLoop);
  }

  /** Playing: a little before, to see it come. Paused: its very frame, so that its box is there. */
  goTo(index) {
    const from = this.desk.evidence.start[index];
    if (!(from >= 0)) return this.drop();
    const wasLooping = this.isLooping;
    this.passage = { from, to: this.desk.evidence.endOf(index), isLoop: wasLooping };
    const lead = this.video.paused || wasLooping ? 0 : this.desk.settings.pre_roll_ms;
    this.frames.seek(Math.max(0, from - lead));
    this.tell(wasLooping ? "looping" : "", this.passage);
  }

  /** Loops the selected finding, or ends the loop. Asking for a loop asks to see it: it plays. */
  toggleLoop() {
    if (this.isLooping) return this.drop();
    const { selected, evidence } = this.desk;
    if (selected < 0 || !(evidence.start[selected] >= 0)) return this.tell("loop_none");
    this.passage = { from: evidence.start[selected], to: evidence.endOf(selected), isLoop: true };
    this.frames.seek(this.passage.from);
    this.tell("looping", this.passage);
    if (this.video.paused) this.play();
  }

  /** Somebody went elsewhere: nothing stops or loops playback any more. */
  leave(ms) {
    if (!this.passage || this.isLooping) return;
    if (ms < this.passage.from - this.desk.settings.pre_roll_ms || ms > this.passage.to + AFTER_MS) this.drop();
  }

  drop() {
    this.passage = null;
    this.tell("");
  }

  play() {
    if (!this.video.getAttribute("src")) return;
    if (this.passage && !this.isLooping && this.frames.now >= this.passage.to + AFTER_MS) this.passage = null;
    this.tell(this.isLooping ? "looping" : "", this.passage);
    this.video.play().catch(() => {}); // refused by the browser or no media: the button stays "play"
  }

  watch() {
    const { passage, frames, video } = this;
    if (!passage || video.paused || frames.wanted !== null) return;
    if (passage.isLoop && (frames.presented >= passage.to || frames.presented >= frames.length - 1)) {
      frames.seek(passage.from);
    } else if (!passage.isLoop && frames.presented >= passage.to + AFTER_MS) {
      video.pause();
      this.passage = null;
      this.tell("stopped_at_end");
    }
  }
}
