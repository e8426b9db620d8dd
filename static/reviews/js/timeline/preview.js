// The card beside the pointer: the picture of that moment with its boxes, the time, and what was found. The picture
// comes from the filmstrip, else it is the finding's own still; nothing is fetched before pictures of this job may be
// seen.
import { fitCanvas } from "../base/canvas.js";
import { themeColours } from "../base/colours.js";
import { formatClock } from "../base/time.js";
import { SHAPES } from "../evidence/evidence.js";
import { boxOnPicture } from "../evidence/picture.js";
import { loadFilmstrip } from "./filmstrip.js";

const WIDEST_PX = 192;
const TALLEST_PX = 120;
const REST_MS = 90; // a still is asked for when the pointer has stayed as long
const MAX_CHARACTERS = 90;
const CARD_PX = 208; // as the style sheet has it: asking the page for it at each step would lay it out again

export class TimelinePreview {
  /** `card` is the floating card, `line` the hair that follows the pointer over the lanes. */
  constructor(card, line, scene, player) {
    this.card = card;
    this.player = player;
    this.line = line;
    this.scene = scene;
    this.store = scene.store;
    this.evidence = scene.evidence;
    const part = (name) => card.querySelector(`.time-card-${name}`);
    this.picture = part("picture");
    this.tile = part("tile");
    this.still = part("still");
    this.boxes = part("boxes");
    this.time = part("time");
    this.words = part("words");
    this.still.addEventListener("load", () => (this.still.hidden = false));
    this.still.addEventListener("error", () => (this.still.hidden = true));
    this.store.addEventListener("pictures-allowed", () => this.refresh());
  }

  /** The pointer is at `x`, `y` of the lanes, or has left them (`x` below 0). Looked at once a frame. */
  follow(x, y) {
    this.at = [x, y];
    this.asked ||= requestAnimationFrame(() => {
      this.asked = 0;
      this.point(...this.at);
    });
  }

  point(x, y) {
    this.line.hidden = x < 0 || x > this.scene.width;
    if (this.line.hidden) return this.hide();
    this.line.style.transform = `translateX(${Math.round(x)}px)`;
    const i = this.scene.markAt(x, y);
    const ms = this.scene.timeAt(x);
    // A slim mark is wider than its time.
    const isInside = i < 0 || (ms >= this.evidence.start[i] && ms < this.evidence.endOf(i));
    this.show(isInside ? ms : this.evidence.start[i], i, x);
  }

  /** Shows the moment `ms` and finding `i` (or -1), over `x` px of the lanes. */
  show(ms, i, x) {
    const frame = i >= 0 && this.evidence.kindOf(i) === "frame" ? i : -1;
    this.shown = [ms, i, x];
    this.time.textContent = formatClock(ms);
    this.words.textContent = i >= 0 ? this.describeFinding(i) : "";
    this.showPicture(ms, frame);
    this.card.hidden = false;
    const left = Math.min(Math.max(0, x - CARD_PX / 2), this.scene.width - CARD_PX);
    this.card.style.transform = `translateX(${Math.round(left)}px)`;
  }

  hide() {
    clearTimeout(this.rest);
    this.card.hidden = true;
  }

  refresh() {
    if (!this.card.hidden) this.show(...this.shown);
  }

  describeFinding(i) {
    const { evidence } = this;
    const said = [evidence.categoryOf(i), evidence.labelOf(i)].filter(Boolean).join(" / ");
    const score = evidence.topScore[i] < 0 ? "" : evidence.topScore[i].toFixed(2);
    const text = evidence.strings[evidence.text[i]];
    const whole = [
      `${SHAPES[evidence.suggestion[i]]} ${said || (text ? "" : evidence.kindOf(i))}`,
      score,
      text ? `“${text}”` : "",
    ];
    const words = whole
      .map((part) => part.trim())
      .filter(Boolean)
      .join(" ");
    return words.length > MAX_CHARACTERS ? `${words.slice(0, MAX_CHARACTERS)}…` : words;
  }

  showPicture(ms, frame) {
    clearTimeout(this.rest);
    const frames = this.evidence.framesAt(ms);
    if (frame >= 0 && !frames.includes(frame)) frames.push(frame);
    const hasPicture = this.store.picturesAllowed && this.fill(ms, frame, frames);
    const hasBoxes = this.drawBoxes(frames);
    this.picture.hidden = !hasPicture && !hasBoxes;
  }

  /** Puts a picture into the card: true when there is one, now or in a moment. */
  fill(ms, frame, frames) {
    if (!this.strip) {
      this.strip = loadFilmstrip(this.store);
      this.strip.addEventListener("change", () => this.refresh());
    }
    const isTile = this.strip.tileAt(ms) !== null;
    const drawn = isTile && this.strip.drawTile(this.tile, ms);
    this.tile.hidden = !drawn;
    if (isTile) {
      this.still.hidden = true;
      this.still.removeAttribute("src");
      return true;
    }
    const place = [frame, ...frames].find((one) => one >= 0 && this.evidence.hasStill[one]);
    const address = place === undefined ? "" : this.store.stillAddress(place, 160);
    if (!address) return false;
    if (this.still.getAttribute("src") === address) {
      // Back on it before another one was asked for.
      this.still.hidden = !this.still.complete || !this.still.naturalWidth;
      return true;
    }
    this.still.hidden = true;
    this.rest = setTimeout(() => (this.still.src = address), REST_MS);
    return true;
  }

  /** The boxes of these frames over the picture, at its size; false when there are none. */
  drawBoxes(frames) {
    const { evidence, strip } = this;
    const sw = evidence.width || 16;
    const sh = evidence.height || 9;
    const aspect = strip?.aspect || sw / sh;
    const width = Math.round(Math.min(WIDEST_PX, TALLEST_PX * aspect));
    const height = Math.round(width / aspect);
    this.picture.style.width = `${width}px`;
    this.picture.style.height = `${height}px`;
    const dpr = devicePixelRatio || 1;
    fitCanvas(this.boxes, width, height, dpr);
    const pen = this.boxes.getContext("2d");
    pen.setTransform(dpr, 0, 0, dpr, 0, 0);
    pen.clearRect(0, 0, width, height);
    let drawn = 0;
    if (evidence.width && evidence.height) {
      for (const frame of frames) drawn += this.drawFrame(pen, frame, { x: 0, y: 0, width, height });
    }
    return drawn > 0;
  }

  drawFrame(pen, frame, picture) {
    const d = this.evidence.detections;
    let drawn = 0;
    pen.lineWidth = 1.5;
    for (const row of this.evidence.detectionsOf(frame)) {
      const box = d.withdrawn[row] ? null : boxOnPicture(picture, this.player.grid, d, row);
      if (!box) continue;
      pen.strokeStyle = themeColours()[["pass", "review", "block"][d.suggestion[row]]];
      pen.strokeRect(box.x, box.y, Math.max(box.width, 2), Math.max(box.height, 2));
      drawn++;
    }
    return drawn;
  }
}
