// <review-player>: the video, its controls, and the boxes of the frame that is on the screen.
import { onTheme } from "../base/colours.js";
import { Face } from "./controls.js";
import { Frames } from "./frames.js";
import { Looking } from "./picture-settings.js";
import { onSize } from "../evidence/picture.js";
import { Passage } from "./range.js";
import { Source } from "./source.js";
import { Speed } from "./speed.js";
import { Stage } from "./stage.js";
import { Steps } from "./stepping.js";
import { Volume } from "./volume.js";

const JUMP_MS = 5000;

/** Events: `time` (detail ms: where we are), `length` (ms), `loaded` (`buffered` is another), `frame` (drawn: ms). */
export class ReviewPlayer extends HTMLElement {
  connectedCallback() {
    this.video = this.querySelector("video");
    this.screen = this.querySelector(".screen");
    this.face = new Face(this);
    this.frames = new Frames(this.video);
    this.steps = new Steps(this.frames);
    this.volume = new Volume(this, this.video);
  }

  start(desk) {
    this.desk = desk;
    this.looking = new Looking(desk);
    this.passage = new Passage(desk, this.frames, { tell: (key, range) => this.face.hint(key, range, this.passage) });
    this.source = new Source(this.video, this.frames);
    this.speed = new Speed(this.querySelector("select[name=speed]"), this.video, desk.settings.speed / 100);
    this.stage = new Stage(this, desk);
    this.listenToDesk(desk);
    this.listen();
    this.offer(desk);
    if (desk.mayShow) this.source.open();
    this.face.showSource(this.source);
    this.showState();
    this.measure();
  }

  listenToDesk(desk) {
    desk.addEventListener("select", ({ detail }) => (detail.seek ? this.passage.goTo(detail.index) : this.draw()));
    desk.addEventListener("pixels", () => this.source.open());
    for (const type of ["verdicts", "filter"]) desk.addEventListener(type, () => this.draw());
    desk.addEventListener("look", () => this.face.showLook(desk.look));
    desk.addEventListener("say", ({ detail }) => document.fullscreenElement && this.face.say(detail.text));
    this.face.showLook(desk.look);
  }

  listen() {
    const { video, frames } = this;
    frames.addEventListener("frame", () => this.draw());
    frames.addEventListener("moved", () => this.tell());
    for (const type of ["loadedmetadata", "durationchange"]) video.addEventListener(type, () => this.tellLength());
    for (const type of ["progress", "loadedmetadata", "seeked", "suspend", "emptied"]) video.addEventListener(type, () => this.tellLoaded());
    for (const type of ["play", "pause", "ended"]) video.addEventListener(type, () => this.showState());
    video.addEventListener("resize", () => this.measure());
    video.addEventListener("click", () => this.toggle());
    this.source.addEventListener("state", () => this.showSource());
    this.addEventListener("click", (event) => this.act(event.target.closest("[data-act]")?.dataset.act, event));
    this.stage.which.addEventListener("change", () => this.draw());
    freeKeys(this);
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.passage.isLooping && this.passage.drop());
    document.addEventListener("fullscreenchange", () => this.showState());
    for (const [name, step] of [["reveal", 1], ["colour", 2]]) this.looking.hold(this.querySelector(`[data-hold=${name}]`), step);
    onSize(this.screen, () => this.measure());
    onTheme(() => this.draw());
    if (video.readyState > 0) this.tellLength();
  }

  offer(desk) {
    this.acts = {
      play: () => this.toggle(),
      back: () => this.seek(this.now - JUMP_MS),
      forward: () => this.seek(this.now + JUMP_MS),
      frame_back: () => this.step(-1),
      frame_on: () => this.step(1),
      slower: () => this.speed.change(-1),
      faster: () => this.speed.change(1),
      loop: () => this.passage.toggleLoop(),
      mute: () => this.volume.toggle(),
      grey: () => this.looking.toggleGrey(),
      blur: () => this.looking.toggleBlur(),
    };
    for (const [name, run] of Object.entries(this.acts)) desk.act(name, run);
    desk.act("reveal", (event) => this.looking.run(event), () => this.looking.show(0));
    Object.assign(this.acts, {
      next: () => desk.acts.get("next").run(),
      previous: () => desk.acts.get("previous").run(),
      again: () => this.source.again(),
      fullscreen: () => (document.fullscreenElement ? document.exitFullscreen() : this.requestFullscreen().catch(() => {})),
    });
  }

  act(name, event) {
    if (name) this.acts?.[name]?.(event);
  }

  /** Where we are, in milliseconds of the video, also while a seek is under way or the video is not there. */
  get now() {
    return this.frames.now;
  }

  get length() {
    return this.frames.length || (this.desk?.evidence.duration ?? 0);
  }

  /** What is loaded: [[start_ms, end_ms], ...]. */
  get buffered() {
    const { buffered } = this.video;
    const at = (seconds) => Math.max(0, seconds * 1000 - this.frames.origin);
    return Array.from({ length: buffered.length }, (_, i) => [at(buffered.start(i)), at(buffered.end(i))]);
  }

  toggle() {
    if (!this.desk?.mayShow) return;
    if (this.video.paused) this.passage.play();
    else this.video.pause();
  }

  seek(ms) {
    const to = Math.max(0, this.length ? Math.min(ms, this.length) : ms);
    this.passage?.leave(to);
    this.frames.seek(to);
  }

  step(by) {
    this.video.pause();
    this.steps.by(by);
  }

  showSource() {
    if (this.source.isGone) this.passage.drop();
    this.face.showSource(this.source);
    this.draw();
  }

  showState() {
    this.classList.toggle("plays", !this.video.paused);
    this.classList.toggle("whole", document.fullscreenElement === this);
    this.draw();
  }

  tell() {
    this.dispatchEvent(new CustomEvent("time", { detail: this.now }));
  }

  tellLength() {
    this.face.duration = this.length;
    this.dispatchEvent(new CustomEvent("length", { detail: this.length }));
    this.measure();
    this.tellLoaded();
  }

  tellLoaded() {
    const said = JSON.stringify(this.buffered);
    if (said === this.saidLoaded) return;
    this.saidLoaded = said;
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
    this.face.time = isThere ? frames.presented : shown;
    this.tell();
    this.dispatchEvent(new CustomEvent("frame", { detail: shown }));
  }
}

/** What a pointer pressed does not keep the keyboard: Space plays on, wherever the mouse was. */
function freeKeys(player) {
  let byPointer = false;
  player.addEventListener("pointerdown", () => (byPointer = true));
  document.addEventListener("keydown", () => (byPointer = false));
  for (const type of ["click", "change"]) {
    player.addEventListener(type, ({ target }) => {
      if (byPointer && !(type === "click" && target.closest("select"))) target.closest("button, select, input")?.blur();
    });
  }
}
