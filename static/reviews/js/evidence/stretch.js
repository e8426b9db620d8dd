// A stretch: what the machine found again and again in neighbouring frames, without a gap: one category, label and
// suggestion. It is made of detections, so that a frame which holds several things lies in several stretches.
import { groupRows } from "./columns.js";

/** @typedef {import("./evidence.js").Evidence} Evidence */
/**
 * @typedef {object} Stretches
 * @property {number} count
 * @property {Int32Array} first Places of stretch s: `places` from first[s] to first[s + 1], in time order.
 * @property {Int32Array} places
 * @property {Int32Array} firstOf Stretches of place i: `stretchesOf` from firstOf[i] to firstOf[i + 1].
 * @property {Int32Array} stretchesOf
 * @property {Int32Array} category As label, a place in `strings`.
 * @property {Int32Array} label
 * @property {Uint8Array} suggestion Severities.
 * @property {Uint8Array} isShared By place: 1 when the frame holds more than one thing.
 */

const MAX_STEP_MS = 10000; // when nobody told the sampling interval
/** @type {WeakMap<Evidence, Stretches>} */
const cache = new WeakMap();

/**
 * All stretches of two frames or more. A gap of two sampling intervals is borne. Worked out once for an evidence.
 * @param {Evidence} evidence
 * @returns {Stretches}
 */
export function findStretches(evidence) {
  const known = cache.get(evidence) ?? groupFrames(evidence);
  cache.set(evidence, known);
  return known;
}

/**
 * The stretches that a place lies in, the worst first.
 * @param {Stretches} stretches
 * @param {number} place
 * @returns {Int32Array}
 */
export function stretchesAt({ firstOf, stretchesOf }, place) {
  return place < 0 ? new Int32Array(0) : stretchesOf.subarray(firstOf[place], firstOf[place + 1]);
}

/**
 * Places of the frames around place `i`, `i` among them, in time order: those of its worst stretch.
 * @param {Evidence} evidence
 * @param {number} i
 * @returns {number[]}
 */
export function stretchAround(evidence, i) {
  const all = findStretches(evidence);
  const [worst] = stretchesAt(all, i);
  return worst === undefined ? [i] : Array.from(stretchMembers(all, worst));
}

/**
 * The places of a stretch, in time order.
 * @param {Stretches} stretches
 * @param {number} stretch
 * @returns {Int32Array}
 */
export function stretchMembers(stretches, stretch) {
  return stretches.places.subarray(stretches.first[stretch], stretches.first[stretch + 1]);
}

/**
 * What a verdict on a stretch is about: frames that hold nothing else (places), and of other frames only the detections
 * that belong to it (rows).
 * @param {Evidence} evidence
 * @param {Stretches} stretches
 * @param {number} stretch
 * @returns {{findings: number[], detections: number[]}}
 */
export function stretchTargets(evidence, stretches, stretch) {
  /** @type {{findings: number[], detections: number[]}} */
  const targets = { findings: [], detections: [] };
  for (const place of stretchMembers(stretches, stretch)) {
    if (stretches.isShared[place]) targets.detections.push(...detectionsIn(evidence, stretches, stretch, place));
    else targets.findings.push(place);
  }
  return targets;
}

/**
 * The rows of a frame's detections that belong to a stretch.
 * @param {Evidence} evidence
 * @param {Stretches} stretches
 * @param {number} stretch
 * @param {number} place
 * @returns {number[]}
 */
export function detectionsIn(evidence, stretches, stretch, place) {
  const { category, label, suggestion, withdrawn } = evidence.detections;
  return Array.from(evidence.detectionsOf(place)).filter(
    (row) =>
      !withdrawn[row] &&
      category[row] === stretches.category[stretch] &&
      label[row] === stretches.label[stretch] &&
      suggestion[row] === stretches.suggestion[stretch],
  );
}

/**
 * "category / label" of a stretch.
 * @param {Evidence} evidence
 * @param {Stretches} stretches
 * @param {number} stretch
 */
export function nameStretch({ strings }, { category, label }, stretch) {
  return [strings[category[stretch]], strings[label[stretch]]].filter(Boolean).join(" / ");
}

/**
 * Writes the different things in a frame into `things`, the worst first; each is one number (see `thingOf`). What the
 * machine passed is one only where it passed everything: most clouds list all labels that they looked for in vain.
 * @param {Evidence} evidence
 * @param {number} i
 * @param {number[]} things
 */
