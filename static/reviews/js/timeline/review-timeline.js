// <review-timeline>: the whole video as a strip, and below it the lanes of a window of it. What is drawn often lies on
// canvases, what moves often (playhead, hover, window) are elements of their own. See the other modules of this folder.
import { onTheme } from "../base/colours.js";
import { drawRuler } from "./ruler.js";
import { drawLanes } from "./draw.js";
import { Walking } from "./keyboard.js";
import { showNames } from "./names.js";
import { Pointing } from "./pointer.js";
import { Preview } from "./preview.js";
import { Scene } from "./scene.js";
import { Strip, fit } from "./strip.js";
import { say } from "../base/i18n.js";

const ZOOM_STEP = 0.5;
const JUMP_MS = 1500; // a longer way than playing goes between two looks at the clock
const AROUND = 1.5; // a stretch zoomed to fills two thirds

export class ReviewTimeline extends HTMLElement {
  connectedCallback() {
    const names = { field: ".lanes canvas", names: ".lane-names", scroller: ".lanes-scroll", head: ".playhead", ruler: ".ruler canvas" };
    for (const [name, selector] of Object.entries(names)) this[name] = this.querySelector(selector);
    this.ms = 0;
    this.isAway = false; // the person looks elsewhere while it plays
    this.isScrubbing = false;
  }

  start(desk, player) {
    this.desk = desk;
    this.player = player;
    this.scene = new Scene(desk, say);
    const look = (ms, x) => (ms === null ? this.preview.hide() : this.preview.show(ms, -1, x));
    const callbacks = { look, moved: () => this.moved(), seek: (ms) => this.scrub(ms) };
    this.strip = new Strip(this.querySelector(".whole-strip"), this.scene, player, callbacks);
    this.preview = new Preview(this.querySelector(".time-card"), this.querySelector(".time-hover"), this.scene);
    this.walking = new Walking(this, this.field, this.querySelector(".time-told"));
    new Pointing(this, this.field, this.ruler);
    this.scene.setLength(player.length);
    this.listen();
    this.measure();
  }

  listen() {
    const { desk, player, scene } = this;
    player.addEventListener("time", ({ detail }) => this.follow(detail));
    player.addEventListener("length", ({ detail }) => this.askAll(scene.setLength(detail)));
    player.addEventListener("loaded", () => this.askAll());
    desk.addEventListener("verdicts", () => this.askAll(scene.judge()));
    desk.addEventListener("filter", () => this.askAll());
    desk.addEventListener("hits", () => this.ask());
    desk.addEventListener("coverage", () => this.askAll());
    desk.addEventListener("select", () => this.select());
    const acts = { zoom_in: () => this.zoomHere(ZOOM_STEP), zoom_out: () => this.zoomHere(1 / ZOOM_STEP), zoom_all: () => this.zoomHere(Infinity) };
    for (const [name, run] of Object.entries(acts)) desk.act(name, run);
    this.addEventListener("click", ({ target }) => acts[target.closest("[data-zoom]")?.dataset.zoom]?.());
    this.scroller.addEventListener("scroll", () => this.ask(), { passive: true });
    new ResizeObserver(() => this.measure()).observe(this.scroller);
    onTheme(() => this.askAll());
    this.watchRatio();
  }

  /** The window goes to another screen, or the person zooms the page. */
  watchRatio() {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", () => this.askAll(this.watchRatio()), { once: true });
  }

  /** The window of time that the lanes show: {start, end, span, length} in ms. */
  get view() {
    return this.scene.view;
  }

  measure() {
    const bar = this.scroller.offsetWidth - this.scroller.clientWidth;
    this.style.setProperty("--bar", `${bar}px`);
    this.scene.resize(this.ruler.parentElement.clientWidth, this.scroller.clientHeight);
    this.askAll();
  }

  askAll() {
    this.isStale = true;
    this.ask();
  }

  /** Draws at the next frame, once for all that was asked. */
  ask() {
    this.asked ||= requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.asked = 0;
    const { scene } = this;
    if (!(scene.width > 0)) return;
    if (scene.pack()) return this.ask(); // thousands of marks: packed in one frame, drawn in the next
    const dpr = devicePixelRatio || 1;
    if (this.isStale || dpr !== this.dpr) {
      showNames(this.names, scene.lanes);
      this.strip.draw(dpr);
    }
    this.isStale = false;
    this.dpr = dpr;
    scene.scroll = this.scroller.scrollTop;
    fit(this.field, scene.width, scene.height, dpr);
    drawLanes((this.pen ??= this.field.getContext("2d", { alpha: false })), scene, dpr);
    const height = this.ruler.parentElement.clientHeight;
    fit(this.ruler, scene.width, height, dpr);
    drawRuler(this.ruler.getContext("2d"), scene.view, scene.width, height, dpr);
    this.strip.showWindow();
    this.moveHead();
  }

  follow(ms) {
    const isPlaying = this.player.video?.paused === false;
    const isJump = Math.abs(ms - this.ms) > (isPlaying ? JUMP_MS : 0);
    this.ms = ms;
    const { view } = this;
    if (isJump && !this.isScrubbing) this.isAway = false;
    if (view.has(ms)) this.isAway = false;
    else if (isJump && !this.isScrubbing && view.reveal(ms)) this.ask();
    else if (isPlaying && !this.isAway) this.ask(view.turnTo(ms));
    this.moveHead();
  }

  moveHead() {
    const x = this.scene.xOf(this.ms);
    this.head.hidden = !(this.scene.width > 0) || !this.view.has(this.ms);
    this.head.style.transform = `translateX(${Math.round(Math.min(x, this.scene.width - 1))}px)`;
    this.strip.moveHead(this.ms);
  }

  scrub(ms) {
    this.isScrubbing = this.view.has(ms);
    this.player.seek(ms);
    this.isScrubbing = false;
  }

  /** After a person moved the window. */
  moved() {
    this.isAway = !this.view.has(this.ms);
    this.ask();
  }

  zoom(factor, at) {
    this.view.zoom(factor, at);
    this.moved();
  }

  zoomHere(factor) {
    const { view } = this;
    if (factor === Infinity) view.all();
    else view.zoom(factor, view.has(this.ms) ? this.ms : view.start + view.span / 2);
    this.moved();
  }

  pan(ms) {
    this.showFrom(this.view.start + ms);
  }

  showFrom(ms) {
    this.view.show(ms, this.view.span);
    this.moved();
  }

  /** The stretch of finding `i` fills the lanes. */
  zoomToMark(i) {
    if (i < 0) return;
    this.scene.select(i);
    const [from, to] = this.scene.stretch;
    const span = (to - from) * AROUND;
    this.view.show((from + to - span) / 2, span);
    this.moved();
  }

  select() {
    const i = this.desk.selected;
    this.scene.select(i);
    if (i >= 0 && this.desk.evidence.start[i] >= 0) this.revealMark(i);
    this.ask();
  }

  /** Moves window and lanes until the mark of `i` is in sight, in `lane` or in its first one; the keyboard's has its card. */
  revealMark(i, lane = null) {
    const { evidence } = this.desk;
    this.view.reveal(evidence.start[i], evidence.endOf(i));
    const boxes = this.scene.boxesOf(i);
    const box = boxes.find((one) => one.lane === lane?.key) ?? boxes[0];
    if (box && box.y < 0) this.scroller.scrollTop += box.y;
    else if (box && box.y + box.height > this.scene.height) this.scroller.scrollTop += box.y + box.height - this.scene.height;
    if (lane) this.preview.show(evidence.start[i], i, box.x);
    this.moved();
  }
}
