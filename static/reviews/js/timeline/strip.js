// The strip of the whole video: how much was found when, what is loaded, what was watched, and the window of the lanes.
import { fitCanvas } from "../base/canvas.js";
import { themeColours } from "../base/colours.js";

const BIN_PX = 3;
const EDGE_PX = 8;
const SLIM_PX = 10; // the window is drawn no slimmer, so that it can be seen and gripped
const WATCHED_PX = 4;
const LOADED_PX = 2;
const FAINT = 0.3;
const STILL_PX = 3;

export class TimelineStrip {
  /**
   * `onMoved` is called after the window moved, `onSeek` with the time of a click, `onLook` with that under the
   * pointer or
   * null.
   */
  constructor(element, scene, player, { onMoved, onSeek, onLook }) {
    this.element = element;
    this.canvas = element.querySelector("canvas");
    this.window = element.querySelector(".whole-window");
    this.head = element.querySelector(".whole-head");
    this.scene = scene;
    this.player = player;
    this.onMoved = onMoved;
    this.onSeek = onSeek;
    this.onLook = onLook;
    element.addEventListener("pointerdown", (event) => this.press(event));
    element.addEventListener("pointermove", (event) => this.drag(event));
    element.addEventListener("pointerup", (event) => this.release(event));
    element.addEventListener("pointercancel", () => (this.grip = null));
    element.addEventListener("pointerleave", () => onLook(null));
  }

  get width() {
    return this.scene.width;
  }

  xOf(ms) {
    return (ms / this.scene.view.length) * this.width;
  }

  timeAt(x) {
    return Math.min(Math.max(x / this.width, 0), 1) * this.scene.view.length;
  }

  /** Where the window is drawn: [left, width] in px. */
  frame() {
    const { view } = this.scene;
    const wide = Math.max(this.xOf(view.span), Math.min(SLIM_PX, this.width));
    return [Math.min(this.xOf(view.start), this.width - wide), wide];
  }

  showWindow() {
    const [left, wide] = this.frame();
    this.window.style.transform = `translateX(${left}px)`;
    this.window.style.width = `${wide}px`;
    this.window.classList.toggle("is-whole", this.scene.view.isWhole);
  }

  moveHead(ms) {
    this.head.style.transform = `translateX(${Math.min(this.xOf(ms), this.width - 2)}px)`;
  }

  draw(dpr) {
    const [width, height] = [this.width, this.element.clientHeight];
    fitCanvas(this.canvas, width, height, dpr);
    const pen = this.canvas.getContext("2d");
    pen.setTransform(dpr, 0, 0, dpr, 0, 0);
    pen.clearRect(0, 0, width, height);
    this.drawDensity(pen, width, height - WATCHED_PX - 1);
    this.drawLoaded(pen);
    this.drawWatched(pen, height);
    this.showWindow();
  }

  /** Bars of findings by time, the worst lowest; what the filter hides stands faintly behind. */
  drawDensity(pen, width, height) {
    const colours = themeColours();
    const bins = this.count(Math.ceil(width / BIN_PX));
    const most = Math.log1p(bins.reduce((max, [all]) => Math.max(max, all), 1));
    const room = height - 2 * LOADED_PX - 2;
    bins.forEach(([all, ...by], n) => {
      if (!all) return;
      let y = height;
      const whole = Math.max(3, (Math.log1p(all) / most) * room);
      pen.fillStyle = colours.dim;
      pen.globalAlpha = FAINT;
      pen.fillRect(n * BIN_PX, height - whole, BIN_PX - 1, whole);
      pen.globalAlpha = 1;
      for (const [severity, name] of [
        [2, "block"],
        [1, "review"],
        [0, "pass"],
      ]) {
        if (!by[severity]) continue;
        const tall = Math.max(2, whole * (by[severity] / all));
        pen.fillStyle = colours[name];
        pen.fillRect(n * BIN_PX, (y -= tall), BIN_PX - 1, tall);
      }
    });
  }

