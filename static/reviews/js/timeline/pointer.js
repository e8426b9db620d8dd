// The pointer on the lanes and on their ruler: click, scrub, wheel, drag, pinch.
const STILL_PX = 3;
const LINE_PX = 16;
const PAGE_PX = 400;
const BY_WHEEL = 0.0022; // a wheel's step of 100 zooms by a quarter
const BY_PINCH = 0.01;

/** Listens to `lanes` and `ruler` (canvases of one width) for the timeline element. */
export class TimelinePointer {
  constructor(timeline, lanes, ruler) {
    this.timeline = timeline;
    this.scene = timeline.scene;
    this.fingers = new Map();
    this.grip = null;
    for (const surface of [lanes, ruler]) {
      surface.addEventListener("wheel", (event) => this.wheel(event, surface === ruler), { passive: false });
      surface.addEventListener("pointerdown", (event) => this.down(event, surface === ruler));
      surface.addEventListener("pointermove", (event) => this.move(event));
      surface.addEventListener("pointerup", (event) => this.up(event));
      surface.addEventListener("pointercancel", (event) => this.drop(event));
    }
    lanes.addEventListener("pointermove", (event) => timeline.preview.follow(event.offsetX, event.offsetY));
    lanes.addEventListener("pointerleave", () => timeline.preview.follow(-1));
    lanes.addEventListener("dblclick", (event) => timeline.zoomToMark(this.scene.markAt(event.offsetX, event.offsetY)));
  }

  wheel(event, isRuler) {
    event.preventDefault();
    const unit = [1, LINE_PX, PAGE_PX][event.deltaMode];
    const [across, down] = [event.deltaX * unit, event.deltaY * unit];
    if (event.ctrlKey) this.zoom(down * BY_PINCH, event.offsetX);
    else if (event.shiftKey || Math.abs(across) > Math.abs(down)) {
      this.timeline.pan(((across || down) / this.scene.width) * this.scene.view.span);
    } else this.zoom(down * BY_WHEEL, event.offsetX);
    if (!isRuler) this.timeline.preview.follow(event.offsetX, event.offsetY);
  }

  zoom(power, x) {
    this.timeline.zoom(Math.min(Math.max(Math.exp(power), 0.1), 10), this.scene.timeAt(x));
  }

  down(event, isRuler) {
    if (event.button !== 0) return;
    event.target.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, event.offsetX);
    if (this.fingers.size === 2) this.pinch = this.spread();
    this.grip = { isRuler, from: event.offsetX, start: this.scene.view.start, isStill: true };
    if (!isRuler && event.pointerType !== "touch") this.choose(event);
  }

  /** A mark is selected; anywhere else the video goes there. */
  choose({ offsetX, offsetY }) {
    const mark = this.grip.isRuler ? -1 : this.scene.markAt(offsetX, offsetY);
    if (mark >= 0) this.timeline.store.select(mark);
    else this.timeline.scrub(this.scene.timeAt(offsetX));
  }

  move(event) {
    if (!this.fingers.has(event.pointerId)) return;
    this.fingers.set(event.pointerId, event.offsetX);
    if (this.fingers.size > 1) return this.squeeze();
    if (!this.grip || (this.grip.isStill && Math.abs(event.offsetX - this.grip.from) < STILL_PX)) return;
    this.grip.isStill = false;
    const { view, width } = this.scene;
    if (this.grip.isRuler) {
      this.timeline.showFrom(this.grip.start - ((event.offsetX - this.grip.from) / width) * view.span);
    } else this.timeline.scrub(this.scene.timeAt(event.offsetX));
  }

  /** Two fingers: the times under them stay under them. */
  squeeze() {
    const now = this.spread();
    if (this.pinch && now.apart > 0 && this.pinch.apart > 0) {
      this.timeline.zoom(this.pinch.apart / now.apart, this.scene.timeAt(this.pinch.middle));
      this.timeline.pan(((this.pinch.middle - now.middle) / this.scene.width) * this.scene.view.span);
    }
    this.pinch = now;
    this.grip = null;
  }

  spread() {
    const [one, other] = this.fingers.values();
    return { apart: Math.abs(one - other), middle: (one + other) / 2 };
  }

  up(event) {
    const isLate = this.grip?.isStill && (this.grip.isRuler || event.pointerType === "touch");
    if (isLate) this.choose(event);
    this.drop(event);
  }

  drop(event) {
    this.fingers.delete(event.pointerId);
    this.grip = null;
    this.pinch = null;
  }
}
