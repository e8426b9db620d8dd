// <review-timeline>: lanes on one canvas. A mark is at least 3 px wide; its height and colour say the suggestion.
import { clock } from "../lib/clock.js";
import { decidedLane, lanes } from "../lib/lanes.js";
import { onTheme, theme } from "../lib/colours.js";
import { drawRuler } from "../lib/ruler.js";
import { say } from "../lib/words.js";

const LANE = 22;
const RULER = 22;
const LEAST = 3;
const HEIGHTS = [6, 10, 14]; // pass, review, block: the shape that goes with the colour

export class ReviewTimeline extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector(".lanes");
    this.canvas = this.querySelector("canvas");
    this.names = this.querySelector(".lane-names");
    this.head = this.querySelector(".playhead");
    this.chosen = this.querySelector(".mark-selected");
    this.hover = this.querySelector(".hover-time");
  }

  start(desk, player) {
    this.desk = desk;
    this.player = player;
    this.evidence = desk.evidence;
    this.machine = lanes(this.evidence, say);
    this.readLength(player.length);
    player.addEventListener("time", ({ detail }) => this.moveHead(detail));
    player.addEventListener("length", ({ detail }) => this.readLength(detail));
    desk.addEventListener("verdicts", () => this.drawSoon());
    desk.addEventListener("select", () => this.showChosen());
    new ResizeObserver(() => this.drawSoon()).observe(this.field);
    onTheme(() => this.drawSoon());
    this.listen();
    this.drawSoon();
  }

  listen() {
    this.field.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.field.setPointerCapture(event.pointerId);
      this.press(event);
    });
    this.field.addEventListener("pointermove", (event) => {
      if (this.field.hasPointerCapture(event.pointerId)) this.player.seek(this.timeAt(event.offsetX));
      this.showHover(event.offsetX);
    });
    this.field.addEventListener("pointerleave", () => (this.hover.hidden = true));
  }

  readLength(ms) {
    let last = 0;
    for (const lane of this.machine) for (const end of lane.ends) if (end > last) last = end;
    this.length = Math.max(ms, this.evidence.duration, last) || 1000;
    this.drawSoon();
  }

  press(event) {
    const lane = this.shown?.[Math.floor((event.offsetY - 2) / LANE)];
    const found = lane ? this.markAt(lane, event.offsetX) : -1;
    if (found >= 0) this.desk.select(found);
    else this.player.seek(this.timeAt(event.offsetX));
  }

  /** The most severe finding of the lane within 4 px of `x`, or -1. */
  markAt(lane, x) {
    let found = -1;
    let worst = -1;
    for (let k = 0; k < lane.starts.length; k++) {
      const left = this.xOf(lane.starts[k]);
      const right = Math.max(this.xOf(lane.ends[k]), left + LEAST);
      if (x >= left - 4 && x <= right + 4 && lane.severities[k] > worst) {
        worst = lane.severities[k];
        found = lane.findings[k];
      }
    }
    return found;
  }

  xOf(ms) {
    return (ms / this.length) * this.width;
  }

  timeAt(x) {
    return Math.min(Math.max((x / this.width) * this.length, 0), this.length);
  }

  drawSoon() {
    if (this.asked) return;
    this.asked = requestAnimationFrame(() => {
      this.asked = 0;
      this.draw();
    });
  }

  draw() {
    const decided = decidedLane(this.desk, say);
    this.shown = decided.starts.length ? [...this.machine, decided] : this.machine;
    this.showNames();
    this.width = this.field.clientWidth;
    const height = this.shown.length * LANE + RULER;
    const dpr = devicePixelRatio || 1;
    this.canvas.width = Math.round(this.width * dpr);
    this.canvas.height = Math.round(height * dpr);
    this.canvas.style.height = `${height}px`;
    const pen = this.canvas.getContext("2d");
    pen.setTransform(dpr, 0, 0, dpr, 0, 0);
    this.shown.forEach((lane, place) => this.drawLane(pen, lane, place * LANE));
    drawRuler(pen, this.shown.length * LANE, this.width, this.length);
    this.moveHead(this.player.now);
    this.showChosen();
  }

  drawLane(pen, lane, top) {
    const colours = theme();
    pen.fillStyle = colours.line;
    pen.fillRect(0, top + LANE - 0.5, this.width, 0.5);
    const worst = this.pixels(lane);
    for (let x = 0; x < worst.length; ) {
      const severity = worst[x];
      let end = x + 1;
      while (end < worst.length && worst[end] === severity) end++;
      if (severity) this.drawMark(pen, severity - 1, x, end - x, top, colours);
      x = end;
    }
  }

  /** The worst severity + 1 on each pixel of the lane: 32,400 marks cost no more to draw than the pixels they cover. */
  pixels(lane) {
    const worst = new Uint8Array(Math.ceil(this.width));
    for (let k = 0; k < lane.starts.length; k++) {
      const left = Math.floor(this.xOf(lane.starts[k]));
      const right = Math.max(Math.floor(this.xOf(lane.ends[k])), left + LEAST);
      const value = lane.severities[k] + 1;
      for (let x = Math.max(0, left); x < right && x < worst.length; x++) if (value > worst[x]) worst[x] = value;
    }
    return worst;
  }

  drawMark(pen, severity, x, width, top, colours) {
    const height = HEIGHTS[severity];
    pen.fillStyle = colours[["pass", "review", "block"][severity]];
    pen.beginPath();
    pen.roundRect(x, top + (LANE - height) / 2, width, height, Math.min(3, width / 2));
    pen.fill();
  }

  showNames() {
    const key = this.shown.map((lane) => `${lane.key}=${lane.starts.length}`).join();
    if (key === this.namesShown) return;
    this.namesShown = key;
    this.names.replaceChildren(
      ...this.shown.map((lane) => {
        const row = document.createElement("div");
        const name = document.createElement("span");
        const count = document.createElement("span");
        name.textContent = lane.name;
        name.title = lane.name;
        count.textContent = lane.starts.length;
        count.className = "mono";
        row.append(name, count);
        return row;
      }),
    );
  }

  moveHead(ms) {
    if (!this.width) return;
    this.head.hidden = false;
    this.head.style.transform = `translateX(${Math.round(Math.min(this.xOf(ms), this.width - 1))}px)`;
  }

  showChosen() {
    const i = this.desk.selected;
    this.chosen.hidden = i < 0 || this.evidence.start[i] < 0 || !this.width;
    if (this.chosen.hidden) return;
    const left = this.xOf(this.evidence.start[i]);
    this.chosen.style.transform = `translateX(${left - 2}px)`;
    this.chosen.style.width = `${Math.max(this.xOf(this.evidence.endOf(i)) - left, LEAST) + 4}px`;
  }

  showHover(x) {
    this.hover.hidden = false;
    this.hover.textContent = clock(this.timeAt(x));
    const most = this.width - this.hover.offsetWidth;
    this.hover.style.transform = `translateX(${Math.max(0, Math.min(x + 8, most))}px)`;
  }
}