  /** For each bin [all, shown pass, shown review, shown block]. */
  count(n) {
    const { evidence, store, view } = this.scene;
    const bins = Array.from({ length: n }, () => [0, 0, 0, 0]);
    const perMs = this.width / BIN_PX / view.length;
    for (let i = 0; i < evidence.count; i++) {
      if (evidence.start[i] < 0 || evidence.withdrawn[i]) continue;
      const first = Math.min(n - 1, Math.floor(evidence.start[i] * perMs));
      const last = Math.min(n - 1, Math.max(first, Math.floor(evidence.endOf(i) * perMs) - 1));
      for (let bin = first; bin <= last; bin++) {
        bins[bin][0]++;
        if (store.shown[i]) bins[bin][1 + evidence.suggestion[i]]++;
      }
    }
    return bins;
  }

  drawLoaded(pen) {
    pen.fillStyle = themeColours().dim;
    for (const [from, to] of this.player.buffered ?? []) {
      pen.fillRect(this.xOf(from), LOADED_PX, this.xOf(to) - this.xOf(from), LOADED_PX);
    }
  }

  /** Mine over the others', which are half as thick. */
  drawWatched(pen, height) {
    const { coverage } = this.scene.store;
    pen.fillStyle = themeColours()["field-line"];
    pen.fillRect(0, height - WATCHED_PX - 1, this.width, 0.5);
    for (const mine of [false, true]) {
      const thick = mine ? WATCHED_PX : WATCHED_PX / 2;
      pen.fillStyle = mine ? themeColours().accent : themeColours()["field-line"];
      for (const one of coverage) {
        if (Boolean(one.mine) !== mine) continue;
        for (const [from, to] of one.ranges) {
          const x = this.xOf(from);
          pen.fillRect(x, height - thick, Math.max(this.xOf(to) - x, 1), thick);
        }
      }
    }
  }

  /** What a press at `x` grips: start, end, window (a whole one cannot be moved: then, and beside it, "place"). */
  gripAt(x) {
    const [left, wide] = this.frame();
    const inward = Math.min(EDGE_PX, wide / 4);
    if (x >= left - EDGE_PX && x <= left + inward) return "start";
    if (x >= left + wide - inward && x <= left + wide + EDGE_PX) return "end";
    return x > left && x < left + wide && !this.scene.view.isWhole ? "window" : "place";
  }

  press(event) {
    if (event.button !== 0) return;
    this.element.setPointerCapture(event.pointerId);
    const x = this.at(event);
    this.grip = { name: this.gripAt(x), from: x, start: this.scene.view.start, isStill: true };
  }

  drag(event) {
    const x = this.at(event);
    this.onLook(this.timeAt(x), x);
    if (!this.grip) {
      const name = this.gripAt(x);
      this.element.style.cursor = { start: "ew-resize", end: "ew-resize", window: "grab" }[name] ?? "pointer";
      return;
    }
    if (this.grip.isStill && Math.abs(x - this.grip.from) < STILL_PX) return;
    this.grip.isStill = false;
    this.pull(this.grip, x);
  }

  pull({ name, from, start }, x) {
    const { view } = this.scene;
    if (name === "place" && view.isWhole) return this.onSeek(this.timeAt(x));
    if (name === "start") view.moveStart(this.timeAt(x));
    else if (name === "end") view.moveEnd(this.timeAt(x));
    else if (name === "window") view.show(start + this.timeAt(Math.abs(x - from)) * Math.sign(x - from), view.span);
    else view.show(this.timeAt(x) - view.span / 2, view.span);
    this.onMoved();
  }

  release(event) {
    if (this.grip?.isStill) this.onSeek(this.timeAt(this.at(event)));
    this.grip = null;
  }

  at(event) {
    return event.clientX - this.element.getBoundingClientRect().left;
  }
}
