// Sound: off at every job's opening; a slider once it is on; and said so when the video has none.
import { say } from "../base/i18n.js";

const HEARD_AFTER_S = 0.5;

export class Volume {
  constructor(element, video) {
    this.video = video;
    this.button = element.querySelector("[data-act=mute]");
    this.slider = element.querySelector("input[name=volume]");
    video.muted = true;
    this.slider.addEventListener("input", () => (video.volume = Number(this.slider.value) / 100));
    video.addEventListener("volumechange", () => this.show());
    video.addEventListener("timeupdate", () => this.listen());
    video.addEventListener("emptied", () => (this.startedAt = undefined));
    this.show();
  }

  toggle() {
    if (!this.isSilent) this.video.muted = !this.video.muted;
  }

  /** Nobody asks a browser for a video's tracks: what it decoded of the sound tells. */
  listen() {
    const { video } = this;
    const heard = video.mozHasAudio ?? (video.webkitAudioDecodedByteCount === undefined ? true : video.webkitAudioDecodedByteCount > 0);
    if (video.paused) return;
    this.startedAt ??= video.currentTime;
    const isSilent = !heard && video.currentTime - this.startedAt > HEARD_AFTER_S;
    if (isSilent === Boolean(this.isSilent)) return;
    this.isSilent = isSilent;
    this.show();
  }

  show() {
    const { muted, volume } = this.video;
    this.button.setAttribute("aria-pressed", String(muted));
    this.button.setAttribute("aria-disabled", String(Boolean(this.isSilent)));
    if (this.isSilent) this.button.querySelector("[data-name]").textContent = say("no_sound");
    this.slider.hidden = muted || Boolean(this.isSilent);
    this.slider.value = String(Math.round(volume * 100));
  }
}
