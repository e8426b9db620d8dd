// The clock of the file that plays, told from the start of its container, which need not stand at zero on it.
import { VideoFacts } from "../evidence/video-facts.js";

const FIRST_PICTURE_WAIT_MS = 2000;
// A picture that stands longer than this is held: time goes on without it. One so far ahead is the first of all.
const HELD_MS = 250;
const AHEAD_MS = 150;

/** Events: `settled` (places can be sought from now on), `origin` (the same place has another time). */
export class MediaClock extends EventTarget {
  constructor(video) {
    super();
    this.video = video;
    this.facts = new VideoFacts();
    this.forget();
  }

  /** Another file comes. */
  forget() {
    this.origin = 0; // where the container's start stands, in ms of the browser's clock
    this.isSettled = false; // whether it is known
    this.first = null; // where that clock stood at the first picture, while nothing was sought
    this.patience = null;
  }

  /** Where the media is, in ms from the container's start. */
  get now() {
    return this.video.currentTime * 1000 - this.origin;
  }

  /** Whether time has gone on without the picture of `ms`, or has not come to it yet. */
  hasLeft(ms) {
    const past = this.now - ms;
    const rate = Math.max(1, this.video.playbackRate);
    return past > HELD_MS * rate || past < -AHEAD_MS * rate;
  }

  goTo(ms) {
    this.video.currentTime = (this.origin + ms) / 1000;
  }

  /** The server's facts; measured only now they may correct what was guessed. */
  setFacts(facts) {
    const isNews = this.isSettled && facts.isMeasured && !this.facts.isMeasured;
    this.facts = facts;
    this.hasFacts = true;
    if (!isNews) return this.settle();
    this.origin = facts.findOrigin({ first: this.first, at: 0, isHeard: true });
    this.dispatchEvent(new Event("origin"));
  }

  /** A picture is presented at `ms` of the browser's clock; the first one tells where the clock began. */
  noteFirst(ms) {
    if (this.isSettled) return;
    this.first ??= ms;
    this.settle();
  }

  /** Finds the origin: before anything is sought, so that it is the same at every opening. */
  settle() {
    const { video, facts } = this;
    if (this.isSettled || !this.hasFacts || video.readyState === 0) return;
    if (facts.needsFirstPicture && this.first === null && this.waitsForFirst()) return;
    const isHeard = (video.webkitAudioDecodedByteCount ?? 0) > 0;
    this.origin = facts.findOrigin({ first: this.first, at: video.currentTime * 1000, isHeard });
    this.isSettled = true;
    this.dispatchEvent(new Event("settled"));
  }

  /** false: it was waited for long enough. */
  waitsForFirst() {
    if (this.patience === null) {
      this.patience = performance.now() + FIRST_PICTURE_WAIT_MS;
      setTimeout(() => this.settle(), FIRST_PICTURE_WAIT_MS + 1);
      // It stood there before we looked: shown once more it is told.
      if (this.video.readyState > 1) this.video.currentTime += 0;
    }
    return performance.now() < this.patience;
  }
}
