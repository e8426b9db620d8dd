// Which part of the video's time the lanes show: a window of `start` to `end` in 0 to `length`. Milliseconds. Pure.
export const MIN_SPAN_MS = 1000;
const MARGIN = 0.08; // of the window, kept free beside what is brought into it

export class TimelineView {
  constructor(length) {
    this.length = Math.max(1, length);
    this.start = 0;
    this.end = this.length;
  }

  get span() {
    return this.end - this.start;
  }

  get isWhole() {
    return this.start <= 0 && this.end >= this.length;
  }

  has(ms) {
    return ms >= this.start && ms <= this.end;
  }

  /** The video turned out to be this long: a whole view stays whole. */
  resize(length) {
    const wasWhole = this.isWhole;
    this.length = Math.max(1, length);
    if (wasWhole) this.all();
    else this.show(this.start, this.span);
  }

  all() {
    this.start = 0;
    this.end = this.length;
  }

  /** The window of `span` from `start` on, moved and cut so that it lies in the video. */
  show(start, span) {
    const cut = Math.min(Math.max(span, Math.min(MIN_SPAN_MS, this.length)), this.length);
    this.start = Math.min(Math.max(start, 0), this.length - cut);
    this.end = this.start + cut;
  }

  /** `factor` below 1 shows less. What is at `at` stays where it is. */
  zoom(factor, at) {
    const share = (at - this.start) / this.span;
    const span = Math.min(Math.max(this.span * factor, Math.min(MIN_SPAN_MS, this.length)), this.length);
    this.show(at - share * span, span);
  }

  pan(ms) {
    this.show(this.start + ms, this.span);
  }

  /** Sets one edge of the window; the other one stays. */
  moveStart(ms) {
    const start = Math.min(Math.max(ms, 0), this.end - Math.min(MIN_SPAN_MS, this.length));
    this.show(start, this.end - start);
  }

  moveEnd(ms) {
    const end = Math.max(Math.min(ms, this.length), this.start + Math.min(MIN_SPAN_MS, this.length));
    this.show(this.start, end - this.start);
  }

  /** Moves the window, no further than needed, until `from` to `to` is in it; its start when it is longer than that. */
  reveal(from, to = from) {
    if (from >= this.start && to <= this.end) return false;
    const margin = this.span * MARGIN;
    const before = this.start;
    const isLong = to - from > this.span - 2 * margin;
    const isNear = from < this.end + this.span && to > this.start - this.span;
    if (isLong) this.show(from - margin, this.span);
    else if (!isNear) this.show((from + to) / 2 - this.span / 2, this.span);
    else if (from < this.start + margin) this.show(from - margin, this.span);
    else this.show(to + margin - this.span, this.span);
    return this.start !== before;
  }

  /** Turns to the page that begins shortly before `ms`. */
  turnTo(ms) {
    this.show(ms - this.span * MARGIN, this.span);
  }
}
