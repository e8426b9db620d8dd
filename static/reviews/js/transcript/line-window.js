// Lines of any height as the few that are in sight. They stand one after the other in `space`, moved down as a whole;
// heights of those never seen are guessed, and what is in sight stays where it is when a guess was wrong.
const GUESS = 64;
const SPARE_PX = 200;

export class LineWindow {
  /** `make(n)` gives the filled row of line n; `painted` hears that the rows are others. */
  constructor({ scroll, space, make, painted }) {
    this.scroll = scroll;
    this.space = space;
    this.make = make;
    this.painted = painted;
    this.holder = space.firstElementChild;
    this.rows = new Map(); // line -> row
    this.setCount(0);
    this.at = 0; // where the page itself scrolled to
    scroll.addEventListener("scroll", () => this.paintSoon(), { passive: true });
    new ResizeObserver(() => this.resized()).observe(scroll);
  }

  /** Other lines: `count` of them, from the top. */
  setCount(count) {
    this.heights = new Float32Array(count).fill(GUESS);
    this.tops = new Float64Array(count + 1);
    this.clear();
    this.sumHeights();
  }

  clear() {
    this.holder.replaceChildren();
    this.rows.clear();
  }

  sumHeights() {
    for (let n = 0; n < this.heights.length; n++) this.tops[n + 1] = this.tops[n] + this.heights[n];
    this.space.style.height = `${this.tops.at(-1)}px`;
  }

  get count() {
    return this.heights.length;
  }

  lineAt(y) {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.tops[middle] <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Scrolls without being taken for a person. */
  scrollTo(y) {
    this.scroll.scrollTop = y;
    this.at = this.scroll.scrollTop;
  }

  /** Whether a person scrolled since the page last did. */
  get isElsewhere() {
    return Math.abs(this.scroll.scrollTop - this.at) > 2;
  }

  paintSoon() {
    if (!this.asked) this.asked = requestAnimationFrame(() => this.paint());
  }

  resized() {
    if (this.width === this.scroll.clientWidth) return this.paintSoon();
    this.width = this.scroll.clientWidth;
    const anchor = this.lineAt(this.scroll.scrollTop);
    this.paint();
    if (this.count && this.width) this.scrollTo(this.tops[anchor]);
    return this.paintSoon();
  }

  /** The rows in sight, measured; again when the guesses were so wrong that others are. */
  paint() {
    cancelAnimationFrame(this.asked);
    this.asked = 0;
    if (!this.count || !this.scroll.clientHeight) return;
    for (let again = 0; again < 4; again++) {
      const { scrollTop, clientHeight } = this.scroll;
      const [first, last] = [
        this.lineAt(Math.max(0, scrollTop - SPARE_PX)),
        this.lineAt(scrollTop + clientHeight + SPARE_PX),
      ];
      this.show(first, last);
      if (!this.measure(first, last)) break;
    }
    this.painted();
  }

  show(first, last) {
    for (const [n, row] of this.rows) {
      if (n >= first && n <= last) continue;
      const hadFocus = row.contains(document.activeElement);
      row.remove();
      this.rows.delete(n);
      if (hadFocus) this.scroll.focus({ preventScroll: true });
    }
    let after = null;
    for (let n = last; n >= first; n--) {
      const row = this.rows.get(n) ?? this.make(n);
      if (!this.rows.has(n)) this.holder.insertBefore(row, after);
      this.rows.set(n, row);
      after = row;
    }
    this.holder.style.transform = `translateY(${this.tops[first]}px)`;
  }

  /** True when a height was other than guessed. The line at the upper edge keeps its place on the screen. */
  measure(first, last) {
    const person = this.isElsewhere;
    const edge = this.lineAt(this.scroll.scrollTop);
    const offset = this.tops[edge] - this.scroll.scrollTop;
    let isOther = false;
    for (let n = first; n <= last; n++) {
      const height = this.rows.get(n).getBoundingClientRect().height;
      if (Math.abs(height - this.heights[n]) < 0.5) continue;
      this.heights[n] = height;
      isOther = true;
    }
    if (!isOther) return false;
    this.sumHeights();
    this.holder.style.transform = `translateY(${this.tops[first]}px)`;
    if (Math.abs(this.tops[edge] - offset - this.scroll.scrollTop) < 1) return true;
    this.scroll.scrollTop = this.tops[edge] - offset;
    if (!person) this.at = this.scroll.scrollTop;
    return true;
  }

  /** Brings line `n` into sight: by as little as needed, or (`isComfortable`) to where the eye reads on. */
  reveal(n, { isComfortable = false } = {}) {
    if (n < 0 || n >= this.count || !this.scroll.clientHeight) return;
    this.paint();
    for (let again = 0; again < 3; again++) {
      const { scrollTop, clientHeight } = this.scroll;
      const [top, bottom] = [this.tops[n], this.tops[n + 1]];
      const lowest = isComfortable ? clientHeight * 0.75 : clientHeight;
      if (top >= scrollTop && bottom <= scrollTop + lowest) break;
      if (isComfortable) this.scrollTo(top - clientHeight * 0.25);
      else this.scrollTo(top < scrollTop || bottom - top > clientHeight ? top : bottom - clientHeight);
      this.paint();
    }
    this.at = this.scroll.scrollTop;
  }
}
