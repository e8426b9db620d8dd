// <review-timeline>: the whole video as a strip, and below it the lanes of a window of it. What is drawn often lies on
// canvases, what moves often (playhead, hover, window) are elements of their own. See the other modules of this folder.
import { fitCanvas, onResize } from "../base/canvas.js";
import { onThemeChange } from "../base/colours.js";
import { PageElement } from "../base/element.js";
import { t } from "../base/i18n.js";
import { drawLanes, showLaneNames } from "./draw.js";
import { TimelineKeyboard } from "./keyboard.js";
import { TimelinePointer } from "./pointer.js";
import { TimelinePreview } from "./preview.js";
import { drawRuler } from "./ruler.js";
import { TimelineScene } from "./scene.js";
import { TimelineStrip } from "./strip.js";

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

const ZOOM_STEP = 0.5;
const JUMP_MS = 1500; // a longer way than playing goes between two looks at the clock
const AROUND = 1.5; // a stretch zoomed to fills two thirds

export class ReviewTimeline extends PageElement {
  /** @type {Store} */
  store;

  connectedCallback() {
    const names = {
      field: ".lanes canvas",
      names: ".lane-names",
      scroller: ".lanes-scroll",
      head: ".playhead",
      ruler: ".ruler canvas",
    };
    for (const [name, selector] of Object.entries(names)) this[name] = this.querySelector(selector);
    this.ms = 0;
    this.isAway = false; // the person looks elsewhere while it plays
    this.isScrubbing = false;
  }

  /** @param {Store} store @param {any} player */
  start(store, player) {
    this.store = store;
    this.player = player;
    this.scene = new TimelineScene(store, t);
    const onLook = (ms, x) => (ms === null ? this.preview.hide() : this.preview.show(ms, -1, x));
    const callbacks = { onLook, onMoved: () => this.followWindow(), onSeek: (ms) => this.scrub(ms) };
    this.strip = new TimelineStrip(this.querySelector(".whole-strip"), this.scene, player, callbacks);
    const line = this.querySelector(".time-hover");
    this.preview = new TimelinePreview(this.querySelector(".time-card"), line, this.scene, player);
    this.keyboard = new TimelineKeyboard(this, this.field, this.querySelector(".time-told"));
    this.pointer = new TimelinePointer(this, this.field, this.ruler);
    this.scene.setLength(player.length);
    this.listenToParts();
    this.measure();
  }

  listenToParts() {
    const { store, player, scene } = this;
    this.listen(player, "time", ({ detail }) => this.follow(detail));
    this.listen(player, "length", ({ detail }) => {
      scene.setLength(detail);
      this.drawAllSoon();
    });
    this.listen(player, "loaded", () => this.drawAllSoon());
    this.listen(store, "verdicts", () => {
      scene.applyVerdicts();
      this.drawAllSoon();
    });
    this.listen(store, "filter", () => this.drawAllSoon());
    this.listen(store, "search-hits", () => this.drawSoon());
    this.listen(store, "coverage", () => this.drawAllSoon());
    this.listen(store, "select", () => this.select());
    const acts = {
      zoom_in: () => this.zoomHere(ZOOM_STEP),
      zoom_out: () => this.zoomHere(1 / ZOOM_STEP),
      zoom_all: () => this.zoomHere(Infinity),
    };
    for (const [name, run] of Object.entries(acts)) store.registerAction(name, run);
    this.listen(this, "click", ({ target }) => acts[target.closest("[data-zoom]")?.dataset.zoom]?.());
    this.listen(this.scroller, "scroll", () => this.drawSoon(), { passive: true });
    onResize(this.scroller, () => this.measure(), this.signal);
    onThemeChange(() => this.drawAllSoon(), this.signal);
  }

  /** The window of time that the lanes show: {start, end, span, length} in ms. */
  get view() {
    return this.scene.view;
  }

  /** The lanes as they are drawn: [{key, name, count, rows, top, height}, ...]. */
  get lanes() {
    return this.scene.lanes;
  }

