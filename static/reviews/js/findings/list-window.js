// A long list as the few rows that are in sight. Rows stand where the layout says; the row of the selected item may be
// taller.
import { ROW_PX } from "./list-layout.js";

const SPARE = 2 * ROW_PX;

export class ListWindow {
  /** `make(item)` gives a filled row, `gone(item, row)` hears that it left, `chosen()` is the selected item or -1. */
  constructor({ scroll, space, layout, make, gone, chosen }) {
    this.scroll = scroll;
    this.space = space;
    this.layout = layout;
    this.make = make;
    this.gone = gone;
    this.chosen = chosen;
    this.rows = new Map(); // item -> element
    this.extra = 0; // how much taller the selected row is than the others
    this.stop = -1; // the item that the tab key reaches
    scroll.addEventListener("scroll", () => this.paintSoon(), { passive: true });
    new ResizeObserver(() => this.paintSoon()).observe(scroll);
  }

  get open() {
    return this.layout.find(this.chosen());
  }

  topOf(n) {
    const { open } = this;
    return this.layout.topOf(n) + (open >= 0 && n > open ? this.extra : 0);
  }

  itemAt(y) {
    const { open } = this;
    if (open < 0 || y < this.layout.topOf(open) + ROW_PX) return this.layout.itemAt(y);
    return Math.max(open, this.layout.itemAt(y - this.extra));
  }

  /** What should stay where it is on the screen: the selected row when it is in sight, else the first one. */
  anchor() {
    if (!this.layout.length) return null;
    const { open, scroll } = this;
    const isInSight =
      open >= 0 &&
      this.topOf(open) < scroll.scrollTop + scroll.clientHeight &&
      this.topOf(open) + ROW_PX > scroll.scrollTop;
    const n = isInSight ? open : this.itemAt(scroll.scrollTop);
    return { item: this.layout.items[n], offset: this.topOf(n) - scroll.scrollTop };
  }

  /** After the layout changed: the anchor where it was. false: it is not in the list any more. */
  hold(anchor) {
    const n = anchor ? this.layout.find(anchor.item) : -1;
    this.size();
    if (n >= 0) this.scroll.scrollTop = this.topOf(n) - anchor.offset;
    return n >= 0;
  }

  size() {
    this.space.style.height = `${this.layout.height + (this.open >= 0 ? this.extra : 0)}px`;
  }

  reveal(item) {
    const n = this.layout.find(item);
    if (n < 0) return;
    const [top, height] = [this.topOf(n), this.layout.heightOf(n) + (n === this.open ? this.extra : 0)];
    const { scrollTop, clientHeight } = this.scroll;
    if (top < scrollTop) this.scroll.scrollTop = top;
    else if (top + height > scrollTop + clientHeight) {
      this.scroll.scrollTop = top + Math.min(height, clientHeight) - clientHeight;
    }
    this.paint();
  }

  paintSoon() {
    if (!this.asked) this.asked = requestAnimationFrame(() => this.paint());
  }

  paint() {
    cancelAnimationFrame(this.asked);
    this.asked = 0;
    this.size();
    const { scrollTop, clientHeight } = this.scroll;
    const first = this.layout.length ? this.itemAt(Math.max(0, scrollTop - SPARE)) : 0;
    const last = this.layout.length ? this.itemAt(scrollTop + clientHeight + SPARE) : -1;
    const focused = document.activeElement;
    for (const [item, row] of this.rows) {
      const n = this.layout.find(item);
      if (n < 0 || ((n < first || n > last) && !row.contains(focused))) this.drop(item, row);
    }
    let after = null;
    for (let n = last; n >= first; n--) after = this.place(this.layout.items[n], after, focused);
    for (const [item, row] of this.rows) this.put(row, this.layout.find(item));
    this.giveStop();
  }

  /** The row of `item` before the row `after`: the page's order is the list's. A focused row is never moved. */
  place(item, after, focused) {
    const known = this.rows.get(item);
    const row = known ?? this.make(item);
    this.rows.set(item, row);
    if (!known || (row.nextElementSibling !== after && !row.contains(focused))) this.space.insertBefore(row, after);
    return row;
  }

  put(row, n) {
    row.style.transform = `translateY(${this.topOf(n)}px)`;
    row.setAttribute("aria-setsize", this.layout.length);
    row.setAttribute("aria-posinset", n + 1);
  }

  drop(item, row) {
    this.gone(item, row);
    row.remove();
    this.rows.delete(item);
  }

  /** The selected item, else the first in sight. */
  nearest() {
    return this.open >= 0 ? this.chosen() : this.layout.items[this.itemAt(this.scroll.scrollTop)];
  }

  /** One row takes part in the tab order: the one chosen or focused last, else the first in sight. */
  giveStop() {
    const stop = this.rows.has(this.stop) ? this.stop : this.nearest();
    for (const [item, row] of this.rows) {
      for (const button of row.querySelectorAll("button")) button.tabIndex = item === stop ? 0 : -1;
    }
  }
}