function collectThings(evidence, i, things) {
  const { category, label, suggestion, withdrawn } = evidence.detections;
  things.length = 0;
  for (let at = evidence.first[i]; at < evidence.first[i + 1]; at++) {
    const row = evidence.rows[at];
    if (withdrawn[row] || !suggestion[row]) continue;
    const thing = thingOf(evidence, category[row], label[row], suggestion[row]);
    if (!things.includes(thing)) things.push(thing);
  }
  if (!things.length) things.push(ownThing(evidence, i));
  else if (things.length > 1) things.sort((a, b) => (b % 4) - (a % 4));
}

/**
 * Category, label and suggestion as one number: objects for ten thousand frames cost what a person would notice.
 * @param {Evidence} evidence
 * @param {number} category
 * @param {number} label
 * @param {number} suggestion
 */
function thingOf({ strings }, category, label, suggestion) {
  return (category * strings.length + label) * 4 + suggestion;
}

/** What the frame itself says; its category may stand in its first detection alone. */
function ownThing(/** @type {Evidence} */ evidence, /** @type {number} */ i) {
  const { strings, detections: d, first, rows } = evidence;
  const row = first[i] < first[i + 1] ? rows[first[i]] : -1;
  const isNamed = row < 0 || strings[evidence.category[i]] || strings[evidence.label[i]];
  if (isNamed) return thingOf(evidence, evidence.category[i], evidence.label[i], evidence.suggestion[i]);
  return thingOf(evidence, d.category[row], d.label[row], evidence.suggestion[i]);
}

/** @param {Evidence} evidence @returns {Stretches} */
function groupFrames(evidence) {
  const step = 2 * (evidence.interval || MAX_STEP_MS / 2);
  /** @type {Map<number, number>} */
  const latest = new Map(); // thing -> its latest stretch
  const isShared = new Uint8Array(evidence.count);
  /** @type {{thing: number[], last: number[], size: number[]}} By stretch; `last`: the start of its last frame. */
  const raw = { thing: [], last: [], size: [] };
  const most = evidence.count + evidence.detections.count; // pairs of a stretch and a place in it
  const pairs = { count: 0, stretch: new Int32Array(most), place: new Int32Array(most) };
  /** @type {number[]} */
  const things = [];
  for (const i of evidence.frames) {
    if (evidence.byPerson[i]) continue; // it has its verdict from who added it
    collectThings(evidence, i, things);
    isShared[i] = things.length > 1 ? 1 : 0;
    for (const thing of things) {
      let stretch = latest.get(thing) ?? -1;
      if (stretch < 0 || evidence.start[i] - raw.last[stretch] > step) {
        stretch = raw.thing.push(thing) - 1;
        raw.size.push(0);
        latest.set(thing, stretch);
      }
      raw.last[stretch] = evidence.start[i];
      raw.size[stretch]++;
      pairs.stretch[pairs.count] = stretch;
      pairs.place[pairs.count++] = i;
    }
  }
  return dropSingles(evidence, raw, pairs, isShared);
}

/**
 * Single frames are no stretch: the others are counted again from 0.
 * @param {Evidence} evidence
 * @param {{thing: number[], size: number[]}} raw
 * @param {{count: number, stretch: Int32Array, place: Int32Array}} pairs
 * @param {Uint8Array} isShared
 * @returns {Stretches}
 */
function dropSingles(evidence, raw, pairs, isShared) {
  let count = 0;
  const number = Int32Array.from(raw.size, (size) => (size > 1 ? count++ : -1));
  let n = 0;
  for (let k = 0; k < pairs.count; k++) {
    const stretch = number[pairs.stretch[k]];
    if (stretch < 0) continue;
    pairs.stretch[n] = stretch;
    pairs.place[n++] = pairs.place[k];
  }
  const [stretches, places] = [pairs.stretch.subarray(0, n), pairs.place.subarray(0, n)];
  const byStretch = groupRows(stretches, count);
  const byPlace = groupRows(places, evidence.count);
  const things = raw.thing.filter((_, stretch) => number[stretch] >= 0);
  const all = evidence.strings.length;
  return {
    count,
    first: byStretch.first,
    places: byStretch.rows.map((k) => places[k]),
    firstOf: byPlace.first,
    stretchesOf: byPlace.rows.map((k) => stretches[k]),
    category: Int32Array.from(things, (thing) => Math.floor(thing / 4 / all)),
    label: Int32Array.from(things, (thing) => Math.floor(thing / 4) % all),
    suggestion: Uint8Array.from(things, (thing) => thing % 4),
    isShared,
  };
}
