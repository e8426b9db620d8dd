// <findings-list>: thousands of findings as the few rows that are in sight. Rows are cloned from a template; text is text.
import { fillDetections, fillRow, markSegment } from "../lib/rows.js";
import { filled, matching } from "../lib/filter.js";
import { say } from "../lib/words.js";

const ROW = 76;
const SPARE = 4;

export class FindingsList extends HTMLElement {
  connectedCallback() {
    this.scroll = this.querySelector(".finding-scroll");
    this.space = this.querySelector(".finding-space");
    this.empty = this.querySelector(".finding-empty");
    this.template = this.querySelector("[data-row]").content.firstElementChild;
    this.detection = this.querySelector("[data-detection]").content.firstElementChild;
    this.filters = Object.fromEntries([...this.querySelectorAll("[data-filter]")].map((el) => [el.dataset.filter, el]));
    this.rows = new Map(); // place in the list -> element
    this.kind = "all";
    this.extra = 0; // how much taller the selected row is than the others
  }

  start(desk) {
    this.desk = desk;
    filled(this.filters, desk.evidence, say);
    this.addEventListener("change", (event) => event.target.dataset.filter && this.refilter());
    this.scroll.addEventListener("scroll", () => this.paintSoon(), { passive: true });
    this.space.addEventListener("click", (event) => this.pressed(event));
    new ResizeObserver(() => this.paintSoon()).observe(this.scroll);
    desk.addEventListener("select", () => this.showSelected());
    desk.addEventListener("verdicts", () => this.repaint());
    desk.addEventListener("lost", () => this.repaint());
    this.refilter();
  }

  /** Which tab's findings: all, speech, text or title. */
  show(kind) {
    this.kind = kind;
    this.refilter();
  }

  refilter() {
    const values = Object.fromEntries(Object.entries(this.filters).map(([name, el]) => [name, el.type === "checkbox" ? el.checked : el.value]));
    const { order, total } = matching(this.desk, this.kind, values);
    this.desk.order = order;
    const isNarrow = order.length < total;
    this.querySelector(".finding-count").textContent = isNarrow ? say("counts", { shown: order.length, all: total }) : "";
    this.empty.hidden = order.length > 0;
    this.empty.textContent = total ? say("nothing_matches") : say("nothing");
    this.scroll.hidden = order.length === 0;
    this.repaint();
    this.showSelected();
  }

  repaint() {
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
    this.paint();
  }

  get place() {
    return this.desk.order.indexOf(this.desk.selected);
  }

  topOf(place) {
    const open = this.place;
    return place * ROW + (open >= 0 && place > open ? this.extra : 0);
  }

  paintSoon() {
    if (!this.asked) this.asked = requestAnimationFrame(() => this.paint());
  }

  paint() {
    this.asked = 0;
    const order = this.desk.order;
    const first = Math.max(0, Math.floor((this.scroll.scrollTop - this.extra) / ROW) - SPARE);
    const last = Math.min(order.length, Math.ceil((this.scroll.scrollTop + this.scroll.clientHeight) / ROW) + SPARE);
    for (const [place, row] of this.rows) {
      if (place >= first && place < last) continue;
      row.remove();
      this.rows.delete(place);
    }
    for (let place = first; place < last; place++) if (!this.rows.has(place)) this.addRow(place);
    this.space.style.height = `${order.length * ROW + (this.place >= 0 ? this.extra : 0)}px`;
    for (const [place, row] of this.rows) row.style.transform = `translateY(${this.topOf(place)}px)`;
  }

  addRow(place) {
    const index = this.desk.order[place];
    const row = this.template.cloneNode(true);
    row.dataset.index = index;
    fillRow(row, this.desk, index, say);
    this.rows.set(place, row);
    const after = [...this.rows.keys()].filter((other) => other > place).sort((a, b) => a - b)[0];
    this.space.insertBefore(row, after === undefined ? null : this.rows.get(after)); // the tab order is the list's order
    if (index === this.desk.selected) this.open(row, index);
  }

  open(row, index) {
    row.setAttribute("aria-current", "true");
    fillDetections(row.querySelector(".detections"), this.detection, this.desk, index, say);
    this.extra = Math.max(0, row.offsetHeight - ROW);
  }

  showSelected() {
    const focused = this.space.contains(document.activeElement) && document.activeElement.className === "finding-open";
    this.extra = 0;
    const place = this.place;
    if (place >= 0) this.reveal(place);
    this.repaint();
    if (place >= 0 && this.rows.has(place)) {
      const row = this.rows.get(place);
      this.reveal(place, row.offsetHeight);
      if (focused) row.querySelector(".finding-open").focus({ preventScroll: true });
    }
  }

  reveal(place, height = ROW) {
    const top = place * ROW;
    const { scrollTop, clientHeight } = this.scroll;
    if (top < scrollTop) this.scroll.scrollTop = top;
    else if (top + height > scrollTop + clientHeight) this.scroll.scrollTop = top + Math.min(height, clientHeight) - clientHeight;
  }

  pressed(event) {
    const row = event.target.closest(".finding");
    if (!row) return;
    const index = Number(row.dataset.index);
    const button = event.target.closest("[data-verdict]");
    if (!button) {
      if (event.target.closest(".finding-open")) this.desk.select(index);
      return;
    }
    const detection = event.target.closest(".detection");
    const [target, place] = detection ? ["detection", Number(detection.dataset.row)] : ["finding", index];
    if (this.desk.selected !== index) this.desk.select(index, { seek: false });
    this.decide(target, place, button.dataset.verdict);
  }

  async decide(target, place, verdict) {
    const shown = this.querySelector(target === "finding" ? `[data-index="${place}"] .finding-said` : `[data-row="${place}"]`);
    if (shown) markSegment(shown, verdict);
    const answer = await this.desk.decide(target, place, verdict);
    if (!answer?.ok) this.repaint();
  }
}
