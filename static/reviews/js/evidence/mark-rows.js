// Marks in time order, packed into rows. Typed arrays, made once; what is in sight is found by binary search. Pure.
export const MOST_ROWS = 4;

/** The row of each mark: the lowest that is free at its start; the last row takes what fits nowhere. `starts` ascend. */
export function pack(starts, ends, most = MOST_ROWS) {
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

/** One row of a lane: `starts` ascend, `latest` is the running maximum of `ends`. Times in ms, `findings` are places. */
export class Row {
  constructor(count) {
    this.count = 0;
    this.starts = new Float64Array(count);
    this.ends = new Float64Array(count);
    this.latest = new Float64Array(count);
    this.findings = new Int32Array(count);
    this.severities = new Uint8Array(count);
  }

  add(start, end, finding, severity) {
    const k = this.count++;
    this.starts[k] = start;
    this.ends[k] = end;
    this.latest[k] = k && this.latest[k - 1] > end ? this.latest[k - 1] : end;
    this.findings[k] = finding;
    this.severities[k] = severity;
  }

  /** The first mark that may reach beyond `ms`. */
  firstAfter(ms) {
    return search(this.latest, ms);
  }

  /** The first mark that starts at `ms` or later: one beyond the last that starts before. */
  firstFrom(ms) {
    return search(this.starts, ms, true);
  }
}

/** The first place whose value is above `ms`, or (`orSame`) not below it. */
function search(values, ms, orSame = false) {
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
  findings = [];
  severities = [];

  add(finding, severity) {
    this.findings.push(finding);
    this.severities.push(severity);
  }

  /** By time: findings come so, unless people added some. */
  sort(starts) {
    const { findings, severities } = this;
    let sorted = 1;
    while (sorted < findings.length && starts[findings[sorted]] >= starts[findings[sorted - 1]]) sorted++;
    if (sorted >= findings.length) return;
    const order = Array.from(findings.keys()).sort((a, b) => starts[findings[a]] - starts[findings[b]] || findings[a] - findings[b]);
    this.findings = order.map((k) => findings[k]);
    this.severities = order.map((k) => severities[k]);
  }
}

/** A lane: {key, name, count, rows, inTime (places of findings by time)}. */
export function laneOf(key, name, evidence, marks) {
  marks.sort(evidence.start);
  const inTime = new Int32Array(marks.findings);
  const starts = new Float64Array(inTime.length);
  const ends = new Float64Array(inTime.length);
  for (let k = 0; k < inTime.length; k++) {
    starts[k] = evidence.start[inTime[k]];
    ends[k] = evidence.endOf(inTime[k]);
  }
  const rowOf = pack(starts, ends);
  const sizes = new Int32Array(MOST_ROWS);
  for (let k = 0; k < inTime.length; k++) sizes[rowOf[k]]++;
  const rows = Array.from(sizes.filter(Boolean), (size) => new Row(size)); // a row has marks only when those below it have
  for (let k = 0; k < inTime.length; k++) rows[rowOf[k]].add(starts[k], ends[k], inTime[k], marks.severities[k]);
  return { key, name, count: inTime.length, rows, inTime };
}

const SINGLE_PX = 22;
const SHARED_PX = 13;
const DECIDED_PX = 26; // however many rows: a verdict must not move the lanes
const MOST_STRETCH = 1.4;

/** Gives each lane its `top`, `height` and `rowHeight` in px; few lanes grow to use the `room`. Returns their height. */
export function place(lanes, room) {
  const plain = (lane) => (lane.key === "decided" ? DECIDED_PX : lane.rows.length > 1 ? lane.rows.length * SHARED_PX : SINGLE_PX);
  const total = lanes.reduce((sum, lane) => sum + plain(lane), 0);
  const by = Math.min(Math.max(room / total, 1), MOST_STRETCH);
  let top = 0;
  for (const lane of lanes) {
    lane.top = top;
    lane.height = Math.floor(plain(lane) * by);
    lane.rowHeight = lane.height / Math.max(1, lane.rows.length);
    top += lane.height;
  }
  return top;
}
