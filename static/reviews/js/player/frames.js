// Which frame of the video is on the screen, by the media clock, and seeks: one at a time, the last one wanted wins.
// Times are milliseconds from the video's first frame, which need not stand at zero on the media clock.

// Providers cut their times to whole milliseconds: a frame at 33.333 is told as 33, and 33 would show the one before.
const CUT_OFF_MS = 0.9;
// After a seek inside the frame on the screen no frame is presented again.
const SAME_FRAME_AFTER_MS = 150;
const NEAR_MS = 250; // a frame presented before its seek was told to be over stands so near to the place sought

/** Events: `frame` (another frame is on the screen), `moved` (another place is wanted), `origin`. */
export class VideoFrames extends EventTarget {
  constructor(video) {
    super();
    this.video = video;
    this.origin = 0; // of the first frame, on the media clock
    this.presented = -1; // time of the frame on the screen; -1: none yet
    this.wanted = null; // where a seek leads that did not arrive yet
    this.sent = null; // the seek that the browser works on, or finished last
    this.held = -1; // the place sought inside the presented frame
    this.lasts = 0; // how long a frame lasts at least, once steps have told
    this.waiting = [];
    this.journey = 0; // seeks that somebody asked for: a step that is under way then gives up
    video.addEventListener("loadedmetadata", () => this.open());
    video.addEventListener("seeked", () => this.arrive());
    video.addEventListener("timeupdate", () => this.listenAlone());
    video.addEventListener("play", () => (this.held = -1));
    if (video.readyState > 0) this.open();
    if (video.readyState > 1) this.presented = 0; // it stood there before we looked
    this.follow();
  }

  /** Where we are: where a seek leads, else the frame on the screen, or the place sought inside it. */
  get now() {
    if (this.wanted !== null) return this.wanted;
    return Math.max(this.presented, this.video.paused ? this.held : 0, 0);
  }

  /** For the boxes: what was found anywhere in the time of the frame on the screen belongs to it. */
  get shown() {
    if (!this.video.paused) return this.presented;
    return Math.max(this.presented + Math.max(0, this.lasts - 1), this.held);
  }

  /** Milliseconds that can be sought; 0 while nothing is loaded. */
  get length() {
    const { duration } = this.video;
    return duration > 0 && Number.isFinite(duration) ? Math.max(duration * 1000 - this.origin, this.presented) : 0;
  }

  /** Goes to the frame that stands at `ms`; a place sought while another seek is under way replaces the ones before. */
  seek(ms, exactly = false) {
    this.wanted = ms;
    this.isExact = exactly;
    if (!exactly) this.journey++;
    if (this.video.readyState > 0 && !this.isBusy) this.send();
    this.dispatchEvent(new Event("moved"));
  }

  /** The same with a promise of the time of the frame that is on the screen then. */
  show(ms) {
    const shown = new Promise((tell) => this.waiting.push(tell));
    this.seek(ms, true);
    return shown;
  }

  send() {
    this.isBusy = true;
    this.isNew = false;
    this.sent = this.wanted;
    this.video.currentTime = (this.origin + this.sent + (this.isExact ? 0 : CUT_OFF_MS)) / 1000;
  }

  open() {
    // Nothing was sought yet: this is where the first frame stands.
    this.origin = this.video.currentTime * 1000;
    this.isBusy = false;
    this.sent = null;
    this.dispatchEvent(new Event("origin"));
    if (this.wanted !== null) this.send();
  }

  /** Looked at between metadata and first frame, the clock of a video that begins late still stood at zero. */
  begin(ms) {
    this.origin = ms;
    this.dispatchEvent(new Event("origin"));
  }

  arrive() {
    this.isBusy = false;
    if (this.wanted !== null && this.wanted !== this.sent) return this.send();
    clearTimeout(this.late);
    if (this.wanted === null) return;
    const behind = this.sent - this.presented;
    if (this.isNew && behind > -1 && behind < NEAR_MS) this.present(this.presented);
    else this.late = setTimeout(() => this.present(this.presented), SAME_FRAME_AFTER_MS);
  }

  follow() {
    const { video } = this;
    if (!video.requestVideoFrameCallback) return video.addEventListener("seeked", () => this.present(this.clock));
    const again = (_, frame) => {
      video.requestVideoFrameCallback(again);
      const at = frame.mediaTime * 1000;
      if (this.presented < 0 && this.sent === null && at - this.origin > NEAR_MS) this.begin(at);
      this.present(at - this.origin);
    };
    video.requestVideoFrameCallback(again);
  }

  /** A hidden page is told of no frames, yet the sound goes on. */
  listenAlone() {
    if ((document.hidden || !this.video.requestVideoFrameCallback) && !this.video.paused) this.present(this.clock);
  }

  get clock() {
    return this.video.currentTime * 1000 - this.origin;
  }

  present(ms) {
    if (!this.video.paused && ms > this.presented) this.gap = ms - this.presented;
    this.presented = ms;
    this.isNew = true;
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

  /** The video is gone and comes back: what is sought until then is where we go. */
  keepPlace() {
    this.wanted = this.now;
    this.isBusy = false;
    this.journey++;
    for (const tell of this.waiting.splice(0)) tell(this.presented);
  }
}
