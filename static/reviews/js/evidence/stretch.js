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
/** @typedef {{category: number, label: number, suggestion: number}} Kind What a stretch has in common. */

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
 * The different things in a frame. What the machine passed is one only where it passed everything: most clouds list all
 * labels that they looked for and did not find.
 * @param {Evidence} evidence
 * @param {number} i
 * @returns {Kind[]}
 */
function kindsOf(evidence, i) {
  const { category, label, suggestion, withdrawn } = evidence.detections;
  /** @type {Kind[]} */
  const kinds = [];
  for (let at = evidence.first[i]; at < evidence.first[i + 1]; at++) {
    const row = evidence.rows[at];
    if (withdrawn[row] || !suggestion[row]) continue;
    const kind = { category: category[row], label: label[row], suggestion: suggestion[row] };
    if (!kinds.some((one) => isSame(one, kind))) kinds.push(kind);
  }
  return kinds.length ? kinds.sort((a, b) => b.suggestion - a.suggestion) : [ownKind(evidence, i)];
}

/** @param {Kind} a @param {Kind} b */
function isSame(a, b) {
  return a.category === b.category && a.label === b.label && a.suggestion === b.suggestion;
}

/** What the frame itself says; its category may stand in its first detection alone. @returns {Kind} */
function ownKind(/** @type {Evidence} */ evidence, /** @type {number} */ i) {
  const { strings, detections: d, first, rows } = evidence;
  const row = first[i] < first[i + 1] ? rows[first[i]] : -1;
  const isNamed = row < 0 || strings[evidence.category[i]] || strings[evidence.label[i]];
  const [category, label] = isNamed ? [evidence.category[i], evidence.label[i]] : [d.category[row], d.label[row]];
  return { category, label, suggestion: evidence.suggestion[i] };
}

/** @param {Evidence} evidence @returns {Stretches} */
function groupFrames(evidence) {
  const step = 2 * (evidence.interval || MAX_STEP_MS / 2);
  const latest = new Map(); // thing -> {stretch, start}
  const isShared = new Uint8Array(evidence.count);
  /** @type {Kind[]} */
  const kinds = [];
  /** @type {number[]} */
  const sizes = [];
  /** @type {number[]} */
  const stretchOf = [];
  /** @type {number[]} */
  const placeOf = [];
  for (const i of evidence.frames) {
    if (evidence.byPerson[i]) continue; // it has its verdict from who added it
    const found = kindsOf(evidence, i);
    isShared[i] = found.length > 1 ? 1 : 0;
    for (const kind of found) {
      const thing = (kind.category * evidence.strings.length + kind.label) * 4 + kind.suggestion;
      const before = latest.get(thing);
      const goesOn = before && evidence.start[i] - before.start <= step;
      const stretch = goesOn ? before.stretch : kinds.push(kind) - 1;
      sizes[stretch] = (sizes[stretch] ?? 0) + 1;
      stretchOf.push(stretch);
      placeOf.push(i);
      latest.set(thing, { stretch, start: evidence.start[i] });
    }
  }
  return dropSingles({ evidence, kinds, sizes, stretchOf, placeOf, isShared });
}

/**
 * Single frames are no stretch: the others are counted again from 0.
 * @param {{evidence: Evidence, kinds: Kind[], sizes: number[], stretchOf: number[], placeOf: number[],
 *   isShared: Uint8Array}} found
 * @returns {Stretches}
 */
function dropSingles({ evidence, kinds, sizes, stretchOf, placeOf, isShared }) {
  let count = 0;
  const number = sizes.map((size) => (size > 1 ? count++ : -1));
  const kept = Array.from(stretchOf.keys()).filter((k) => number[stretchOf[k]] >= 0);
  const stretches = Int32Array.from(kept, (k) => number[stretchOf[k]]);
  const places = Int32Array.from(kept, (k) => placeOf[k]);
  const byStretch = groupRows(stretches, count);
  const byPlace = groupRows(places, evidence.count);
  const real = kinds.filter((_, stretch) => number[stretch] >= 0);
  return {
    count,
    first: byStretch.first,
    places: byStretch.rows.map((k) => places[k]),
    firstOf: byPlace.first,
    stretchesOf: byPlace.rows.map((k) => stretches[k]),
    category: Int32Array.from(real, (kind) => kind.category),
    label: Int32Array.from(real, (kind) => kind.label),
    suggestion: Uint8Array.from(real, (kind) => kind.suggestion),
    isShared,
  };
}
