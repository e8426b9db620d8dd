// What the timeline shows and where it lies: lanes, the window of time, the filter, the verdicts. No drawing, no page.
import { buildDecidedLane, buildLanes } from "../evidence/lanes.js";
import { placeLanes } from "../evidence/mark-rows.js";
import { stretchAround } from "../evidence/stretch.js";
import { TimelineView } from "./view.js";

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

export const MIN_MARK_PX = 3; // a mark is never narrower
const NEAR_PX = 4; // a pointer this close to a mark is on it
const WORTH = { pass: 1, review: 2, block: 3 };

export class TimelineScene {
  /** @param {Store} store */
  constructor(store, say) {
    this.store = store;
    this.say = say;
    this.evidence = store.evidence;
    this.view = new TimelineView(1000);
    this.verdicts = new Uint8Array(this.evidence.count); // by place: 0 none, 1 pass, 2 review, 3 block
    this.machine = null; // lanes of what was found
    this.made = null; // those and the decided one, with their places
    this.stretch = null; // [start_ms, end_ms] around the selected finding
    this.focused = null; // {lane, at}: which mark the keyboard is on, `at` in the lane's `inTime`
    this.width = 0;
    this.height = 0; // px that can be seen at once
    this.scroll = 0;
  }

  /** All lanes. They are made when they are first asked for: the page is ready without them. */
  get lanes() {
    if (this.made) return this.made;
    this.pack();
    this.readVerdicts();
    this.made = [...this.machine, buildDecidedLane(this.evidence, this.verdicts, this.say)];
    placeLanes(this.made, this.height);
    return this.made;
  }

  /** Packs what was found into its lanes; true when that was to do. */
  pack() {
    if (this.machine) return false;
    this.machine = buildLanes(this.evidence, this.say);
    return true;
  }

  /** After a verdict: what a person added is worth what was last said of it. */
  applyVerdicts() {
    if (this.evidence.people.length) this.machine = null;
    this.made = null;
  }

  readVerdicts() {
    this.verdicts.fill(0);
    for (const [id, said] of this.store.verdicts.finding) {
      const i = this.evidence.placeOf.get(id);
      if (i !== undefined) this.verdicts[i] = WORTH[said[0]] ?? 0;
    }
  }

  resize(width, height) {
    this.width = width;
    this.height = height;
    if (this.made) placeLanes(this.made, height);
  }

  /** The video's length by its player, or until the last finding ends. */
  setLength(ms) {
    const { evidence } = this;
    let last = 0;
    for (let i = 0; i < evidence.count; i++) {
      if (evidence.start[i] >= 0 && !evidence.withdrawn[i] && evidence.endOf(i) > last) last = evidence.endOf(i);
    }
    const length = Math.max(ms || evidence.duration || 0, last);
    this.isLengthKnown = length > 0;
    this.view.resize(length || 1000);
  }

  select(i) {
    const { evidence } = this;
    this.stretch = null;
    if (i < 0 || evidence.start[i] < 0) return;
    const places = stretchAround(evidence, i);
    this.stretch = [evidence.start[places[0]], evidence.endOf(places[places.length - 1])];
  }

  xOf(ms) {
    return ((ms - this.view.start) / this.view.span) * this.width;
  }

  timeAt(x) {
    const ms = this.view.start + (x / this.width) * this.view.span;
    return Math.min(Math.max(ms, 0), this.view.length);
  }

  laneAt(y) {
    const at = y + this.scroll;
    return this.lanes.find((lane) => at >= lane.top && at < lane.top + lane.height);
  }

  /** The finding (its place) whose mark lies at `x`, `y` px, the worst of those shown first; -1 without one. */
  markAt(x, y) {
    const lane = this.laneAt(y);
    if (!lane || !lane.rows.length) return -1;
    const under = Math.min(lane.rows.length - 1, Math.floor((y + this.scroll - lane.top) / lane.rowHeight));
    const found = this.inRow(lane.rows[under], x);
    if (found >= 0 || lane.rows.length === 1) return found;
    for (const row of lane.rows) {
      const other = this.inRow(row, x);
      if (other >= 0) return other;
    }
    return -1;
  }

  inRow(row, x) {
    const reach = (this.view.span / this.width) * (NEAR_PX + MIN_MARK_PX);
    const ms = this.view.start + (x / this.width) * this.view.span;
    let found = -1;
    let best = -1;
    for (let k = row.firstAfter(ms - reach); k < row.firstFrom(ms + reach); k++) {
      const left = this.xOf(row.starts[k]);
      const right = Math.max(this.xOf(row.ends[k]), left + MIN_MARK_PX);
      if (x < left - NEAR_PX || x > right + NEAR_PX) continue;
      const isUnder = x >= left && x <= right;
      const worth = row.severities[k] + (isUnder ? 4 : 0) + (this.store.shown[row.findings[k]] ? 8 : 0);
      if (worth > best) [best, found] = [worth, row.findings[k]];
    }
    return found;
  }

  /**
   * Where finding `i` is drawn: [{lane, row, x, y, width, height}] in px of what can be seen, one for each of its
   * lanes.
   */
  boxesOf(i) {
    const boxes = [];
    for (const lane of this.lanes) lane.rows.forEach((row, at) => this.addBox(boxes, lane, row, at, i));
    return boxes;
  }

  addBox(boxes, lane, row, at, i) {
    const start = this.evidence.start[i];
    for (let k = row.firstFrom(start); k < row.count && row.starts[k] === start; k++) {
      if (row.findings[k] !== i) continue;
      const x = this.xOf(start);
      const width = Math.max(this.xOf(row.ends[k]) - x, MIN_MARK_PX);
      boxes.push({
        lane: lane.key,
        row: at,
        x,
        y: lane.top + at * lane.rowHeight - this.scroll,
        width,
        height: lane.rowHeight,
      });
      return;
    }
  }
}
