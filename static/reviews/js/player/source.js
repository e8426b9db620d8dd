// Where the video comes from: not before pictures may be seen, and again when its link has ended.

const RENEWALS = 2;
const WITHIN_MS = 30_000; // so many in so short a time: the video is broken, not its link
const AGAIN_AFTER_MS = 1000;

/** Events: `state` (detail: "", "loading", "renewing" or the reason why it failed; see `why`). */
export class VideoSource extends EventTarget {
  constructor(video, frames) {
    super();
    this.video = video;
    this.frames = frames;
    this.address = video.dataset.src ?? "";
    this.renewedAt = [];
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
    if (video.error) this.fail();
  }

  /** Fetches the first bytes, once pictures of this job may be seen. */
  open() {
    if (this.address && !this.video.getAttribute("src")) this.video.src = this.address;
  }

  get isGone() {
    return this.state !== "" && this.state !== "loading" && this.state !== "renewing";
  }

  /** A link to a stored video ends after minutes: a fresh one, and on where we were. Not again and again. */
  fail() {
    const now = performance.now();
    this.renewedAt = this.renewedAt.filter((at) => now - at < WITHIN_MS);
    if (this.renewedAt.length >= RENEWALS) return this.explain();
    const wait = this.renewedAt.length ? AGAIN_AFTER_MS : 0;
    this.renewedAt.push(now);
    this.isPlaying ||= !this.video.paused;
    this.frames.keepPlace();
    this.setState("renewing");
    setTimeout(() => this.load(), wait);
  }

  /** Somebody asks for it once more. */
  retry() {
    this.renewedAt = [];
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
    if (this.isPlaying) this.video.play().catch(() => {});
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
    if (!this.isGone && this.state !== "renewing") this.setState(state);
  }

  setState(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}
