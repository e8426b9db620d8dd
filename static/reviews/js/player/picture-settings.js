// How pictures look: grey, blurred, and what is revealed while a person holds on. Never weaker than the organisation's
// floor; the filters themselves are `wellness.css`, told by the attributes of <html>.
import { t } from "../base/i18n.js";

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

const USUAL_BLUR = 3; // percent of the shorter side, for who switches blur on without having set any
const SHAPE = 1;
const COLOUR = 2;

export class PictureSettings {
  /** `signal` ends what it hears of the page. @param {Store} store */
  constructor(store, signal) {
    this.store = store;
    const { settings } = store;
    this.grey = settings.greyscale;
    this.blur = settings.blur;
    this.reveal = 0;
    const release = () => this.show(0);
    for (const type of ["blur", "pagehide"]) addEventListener(type, release, { signal });
    document.addEventListener("visibilitychange", release, { signal });
    const shift = (isDown) => (event) => {
      if (event.key !== "Shift") return;
      if (isDown && this.reveal) this.show(COLOUR);
      else if (!isDown && this.reveal === COLOUR) this.show(0);
    };
    document.addEventListener("keydown", shift(true), { signal });
    document.addEventListener("keyup", shift(false), { signal });
    this.apply();
  }

  toggleGrey() {
    if (this.grey && this.store.settings.floor_greyscale) return this.explainFloor("floor_grey");
    this.grey = !this.grey;
    this.apply();
  }

  toggleBlur() {
    const { blur, floor_blur: floor } = this.store.settings;
    const on = Math.max(blur, USUAL_BLUR, floor);
    if (this.blur > floor) this.blur = floor;
    else if (this.blur && blur <= floor) return this.explainFloor("floor_blur");
    else this.blur = on;
    this.apply();
    if (this.blur && this.blur === floor && on > floor) this.explainFloor("floor_blur_least");
  }

  /** 0 nothing, 1 the shape (no blur), 2 its colour too; only ever while somebody holds on. */
  show(step) {
    if (step === this.reveal || (step && document.hidden)) return;
    this.reveal = step;
    this.apply();
  }

  /** Makes `button` one that reveals `step` while it is held, by pointer, Space or Enter. */
  makeHoldButton(button, step) {
    const release = () => this.show(0);
    button.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      button.setPointerCapture(event.pointerId);
      this.show(step);
    });
    for (const type of ["pointerup", "pointercancel", "lostpointercapture", "blur"]) {
      button.addEventListener(type, release);
    }
    button.addEventListener("contextmenu", (event) => event.preventDefault()); // a long press is a hold
    button.addEventListener("keydown", (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      if (!event.repeat) this.show(step);
    });
    button.addEventListener("keyup", (event) => (event.key === " " || event.key === "Enter") && release());
  }

  /** By key: with Shift its colour too. */
  revealByKey(event) {
    if (!event?.repeat) this.show(event?.shiftKey ? COLOUR : SHAPE);
  }

  explainFloor(key) {
    this.store.showMessage(t(key), { tone: "warn" });
  }

  apply() {
    const { dataset } = document.documentElement;
    dataset.grey = this.grey ? "1" : "0";
    dataset.blur = String(this.blur);
    dataset.reveal = String(this.reveal);
    this.store.setPictureSettings({ grey: this.grey, blur: this.blur > 0, reveal: this.reveal });
  }
}
