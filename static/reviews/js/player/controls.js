// What the player's controls and the lines over its picture say.
import { t } from "../base/i18n.js";
import { formatClock } from "../base/time.js";
import { soundNote } from "../evidence/playback-notes.js";
import { PlayedTime } from "./notes.js";

const HEARD_AFTER_MS = 500;
const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];

export class PlayerControls {
  constructor(player) {
    this.player = player;
    this.shows = Object.fromEntries([...player.querySelectorAll("[data-show]")].map((el) => [el.dataset.show, el]));
    this.isGoneAnyway = !this.shows.gone.hidden; // the server knows that there is no video
  }

  set time(ms) {
    this.shows.time.textContent = formatClock(ms);
  }

  set duration(ms) {
    this.shows.duration.textContent = formatClock(ms);
  }

  /** What playback does around a finding: the word `key` with the times of that range, nothing for "". */
  showHint(key, range, playback) {
    const parts = key && range ? { from: formatClock(range.from), to: formatClock(range.to) } : {};
    this.showText(key ? t(key, parts) : "");
    this.setPressed("[data-act=loop]", Boolean(playback?.isLooping));
  }

  showText(text) {
    this.shows.hint.textContent = text;
    this.shows.hint.hidden = !text;
  }

  /** Loading, renewing, or why there is no video; nothing while there is one. */
  showSource({ state, detail, isGone }) {
    const { loading, gone, detail: line } = this.shows;
    loading.hidden = state !== "loading" && state !== "renewing";
    gone.hidden = !isGone && !this.isGoneAnyway;
    if (isGone) {
      for (const sentence of gone.querySelectorAll("[data-why]")) sentence.hidden = sentence.dataset.why !== state;
    }
    if (isGone) line.textContent = detail;
    for (const control of this.player.querySelectorAll("[data-needs=video]")) control.disabled = !gone.hidden;
  }

  showLook({ grey, blur, reveal }) {
    this.setPressed("[data-act=grey]", grey);
    this.setPressed("[data-act=blur]", blur);
    this.setPressed("[data-hold=reveal]", reveal > 0);
    this.setPressed("[data-hold=colour]", reveal > 1);
  }

  setPressed(name, is) {
    this.player.querySelector(name).setAttribute("aria-pressed", String(is));
  }
}

/** Sound: off at every job's opening; a slider once it is on; and said so when there is none to hear. */
export class VolumeControl {
  constructor(element, frames) {
    const { video } = frames;
    this.frames = frames;
    this.video = video;
    this.played = new PlayedTime(video);
    this.note = ""; // as `soundNote` says
    this.button = element.querySelector("[data-act=mute]");
    this.label = this.button.querySelector("[data-name]");
    this.usualLabel = this.label.textContent;
    this.slider = element.querySelector("input[name=volume]");
    video.muted = true;
    this.slider.addEventListener("input", () => (video.volume = Number(this.slider.value) / 100));
    video.addEventListener("volumechange", () => this.show());
    video.addEventListener("timeupdate", () => this.detectSound());
    this.show();
  }

  toggle() {
    if (!this.note) this.video.muted = !this.video.muted;
  }

  /** Nobody asks a browser for a video's tracks: what it decoded of the sound tells. */
  detectSound() {
    const { video, frames } = this;
    if (video.paused) return;
    const isHeard =
      video.mozHasAudio ??
      (video.webkitAudioDecodedByteCount === undefined ? true : video.webkitAudioDecodedByteCount > 0);
    const note = soundNote(frames.facts, { isHeard, played: this.played.ms }, HEARD_AFTER_MS);
    if (note === this.note) return;
    this.note = note;
    this.show();
  }

  show() {
    const { muted, volume } = this.video;
    this.button.setAttribute("aria-pressed", String(muted));
    this.button.setAttribute("aria-disabled", String(Boolean(this.note)));
    this.label.textContent = this.note ? t("no_sound") : this.usualLabel;
    this.slider.hidden = muted || Boolean(this.note);
    this.slider.value = String(Math.round(volume * 100));
  }
}

/** How fast the video plays: a person's own speed at first, then by select or key. */
export class SpeedControl {
  constructor(select, video, first) {
    this.select = select;
    this.video = video;
    for (const speed of SPEEDS) select.add(new Option(`${speed}×`, String(speed)));
    select.addEventListener("change", () => this.set(Number(select.value)));
    this.set(first);
  }

  set(speed) {
    const value = String(speed);
    const { select, video } = this;
    if (![...select.options].some((option) => option.value === value)) select.add(new Option(`${value}×`, value));
    select.value = value;
    video.defaultPlaybackRate = video.playbackRate = speed; // the default outlives a renewed address
  }

  /** One step slower (-1) or faster (+1). */
  change(by) {
    const now = this.video.playbackRate;
    const next = by > 0 ? SPEEDS.find((speed) => speed > now) : SPEEDS.findLast((speed) => speed < now);
    if (next) this.set(next);
  }
}
