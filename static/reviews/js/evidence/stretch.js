// A stretch: neighbouring frames of one category without a gap.
import { groupRows } from "./columns.js";

/** @typedef {import("./evidence.js").Evidence} Evidence */
/** @typedef {{of: Int32Array, count: number, first: Int32Array, rows: Int32Array}} Stretches */

const MAX_STEP_MS = 10000; // when nobody told the sampling interval
/** @type {WeakMap<Evidence, Stretches>} */
const cache = new WeakMap();

/**
 * All stretches of two frames or more: `of` names the stretch of a place (-1: none), `first` and `rows` its places in
 * time
 * order. A gap of two sampling intervals is borne. Worked out once for an evidence.
 * @param {Evidence} evidence
 * @returns {Stretches}
 */
export function findStretches(evidence) {
  const known = cache.get(evidence) ?? groupFrames(evidence);
  cache.set(evidence, known);
  return known;
}

/**
 * Places of the frames around place `i`, `i` among them, in time order.
 * @param {Evidence} evidence
 * @param {number} i
 * @returns {number[]}
 */
export function stretchAround(evidence, i) {
  const all = findStretches(evidence);
  return all.of[i] < 0 ? [i] : Array.from(stretchMembers(all, all.of[i]));
}

/**
 * The places of a stretch, in time order.
 * @param {Stretches} stretches
 * @param {number} stretch
 * @returns {Int32Array}
 */
export function stretchMembers(stretches, stretch) {
  return stretches.rows.subarray(stretches.first[stretch], stretches.first[stretch + 1]);
}

/** @param {Evidence} evidence */
function groupFrames(evidence) {
  const step = 2 * (evidence.interval || MAX_STEP_MS / 2);
  const latest = new Map(); // category -> {stretch, start, size}
  const raw = new Int32Array(evidence.count).fill(-1);
  /** @type {number[]} */
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
  return dropSingles(raw, sizes);
}

/**
 * Single frames are no stretch: the others are counted again from 0.
 * @param {Int32Array} raw
 * @param {number[]} sizes
 * @returns {Stretches}
 */
function dropSingles(raw, sizes) {
  let count = 0;
  const place = sizes.map((size) => (size > 1 ? count++ : -1));
  const of = raw.map((stretch) => (stretch < 0 ? -1 : place[stretch]));
  const inside = Int32Array.from(of.keys()).filter((i) => of[i] >= 0);
  const { first, rows } = groupRows(
    Int32Array.from(inside, (i) => of[i]),
    count,
  );
  return { of, count, first, rows: rows.map((row) => inside[row]) };
}
