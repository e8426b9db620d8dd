// <desk-splitter>: how wide the panel of findings is, in percent of the desk; by pointer or by arrow keys, kept here.
import { forget, keep, kept } from "../base/storage.js";

const KEY = "desk-panel";
const [LEAST, MOST, STEP] = [24, 60, 2];

export class DeskSplitter extends HTMLElement {
  start() {
    this.desk = document.getElementById("desk");
    const own = kept(KEY);
    if (typeof own === "number") this.set(own);
    else this.measure();
    this.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.focus();
      this.setPointerCapture(event.pointerId);
    });
    this.addEventListener("pointermove", (event) => this.hasPointerCapture(event.pointerId) && this.moveTo(event.clientX));
    this.addEventListener("pointerup", () => keep(KEY, this.width));
    this.addEventListener("dblclick", () => this.reset());
    this.addEventListener("keydown", (event) => {
      const to = { ArrowLeft: this.width + STEP, ArrowRight: this.width - STEP, Home: MOST, End: LEAST }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      this.change(to);
    });
  }

  /** The width that the page comes with. */
  reset() {
    forget(KEY);
    this.desk.style.removeProperty("--split");
    this.measure();
  }

  measure() {
    this.say((this.parentElement.offsetWidth / this.desk.offsetWidth) * 100);
  }

  moveTo(x) {
    const { left, width } = this.desk.getBoundingClientRect();
    this.set(100 - ((x - left) / width) * 100);
  }

  change(part) {
    this.set(part);
    keep(KEY, this.width);
  }

  set(part) {
    const fit = Math.round(Math.min(Math.max(part, LEAST), MOST) * 10) / 10;
    this.desk.style.setProperty("--split", `${fit}%`);
    this.say(fit);
  }

  say(part) {
    this.width = part;
    this.setAttribute("aria-valuenow", String(Math.round(part)));
  }
}