  /** Where `ms` lies, in px from the left edge of the lanes. */
  xOf(ms) {
    return this.scene.xOf(ms);
  }

  /** Where the marks of the finding at `place` lie: [{lane, row, x, y, width, height}, ...] in px of the lanes. */
  boxesOf(place) {
    return this.scene.boxesOf(place);
  }

  measure() {
    const bar = this.scroller.offsetWidth - this.scroller.clientWidth;
    this.style.setProperty("--bar", `${bar}px`);
    this.scene.resize(this.ruler.parentElement.clientWidth, this.scroller.clientHeight);
    this.drawAllSoon();
  }

  drawAllSoon() {
    this.isStale = true;
    this.drawSoon();
  }

  /** Draws at the next frame, once for all that was asked. */
  drawSoon() {
    this.asked ||= requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.asked = 0;
    const { scene } = this;
    if (!(scene.width > 0)) return;
    if (scene.pack()) return this.drawSoon(); // thousands of marks: packed in one frame, drawn in the next
    const dpr = devicePixelRatio || 1;
    if (this.isStale || dpr !== this.dpr) {
      showLaneNames(this.names, scene.lanes);
      this.strip.draw(dpr);
    }
    // Times of a length that nobody knows would be made up.
    this.ruler.hidden = !scene.isLengthKnown;
    this.isStale = false;
    this.dpr = dpr;
    scene.scroll = this.scroller.scrollTop;
    fitCanvas(this.field, scene.width, scene.height, dpr);
    drawLanes((this.pen ??= this.field.getContext("2d", { alpha: false })), scene, dpr);
    const height = this.ruler.parentElement.clientHeight;
    fitCanvas(this.ruler, scene.width, height, dpr);
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
    else if (isJump && !this.isScrubbing && view.reveal(ms)) this.drawSoon();
    else if (isPlaying && !this.isAway) {
      view.turnTo(ms);
      this.drawSoon();
    }
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
  followWindow() {
    this.isAway = !this.view.has(this.ms);
    this.drawSoon();
  }

  zoom(factor, at) {
    this.view.zoom(factor, at);
    this.followWindow();
  }

  zoomHere(factor) {
    const { view } = this;
    if (factor === Infinity) view.all();
    else view.zoom(factor, view.has(this.ms) ? this.ms : view.start + view.span / 2);
    this.followWindow();
  }

  pan(ms) {
    this.showFrom(this.view.start + ms);
  }

  showFrom(ms) {
    this.show(ms, this.view.span);
  }

  /** Shows the window of `span` ms from `start` on. */
  show(start, span) {
    this.view.show(start, span);
    this.followWindow();
  }

  /** The stretch of finding `i` fills the lanes. */
  zoomToMark(i) {
    if (i < 0) return;
    this.scene.select(i);
    const [from, to] = this.scene.stretch;
    const span = (to - from) * AROUND;
    this.view.show((from + to - span) / 2, span);
    this.followWindow();
  }

  select() {
    const i = this.store.selected;
    this.scene.select(i);
    if (i >= 0 && this.store.evidence.start[i] >= 0) this.revealMark(i);
    this.drawSoon();
  }

  /**
   * Moves window and lanes until the mark of `i` is in sight, in `lane` or in its first one; the keyboard's has its
   * card.
   */
  revealMark(i, lane = null) {
    const { evidence } = this.store;
    this.view.reveal(evidence.start[i], evidence.endOf(i));
    const boxes = this.scene.boxesOf(i);
    const box = boxes.find((one) => one.lane === lane?.key) ?? boxes[0];
    if (box && box.y < 0) this.scroller.scrollTop += box.y;
    else if (box && box.y + box.height > this.scene.height) {
      this.scroller.scrollTop += box.y + box.height - this.scene.height;
    }
    if (lane) this.preview.show(evidence.start[i], i, box.x);
    this.followWindow();
  }
}
