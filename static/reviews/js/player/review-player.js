// <review-player>: the video, its controls, and the boxes of the frame that is on the screen.
import { onResize } from "../base/canvas.js";
import { onThemeChange } from "../base/colours.js";
import { PageElement } from "../base/element.js";
import { VideoFacts } from "../evidence/video-facts.js";
import { PlayerControls, SpeedControl, VolumeControl } from "./controls.js";
import { VideoFrames } from "./frames.js";
import { PlaybackNotes } from "./notes.js";
import { PictureSettings } from "./picture-settings.js";
import { PlaybackRange } from "./range.js";
import { VideoSource } from "./source.js";
import { PlayerStage } from "./stage.js";
import { FrameSteps } from "./stepping.js";

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

const JUMP_MS = 5000;

/** Events: `time` (detail ms: where we are), `length` (ms), `loaded` (`buffered` is another), `frame` (drawn: ms). */
export class ReviewPlayer extends PageElement {
  /** @type {Store} */
  store;

  connectedCallback() {
    this.video = this.querySelector("video");
    this.screen = this.querySelector(".screen");
    this.controls = new PlayerControls(this);
    this.frames = new VideoFrames(this.video);
    this.steps = new FrameSteps(this.frames);
    this.volume = new VolumeControl(this, this.frames);
  }

  /** @param {Store} store */
  start(store) {
    this.store = store;
    this.pictures = new PictureSettings(store, this.signal);
    this.range = new PlaybackRange(store, this.frames, {
      show: (key, range) => this.controls.showHint(key, range, this.range),
    });
    this.source = new VideoSource(this.video, this.frames);
    this.notes = new PlaybackNotes(this, this.frames);
    this.speed = new SpeedControl(this.querySelector("select[name=speed]"), this.video, store.settings.speed / 100);
    this.stage = new PlayerStage(this, store);
    this.listenToStore(store);
    this.listenToVideo();
    this.registerActions(store);
    this.takeFacts(new VideoFacts(store.media));
    if (this.frames.facts.isGrowing) this.followFacts(store);
    if (store.picturesAllowed) this.source.open();
    this.controls.showSource(this.source);
    this.showState();
    this.measure();
  }

  /** Only while the worker measures the video or makes a copy of it. @param {Store} store */
  async followFacts(store) {
    const { FactsPoll } = await import("./facts-poll.js");
    if (this.isConnected) new FactsPoll(store, (facts) => this.takeFacts(facts), this.signal).follow(this.frames.facts);
  }

  /** @param {Store} store */
  listenToStore(store) {
    this.listen(store, "select", ({ detail }) => (detail.seek ? this.range.goTo(detail.index) : this.draw()));
    this.listen(store, "pictures-allowed", () => this.source.open());
    this.listen(store, ["verdicts", "filter"], () => this.draw());
    this.listen(store, "picture-settings", () => this.controls.showLook(store.pictureSettings));
    this.listen(store, "message", ({ detail }) => document.fullscreenElement && this.controls.showText(detail.text));
    this.controls.showLook(store.pictureSettings);
  }

  listenToVideo() {
    const { video, frames } = this;
    this.listen(frames, "frame", () => this.draw());
    this.listen(frames, "moved", () => this.announceTime());
    this.listen(video, ["loadedmetadata", "durationchange"], () => this.announceLength());
    this.listen(video, ["progress", "loadedmetadata", "seeked", "suspend", "emptied"], () => this.announceLoaded());
    this.listen(video, ["play", "pause", "ended"], () => this.showState());
    this.listen(video, "resize", () => this.measure());
    this.listen(video, "click", () => this.toggle());
    this.listen(this.source, "state", () => this.showSource());
    this.listen(this.source, "left-out", ({ detail }) => this.range.showLeftOut(detail));
    this.listen(this, "click", (event) => this.act(event.target.closest("[data-act]")?.dataset.act, event));
    this.listen(this.stage.which, "change", () => this.draw());
    releaseKeyboard(this, this.signal);
    this.listen(document, "keydown", (event) => event.key === "Escape" && this.range.isLooping && this.range.drop());
    this.listen(document, "fullscreenchange", () => this.showState());
    for (const [name, step] of [
      ["reveal", 1],
      ["colour", 2],
    ]) {
      this.pictures.makeHoldButton(this.querySelector(`[data-hold=${name}]`), step);
    }
    onResize(this.screen, () => this.measure(), this.signal);
    onThemeChange(() => this.draw(), this.signal);
    if (video.readyState > 0) this.announceLength();
  }

