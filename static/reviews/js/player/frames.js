// Which frame of the video is on the screen, by the media clock, and seeks: one at a time, the last one wanted wins.
// Times are milliseconds from the start of the container, which need not stand at zero on the media clock.
import { FrameWatch } from "./frame-watch.js";
import { VideoHoles } from "./holes.js";
import { MediaClock } from "./media-clock.js";

// Providers cut their times to whole milliseconds: a frame at 33.333 is told as 33, and 33 would show the one before.
const CUT_OFF_MS = 0.9;
// After a seek inside the frame on the screen no frame is presented again.
const SAME_FRAME_AFTER_MS = 150;
const NEAR_MS = 250; // a frame presented before its seek was told to be over stands so near to the place sought

/** Events: `frame` (another moment is shown), `moved` (another place is wanted), `origin`, `spent` (load it again). */
export class VideoFrames extends EventTarget {
  constructor(video) {
    super();
    this.video = video;
    this.time = new MediaClock(video);
    this.holes = new VideoHoles(this.time);
    this.waiting = [];
    this.journey = 0; // seeks that somebody asked for: a step that is under way then gives up
    this.wanted = null; // where a seek leads that did not arrive yet
    this.lasts = 0; // how long a frame lasts at least, once steps have told
    this.forget();
    this.time.addEventListener("settled", () => this.begin());
    video.addEventListener("loadedmetadata", () => this.open());
    video.addEventListener("seeked", () => this.arrive());
    video.addEventListener("play", () => (this.held = -1));
    this.watch = new FrameWatch(video, { onFrame: (ms) => this.noteFrame(ms), onTime: () => this.noteTime() });
  }

  setFacts(facts) {
    const { origin } = this;
    this.time.setFacts(facts);
    if (origin === this.origin || this.presented < 0) return;
    this.presented += origin - this.origin;
    this.dispatchEvent(new Event("origin"));
    this.dispatchEvent(new Event("frame"));
  }

  /** Another file of the same video is about to be loaded. */
  forget() {
    this.time.forget();
    this.presented = -1; // time of the frame on the screen; -1: none yet
    this.sent = null; // the seek that the browser works on, or finished last
    this.held = -1; // the place sought inside the presented frame
    this.inHole = null; // the place sought where there is no picture
    this.isSpent = false; // the browser gave up, and shows what it showed last
    this.holes.forget();
  }

  get facts() {
    return this.time.facts;
  }

  /** Where the container's start stands, in ms of the browser's clock. */
  get origin() {
    return this.time.origin;
  }

  get clock() {
    return this.time.now;
  }

  /** Where we are: where a seek leads, else the time of the frame on the screen, or of the clock while it is held. */
  get now() {
    if (this.wanted !== null) return this.wanted;
    if (this.inHole !== null) return this.inHole;
    if (this.video.paused && this.held >= 0) return this.held;
    return Math.max(0, this.isHeld ? this.clock : this.presented);
  }

  /** For the boxes: what was found anywhere in the time of the frame on the screen belongs to it. */
  get shown() {
    if (this.wanted !== null) return Math.max(0, this.presented);
    const { now } = this;
    if (!this.video.paused || this.inHole !== null || this.presented > now + NEAR_MS) return now;
    return Math.max(this.presented + Math.max(0, this.lasts - 1), now);
  }

  /** Whether time goes on without the frame on the screen, or there is none. */
  get isHeld() {
    return this.presented < 0 || this.time.hasLeft(this.presented);
  }

  /** Milliseconds that can be sought; 0 while nobody knows. */
  get length() {
    if (this.facts.duration) return this.facts.duration;
    const { duration } = this.video;
    return duration > 0 && Number.isFinite(duration) ? Math.max(duration * 1000 - this.origin, this.presented) : 0;
  }

  /** Goes to the frame that stands at `ms`; a place sought while another seek is under way replaces the ones before. */
  seek(ms, exactly = false) {
    this.wanted = ms;
    this.isExact = exactly;
    if (!exactly) this.journey++;
    if (this.video.readyState > 0 && this.time.isSettled && !this.isBusy) this.send();
    this.dispatchEvent(new Event("moved"));
  }

  /** The same with a promise of the time of the frame that is on the screen then; -1: no picture is there. */
  show(ms) {
    const shown = new Promise((tell) => this.waiting.push(tell));
    this.seek(ms, true);
    return shown;
  }

  send() {
    if (this.isSpent) return this.dispatchEvent(new Event("spent"));
    if (this.holes.findAt(this.wanted)) return this.stayInHole(this.wanted);
    this.isBusy = true;
    this.isNew = false;
    this.inHole = null;
    this.sent = this.wanted;
    this.time.goTo(this.sent + (this.isExact ? 0 : CUT_OFF_MS));
  }

