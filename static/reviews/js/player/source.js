// Where the video comes from: not before pictures may be seen, and again when its link has ended.

const RENEWALS = 2;
const WITHIN_MS = 30_000; // so many in so short a time: the video is broken, not its link
const AGAIN_AFTER_MS = 1000;
const DAMAGES = 12; // so many holes in so short a time: nothing of it can be played

/**
 * Events: `state` (detail: "", "loading", "renewing" or the reason why it failed; see `why`), `left-out` (detail:
 * [from, to] of a hole that the browser fell into).
 */
export class VideoSource extends EventTarget {
  constructor(video, frames) {
    super();
    this.video = video;
    this.frames = frames;
    this.address = ""; // of the file that is played; "": there is none
    this.renewedAt = [];
    this.damagedAt = [];
    this.state = "";
    this.detail = ""; // what the server says of a video that it does not give
    video.addEventListener("error", () => this.address && this.fail());
    video.addEventListener("loadedmetadata", () => this.goOn());
    for (const type of ["waiting", "seeking", "stalled"]) {
      video.addEventListener(type, () => this.video.readyState < 3 && this.showWaiting("loading"));
    }
    for (const type of ["playing", "seeked", "canplay", "loadeddata"]) {
      video.addEventListener(type, () => this.showWaiting(""));
    }
    frames.addEventListener("spent", () => this.reload());
    if (video.error) this.fail();
  }

  /** Fetches the first bytes, once pictures of this job may be seen. */
  open() {
    if (this.address && !this.video.getAttribute("src")) this.video.src = this.address;
  }

  /** Another file of this video, a copy that browsers can play: on where we were. */
  change(address) {
    const isOpen = Boolean(this.video.getAttribute("src"));
    this.isPlaying = this.frames.watch.isPlaying;
    this.address = address;
    this.renewedAt = [];
    this.frames.keepPlace();
    this.frames.forget();
    if (isOpen) this.video.src = address;
    this.setState("");
  }

  get isGone() {
    return this.state !== "" && this.state !== "loading" && this.state !== "renewing";
  }

  /** A link to a stored video ends after minutes: a fresh one, and on where we were. Not again and again. */
  fail() {
    if (this.isDamaged && this.frames.keepShown()) return this.setState("");
    if (this.isDamaged) return this.leaveOut();
    this.renewedAt = lately(this.renewedAt);
    if (this.renewedAt.length >= RENEWALS) return this.explain();
    const wait = this.renewedAt.length ? AGAIN_AFTER_MS : 0;
    this.renewedAt.push(performance.now());
    this.isPlaying ||= this.frames.watch.isPlaying;
    this.frames.keepPlace();
    this.setState("renewing");
    setTimeout(() => this.load(), wait);
  }

  /** Whether the browser showed pictures of this file and gave up at one that it could not decode. */
  get isDamaged() {
    return this.video.error?.code === MediaError.MEDIA_ERR_DECODE && this.frames.presented >= 0;
  }

  /** A browser that gave up plays nothing any more, until the file is loaded again; the rest of it can be shown. */
  leaveOut() {
    this.damagedAt = lately(this.damagedAt);
    if (this.damagedAt.length >= DAMAGES) return this.explain();
    this.damagedAt.push(performance.now());
    this.isPlaying ||= this.frames.watch.isPlaying;
    const hole = this.frames.leaveOut();
    this.setState("renewing");
    this.load();
    this.dispatchEvent(new CustomEvent("left-out", { detail: hole }));
  }

  reload() {
    this.frames.isSpent = false;
    this.setState("renewing");
    this.load();
  }

  /** Somebody asks for it once more. */
  retry() {
    this.renewedAt = [];
    this.damagedAt = [];
    this.frames.keepPlace();
    this.setState("renewing");
    this.load();
  }

  load() {
    if (this.video.getAttribute("src")) this.video.load();
    else this.open();
  }

  goOn() {
    this.setState("");
    if (this.isPlaying && this.frames.inHole === null) this.video.play().catch(() => {});
    this.isPlaying = false;
  }

  /** Why there is no video, as far as anybody can tell. */
  async explain() {
    const broken = this.video.error?.code === MediaError.MEDIA_ERR_DECODE ? "broken" : "";
    this.isPlaying = false;
    this.detail = "";
    this.setState(broken || (await this.findReason()));
  }

  async findReason() {
    /** @type {RequestInit} */
    const asked = { headers: { Range: "bytes=0-0" }, redirect: "manual" };
    const answer = await fetch(this.address, asked).catch(() => null);
    if (!answer) return "unreachable";
    if (answer.ok) return "codec";
    if (answer.status !== 404) return "refused"; // also by the store that a redirect leads to
    this.detail = (await answer.json().catch(() => ({}))).detail ?? "";
    return "missing";
  }

  /** Waiting for data, or no longer; says nothing while there is no video at all. */
  showWaiting(state) {
    const isWaiting = !this.isGone && !this.frames.isSpent && this.state !== "renewing";
    if (isWaiting) this.setState(state);
  }

  setState(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}

/** Those of `moments` that are not long ago. */
function lately(moments) {
  return moments.filter((at) => performance.now() - at < WITHIN_MS);
}
