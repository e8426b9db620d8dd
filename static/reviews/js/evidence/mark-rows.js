// Marks in time order, packed into rows. Typed arrays, made once; what is in sight is found by binary search. Pure.
/**
 * @typedef {object} Lane
 * @property {string} key
 * @property {string} name
 * @property {number} count
 * @property {Row[]} rows
 * @property {Int32Array} inTime Places of findings by time.
 * @property {number} top In px, as `height` and `rowHeight`: where `placeLanes` put it.
 * @property {number} height
 * @property {number} rowHeight
 */

export const MAX_ROWS = 4;

/**
 * The row of each mark: the lowest that is free at its start; the last row takes what fits nowhere. `starts` ascend.
 * @param {Float64Array} starts
 * @param {Float64Array} ends
 * @param {number} [most]
 * @returns {Uint8Array}
 */
export function packRows(starts, ends, most = MAX_ROWS) {
  const rows = new Uint8Array(starts.length);
  const free = new Float64Array(most).fill(-Infinity);
  for (let k = 0; k < starts.length; k++) {
    let row = 0;
    while (row < most - 1 && free[row] > starts[k]) row++;
    rows[k] = row;
    free[row] = Math.max(free[row], ends[k]);
  }
  return rows;
}

/**
 * One row of a lane: `starts` ascend, `latest` is the running maximum of `ends`. Times in ms, `findings` are places.
 */
export class Row {
  /** @param {number} count */
  constructor(count) {
    this.count = 0;
    this.starts = new Float64Array(count);
    this.ends = new Float64Array(count);
    this.latest = new Float64Array(count);
    this.findings = new Int32Array(count);
    this.severities = new Uint8Array(count);
  }

  /** @param {number} start @param {number} end @param {number} finding Its place. @param {number} severity */
  add(start, end, finding, severity) {
    const k = this.count++;
    this.starts[k] = start;
    this.ends[k] = end;
    this.latest[k] = k && this.latest[k - 1] > end ? this.latest[k - 1] : end;
    this.findings[k] = finding;
    this.severities[k] = severity;
  }

  /** The first mark that may reach beyond `ms`. @param {number} ms */
  firstAfter(ms) {
    return firstAbove(this.latest, ms);
  }

  /** The first mark that starts at `ms` or later: one beyond the last that starts before. @param {number} ms */
  firstFrom(ms) {
    return firstAbove(this.starts, ms, true);
  }
}

/**
 * The first place whose value is above `ms`, or (`orSame`) not below it.
 * @param {Float64Array} values
 * @param {number} ms
 * @param {boolean} [orSame]
 */
function firstAbove(values, ms, orSame = false) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] > ms || (orSame && values[middle] === ms)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Marks on their way into a lane: places of findings, and how bad each is there. */
export class Marks {
  /** @type {number[]} */
  findings = [];
  /** @type {number[]} */
  severities = [];

  /** @param {number} finding Its place. @param {number} severity */
  add(finding, severity) {
    this.findings.push(finding);
    this.severities.push(severity);
  }

  /** By time: findings come so, unless people added some. @param {Float64Array} starts */
  sort(starts) {
    const { findings, severities } = this;
    let sorted = 1;
    while (sorted < findings.length && starts[findings[sorted]] >= starts[findings[sorted - 1]]) sorted++;
    if (sorted >= findings.length) return;
    const order = Array.from(findings.keys()).sort(
      (a, b) => starts[findings[a]] - starts[findings[b]] || findings[a] - findings[b],
    );
    this.findings = order.map((k) => findings[k]);
    this.severities = order.map((k) => severities[k]);
  }
}

/**
 * A lane: {key, name, count, rows, inTime (places of findings by time)}.
 * @param {string} key
 * @param {string} name
 * @param {import("./evidence.js").Evidence} evidence
 * @param {Marks} marks
 * @returns {Lane}
 */
export function buildLane(key, name, evidence, marks) {
  marks.sort(evidence.start);
  const inTime = new Int32Array(marks.findings);
  const starts = new Float64Array(inTime.length);
  const ends = new Float64Array(inTime.length);
  for (let k = 0; k < inTime.length; k++) {
    starts[k] = evidence.start[inTime[k]];
    ends[k] = evidence.endOf(inTime[k]);
  }
  const rowOf = packRows(starts, ends);
  const sizes = new Int32Array(MAX_ROWS);
  for (let k = 0; k < inTime.length; k++) sizes[rowOf[k]]++;
  // A row has marks only when those below it have.
  const rows = Array.from(sizes.filter(Boolean), (size) => new Row(size));
  for (let k = 0; k < inTime.length; k++) rows[rowOf[k]].add(starts[k], ends[k], inTime[k], marks.severities[k]);
  return { key, name, count: inTime.length, rows, inTime, top: 0, height: 0, rowHeight: 0 };
}

const SINGLE_PX = 22;
const SHARED_PX = 13;
const DECIDED_PX = 26; // however many rows: a verdict must not move the lanes
const MAX_GROWTH = 1.4;

/**
 * Gives each lane its `top`, `height` and `rowHeight` in px; few lanes grow to use the `room`. Returns their height.
 * @param {Lane[]} lanes
 * @param {number} room
 */
export function placeLanes(lanes, room) {
  const total = lanes.reduce((sum, lane) => sum + plainHeight(lane), 0);
  const by = Math.min(Math.max(room / total, 1), MAX_GROWTH);
  let top = 0;
  for (const lane of lanes) {
    lane.top = top;
    lane.height = Math.floor(plainHeight(lane) * by);
    lane.rowHeight = lane.height / Math.max(1, lane.rows.length);
    top += lane.height;
  }
  return top;
}

/** How high a lane is where there is no room to grow. @param {Lane} lane */
function plainHeight({ key, rows }) {
  if (key === "decided") return DECIDED_PX;
  return rows.length > 1 ? rows.length * SHARED_PX : SINGLE_PX;
}
