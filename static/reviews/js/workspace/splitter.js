// <desk-splitter>: how wide the panel of findings is, in percent of the workspace; by pointer or by arrow keys, kept
// here.
import { PageElement } from "../base/element.js";
import { loadValue, removeValue, saveValue } from "../base/storage.js";

const KEY = "desk-panel";
const MIN_PERCENT = 24;
const MAX_PERCENT = 60;
const STEP_PERCENT = 2;

export class DeskSplitter extends PageElement {
  start() {
    this.workspace = document.getElementById("desk");
    const own = loadValue(KEY);
    if (typeof own === "number") this.setWidth(own);
    else this.measure();
    this.listen(this, "pointerdown", (event) => {
      event.preventDefault();
      this.focus();
      this.setPointerCapture(event.pointerId);
    });
    this.listen(this, "pointermove", (event) => this.hasPointerCapture(event.pointerId) && this.moveTo(event.clientX));
    this.listen(this, "pointerup", () => saveValue(KEY, this.width));
    this.listen(this, "dblclick", () => this.reset());
    this.listen(this, "keydown", (event) => this.handleKey(event));
  }

  handleKey(event) {
    const widths = {
      ArrowLeft: this.width + STEP_PERCENT,
      ArrowRight: this.width - STEP_PERCENT,
      Home: MAX_PERCENT,
      End: MIN_PERCENT,
    };
    if (!(event.key in widths)) return;
    event.preventDefault();
    this.setWidth(widths[event.key]);
    saveValue(KEY, this.width);
  }

  /** Goes back to the width that the page comes with. */
  reset() {
    removeValue(KEY);
    this.workspace.style.removeProperty("--split");
    this.measure();
  }

  measure() {
    this.showWidth((this.parentElement.offsetWidth / this.workspace.offsetWidth) * 100);
  }

  moveTo(x) {
    const { left, width } = this.workspace.getBoundingClientRect();
    this.setWidth(100 - ((x - left) / width) * 100);
  }

  setWidth(percent) {
    const width = Math.round(Math.min(Math.max(percent, MIN_PERCENT), MAX_PERCENT) * 10) / 10;
    this.workspace.style.setProperty("--split", `${width}%`);
    this.showWidth(width);
  }

  showWidth(percent) {
    this.width = percent;
    this.setAttribute("aria-valuenow", String(Math.round(percent)));
  }
}
