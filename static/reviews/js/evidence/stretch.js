// A stretch: neighbouring frames of one category without a gap. Pure: no page, no desk.
import { grouped } from "./columns.js";

const LONGEST_STEP_MS = 10000; // when nobody told the sampling interval
const known = new WeakMap();

/**
 * All stretches of two frames or more: `of` names the stretch of a place (-1: none), `first` and `rows` its places in time
 * order. A gap of two sampling intervals is borne. Worked out once for an evidence.
 */
export function stretchesOf(evidence) {
  if (!known.has(evidence)) known.set(evidence, found(evidence));
  return known.get(evidence);
}

/** Places of the frames around place `i`, `i` among them, in time order. */
export function stretchOf(evidence, i) {
  const all = stretchesOf(evidence);
  return all.of[i] < 0 ? [i] : Array.from(membersOf(all, all.of[i]));
}

export function membersOf(stretches, stretch) {
  return stretches.rows.subarray(stretches.first[stretch], stretches.first[stretch + 1]);
}

function found(evidence) {
  const step = 2 * (evidence.interval || LONGEST_STEP_MS / 2);
  const latest = new Map(); // category -> {stretch, start, size}
  const raw = new Int32Array(evidence.count).fill(-1);
  const sizes = [];
  for (const i of evidence.frames) {
    const category = evidence.categoryOf(i);
    const before = latest.get(category);
    const goesOn = before && evidence.start[i] - before.start <= step;
    const stretch = goesOn ? before.stretch : sizes.push(0) - 1;
    sizes[stretch]++;
    raw[i] = stretch;
    latest.set(category, { stretch, start: evidence.start[i] });
  }
  return numbered(raw, sizes);
}

/** Single frames are no stretch: the others are counted anew from 0. */
function numbered(raw, sizes) {
  let count = 0;
  const place = sizes.map((size) => (size > 1 ? count++ : -1));
  const of = raw.map((stretch) => (stretch < 0 ? -1 : place[stretch]));
  const inside = Int32Array.from(of.keys()).filter((i) => of[i] >= 0);
  const { first, rows } = grouped(Int32Array.from(inside, (i) => of[i]), count);
  return { of, count, first, rows: rows.map((row) => inside[row]) };
}