  /** There is no picture to go to: a browser that is sent there shows another one, or gives up the whole video. */
  stayInHole(ms) {
    this.video.pause();
    this.wanted = this.sent = null;
    this.held = -1;
    this.inHole = ms;
    for (const tell of this.waiting.splice(0)) tell(-1);
    this.dispatchEvent(new Event("frame"));
  }

  /** Goes on behind the hole at `ms`, the one that we are in. false: there is nothing behind it. */
  leaveHole(ms = this.inHole) {
    const hole = ms === null ? null : this.holes.findAt(ms);
    if (!hole) return true;
    if (this.isEnd(hole[1])) return false;
    this.seek(hole[1]);
    return true;
  }

  isEnd(ms) {
    return this.length > 0 && ms >= this.length - 1;
  }

  open() {
    this.isBusy = this.isSpent = false;
    this.sent = null;
    if (!this.time.isSettled) this.time.settle();
    else if (this.wanted !== null) this.send();
  }

  /** The place of a time is known: go where somebody wanted to, or to the start. */
  begin() {
    if (this.presented >= 0 && this.time.first !== null) this.presented = this.time.first - this.origin;
    this.dispatchEvent(new Event("origin"));
    // Some browsers begin at their clock's zero, which may lie an hour before the first picture.
    if (this.wanted === null && this.clock < -1) this.wanted = 0;
    if (this.wanted !== null) this.send();
    this.dispatchEvent(new Event("frame"));
  }

  arrive() {
    if (!this.time.isSettled) return;
    this.isBusy = false;
    if (this.wanted !== null && this.wanted !== this.sent) return this.send();
    clearTimeout(this.late);
    if (this.wanted === null) return;
    const behind = this.sent - this.presented;
    if (this.isNew && behind > -1 && behind < NEAR_MS) this.finishSeek();
    else this.late = setTimeout(() => this.finishSeek(), SAME_FRAME_AFTER_MS);
  }

  noteFrame(ms) {
    this.time.noteFirst(ms);
    this.present(ms - this.origin);
  }

  /** While it plays time is told also where no new frame is presented. */
  noteTime() {
    this.inHole = null;
    if (this.time.isSettled && (this.isHeld || document.hidden)) this.dispatchEvent(new Event("frame"));
  }

  present(ms) {
    if (!this.video.paused && ms > this.presented) this.gap = ms - this.presented;
    if (!this.video.paused) this.held = -1; // it plays on from the place sought, as behind a hole
    this.presented = ms;
    this.isNew = true;
    if (!this.video.seeking && this.sent !== null) this.land();
    this.dispatchEvent(new Event("frame"));
  }

  /** A seek has ended, whatever is on the screen. */
  finishSeek() {
    if (!this.video.seeking && this.sent !== null) this.land();
    this.dispatchEvent(new Event("frame"));
  }

  land() {
    this.held = this.sent;
    if (this.wanted !== this.sent) return;
    clearTimeout(this.late);
    this.wanted = this.sent = null;
    for (const tell of this.waiting.splice(0)) tell(this.presented);
  }

  /** A step has ended: where its frame begins, not where it was looked for. */
  holdPresented() {
    if (this.inHole !== null) return;
    this.held = this.presented;
    this.dispatchEvent(new Event("frame"));
  }

  /** The video is gone and comes back: what is sought until then is where we go. */
  keepPlace() {
    this.wanted = this.now;
    this.isBusy = false;
    this.journey++;
    for (const tell of this.waiting.splice(0)) tell(this.presented);
  }

  /**
   * The browser gave up further on, yet it showed the picture that was sought: true, and that stays on the screen until
   * somebody goes elsewhere or plays.
   */
  keepShown() {
    const behind = this.sent === null ? 0 : this.sent - this.presented;
    if (this.watch.isPlaying || behind <= -1 || behind >= NEAR_MS || (this.sent !== null && !this.isNew)) return false;
    this.isSpent = true;
    this.isBusy = false;
    if (this.sent !== null) this.land();
    if (this.wanted !== null) this.send();
    this.dispatchEvent(new Event("frame"));
    return true;
  }

  /** Something is to be played: a browser that gave up has to load it again. */
  revive() {
    if (this.isSpent) this.seek(this.now);
  }

  /** This browser gave up decoding: once it is loaded again playing goes on behind that, or waits there. */
  leaveOut() {
    const { isPlaying } = this.watch;
    const at = this.wanted ?? Math.max(this.clock, this.presented + 1);
    const hole = this.holes.add(at);
    this.keepPlace();
    this.wanted = isPlaying && !this.isEnd(hole[1]) ? hole[1] : at;
    return hole;
  }
}