  /** @param {Store} store */
  registerActions(store) {
    this.actions = {
      play: () => this.toggle(),
      back: () => this.seek(this.now - JUMP_MS),
      forward: () => this.seek(this.now + JUMP_MS),
      frame_back: () => this.step(-1),
      frame_on: () => this.step(1),
      slower: () => this.speed.change(-1),
      faster: () => this.speed.change(1),
      loop: () => this.range.toggleLoop(),
      mute: () => this.volume.toggle(),
      grey: () => this.pictures.toggleGrey(),
      blur: () => this.pictures.toggleBlur(),
    };
    for (const [name, run] of Object.entries(this.actions)) store.registerAction(name, run);
    store.registerAction(
      "reveal",
      (event) => this.pictures.revealByKey(event),
      () => this.pictures.show(0),
    );
    Object.assign(this.actions, {
      next: () => store.actions.get("next").run(),
      previous: () => store.actions.get("previous").run(),
      again: () => this.source.retry(),
      fullscreen: () =>
        document.fullscreenElement ? document.exitFullscreen() : this.requestFullscreen().catch(() => {}),
    });
  }

  /** What the server knows of the video, and which file of it plays. @param {VideoFacts} facts */
  takeFacts(facts) {
    const { source, frames } = this;
    const address = this.video.dataset.src ? facts.address : ""; // the server knows when there is none to ask for
    if (source.address && address !== source.address) source.change(address);
    source.address = address;
    frames.setFacts(facts);
    this.notes.showCopy(facts);
    this.announceLength();
  }

  act(name, event) {
    if (name) this.actions?.[name]?.(event);
  }

  /** Where we are, in milliseconds of the video, also while a seek is under way or the video is not there. */
  get now() {
    return this.frames.now;
  }

  /** What lies over the picture: {boxes, labels, picture}, in px of the screen. */
  get overlay() {
    return { ...this.stage.drawn, picture: this.stage.picture };
  }

  get length() {
    return this.frames.length || (this.store?.evidence.duration ?? 0);
  }

  /** The grid that boxes are given in: {width, height} in pixels; its pixels need not be square. */
  get grid() {
    return this.stage.grid;
  }

  /** What is loaded: [[start_ms, end_ms], ...]. */
  get buffered() {
    const { buffered } = this.video;
    const at = (seconds) => Math.max(0, seconds * 1000 - this.frames.origin);
    return Array.from({ length: buffered.length }, (_, i) => [at(buffered.start(i)), at(buffered.end(i))]);
  }

  toggle() {
    if (!this.store?.picturesAllowed) return;
    if (this.video.paused) this.range.play();
    else this.video.pause();
  }

  seek(ms) {
    const to = Math.max(0, this.length ? Math.min(ms, this.length) : ms);
    this.range?.leaveIfOutside(to);
    this.frames.seek(to);
  }

  step(by) {
    this.video.pause();
    this.steps.by(by);
  }

  showSource() {
    if (this.source.isGone) this.range.drop();
    this.controls.showSource(this.source);
    this.draw();
  }

  showState() {
    this.classList.toggle("plays", !this.video.paused);
    this.classList.toggle("whole", document.fullscreenElement === this);
    this.draw();
  }

  announceTime() {
    this.dispatchEvent(new CustomEvent("time", { detail: this.now }));
  }

  announceLength() {
    this.controls.duration = this.length;
    this.dispatchEvent(new CustomEvent("length", { detail: this.length }));
    this.measure();
    this.announceLoaded();
  }

  announceLoaded() {
    const loaded = JSON.stringify(this.buffered);
    if (loaded === this.lastLoaded) return;
    this.lastLoaded = loaded;
    this.dispatchEvent(new CustomEvent("loaded"));
  }

  measure() {
    this.stage.measure();
    this.draw();
  }

  /** The boxes of the frame that is really on the screen, and its time. */
  draw() {
    const { frames, stage } = this;
    if (!stage?.isMeasured) return;
    const isThere = frames.presented >= 0 && !this.source.isGone;
    const shown = isThere ? frames.shown : frames.now;
    stage.draw(shown, this.draft);
    this.notes.showMoment();
    this.controls.time = frames.now;
    this.announceTime();
    this.dispatchEvent(new CustomEvent("frame", { detail: shown }));
  }
}

/** What a pointer pressed does not keep the keyboard: Space plays on, wherever the mouse was. */
function releaseKeyboard(player, signal) {
  let byPointer = false;
  player.addEventListener("pointerdown", () => (byPointer = true));
  document.addEventListener("keydown", () => (byPointer = false), { signal });
  for (const type of ["click", "change"]) {
    player.addEventListener(type, ({ target }) => {
      if (byPointer && !(type === "click" && target.closest("select"))) target.closest("button, select, input")?.blur();
    });
  }
}
