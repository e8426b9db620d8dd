// <review-player>: the video, its controls, and the boxes of the frames that show at this moment.
import { clock } from "../lib/clock.js";
import { drawFrames } from "../lib/overlay.js";
import { contained } from "../lib/picture.js";
import { onTheme } from "../lib/colours.js";

const PRE_ROLL_MS = 2000;
const RENEW_EVERY_MS = 10_000;

export class ReviewPlayer extends HTMLElement {
  connectedCallback() {
    this.video = this.querySelector("video");
    this.canvas = this.querySelector("canvas");
    this.shows = Object.fromEntries([...this.querySelectorAll("[data-show]")].map((el) => [el.dataset.show, el]));
    this.video.muted = true;
    this.listen();
  }

  start(desk) {
    this.desk = desk;
    desk.addEventListener("select", ({ detail }) => detail.seek && this.seekToFinding(detail.index));
    new ResizeObserver(() => this.draw()).observe(this.video);
    onTheme(() => this.draw());
    this.draw();
  }

  listen() {
    const video = this.video;
    for (const type of ["seeked", "loadeddata", "resize", "loadedmetadata"]) video.addEventListener(type, () => this.draw());
    video.addEventListener("timeupdate", () => this.draw());
    video.addEventListener("loadedmetadata", () => {
      this.shows.duration.textContent = clock(video.duration * 1000);
      this.dispatchEvent(new CustomEvent("length", { detail: video.duration * 1000 }));
      if (this.wanted !== undefined) this.seek(this.wanted);
    });
    video.addEventListener("error", () => this.fail());
    for (const type of ["play", "pause", "ended"]) video.addEventListener(type, () => this.showState());
    video.addEventListener("play", () => this.follow());
    video.addEventListener("click", () => this.toggle());
    this.addEventListener("click", (event) => this.act(event.target.closest("[data-act]")?.dataset.act));
    this.querySelector("[data-act=speed]").addEventListener("change", (event) => {
      video.playbackRate = Number(event.target.value);
    });
    if (video.error) this.fail();
  }

  act(name) {
    if (name === "toggle") this.toggle();
    else if (name === "back") this.seek(this.now - 5000);
    else if (name === "forward") this.seek(this.now + 5000);
    else if (name === "mute") this.mute();
    else if (name === "next") this.desk?.step(1);
    else if (name === "previous") this.desk?.step(-1);
  }

  /** The media clock in milliseconds; where we would be when the video is not there. */
  get now() {
    return this.video.readyState > 0 ? this.video.currentTime * 1000 : (this.wanted ?? 0);
  }

  get length() {
    return this.video.duration > 0 ? this.video.duration * 1000 : (this.desk?.evidence.duration ?? 0);
  }

  toggle() {
    if (!this.video.paused) this.video.pause();
    else this.video.play().catch(() => this.showState()); // refused by the browser or no media: the button stays "play"
  }

  mute() {
    this.video.muted = !this.video.muted;
    this.querySelector("[data-act=mute]").setAttribute("aria-pressed", String(this.video.muted));
  }

  seek(ms) {
    const to = Math.max(0, this.length ? Math.min(ms, this.length) : ms);
    this.wanted = to;
    if (this.video.readyState > 0) this.video.currentTime = to / 1000;
    this.draw();
  }

  /** Playing: two seconds before, to see it come. Paused: the very frame, so that its box is there. */
  seekToFinding(index) {
    const start = this.desk.evidence.start[index];
    if (start >= 0) this.seek(this.video.paused ? start : start - PRE_ROLL_MS);
  }

  /** A link to a stored video ends after minutes: ask for a fresh one and go on where we were. Not again and again. */
  renew() {
    const { paused, currentTime } = this.video;
    if (performance.now() - (this.renewedAt ?? -RENEW_EVERY_MS) < RENEW_EVERY_MS) return false;
    this.renewedAt = performance.now();
    this.wanted = currentTime * 1000 || this.wanted;
    this.video.load();
    if (!paused) this.toggle();
    return true;
  }

  fail() {
    if (this.renew()) return;
    this.querySelector(".screen-state").hidden = false;
    for (const button of this.querySelectorAll("[data-act=toggle],[data-act=speed],[data-act=mute]")) button.disabled = true;
  }

  showState() {
    this.shows.icon.textContent = this.video.paused ? "▶" : "❚❚";
    this.draw();
  }

  /** Every presented frame while playing, by its own media time where the browser tells it. */
  follow() {
    const again = (_, frame) => {
      if (this.video.paused) return;
      this.draw(frame ? frame.mediaTime * 1000 : undefined);
      this.follow();
    };
    if (this.video.requestVideoFrameCallback) this.video.requestVideoFrameCallback(again);
    else requestAnimationFrame((at) => again(at));
  }

  draw(ms = this.now) {
    this.shows.time.textContent = clock(ms);
    this.dispatchEvent(new CustomEvent("time", { detail: ms }));
    const [width, height] = [this.video.clientWidth, this.video.clientHeight];
    const dpr = devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(width * dpr) || this.canvas.height !== Math.round(height * dpr)) {
      this.canvas.width = Math.round(width * dpr);
      this.canvas.height = Math.round(height * dpr);
    }
    const pen = this.canvas.getContext("2d");
    pen.setTransform(dpr, 0, 0, dpr, 0, 0);
    pen.clearRect(0, 0, width, height);
    const evidence = this.desk?.evidence;
    const sw = this.video.videoWidth || evidence?.width;
    const sh = this.video.videoHeight || evidence?.height;
    if (!evidence || !sw || !sh || !width) return;
    this.boxes = drawFrames(pen, evidence, contained(width, height, sw, sh), sw, sh, ms);
  }
}
