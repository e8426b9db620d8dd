// What of a video was not watched: its parts, and what the machine would block in them.

/** @typedef {import("./evidence.js").Evidence} Evidence */
/** @typedef {number[]} Range Its start and end in ms, and whatever else. */

const SLACK_MS = 250; // a player's clock is not that exact at the ends of a range
const BLOCK = 2;

/**
 * Ranges [[start, end], ...] joined where they touch, in time order.
 * @param {Range[]} ranges
 * @returns {[start: number, end: number][]}
 */
export function joinRanges(ranges) {
  /** @type {[number, number][]} */
  const found = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = found.at(-1);
    if (last && start <= last[1] + SLACK_MS) last[1] = Math.max(last[1], end);
    else found.push([start, end]);
  }
  return found;
}

/**
 * The parts of a video of `length` ms that `watched` leaves out, in time order.
 * @param {Range[]} watched
 * @param {number} length
 * @returns {[start: number, end: number][]}
 */
export function findGaps(watched, length) {
  /** @type {[number, number][]} */
  const gaps = [];
  let at = 0;
  for (const [start, end] of joinRanges(watched)) {
    if (Math.min(start, length) > at + SLACK_MS) gaps.push([at, Math.min(start, length)]);
    at = Math.max(at, end);
  }
  if (length > at + SLACK_MS) gaps.push([at, length]);
  return gaps;
}

/**
 * How many ms of a video of `length` ms were watched; all of it when no part is left out.
 * @param {Range[]} watched
 * @param {number} length
 * @returns {number}
 */
export function watchedTime(watched, length) {
  return findGaps(watched, length).reduce((rest, [start, end]) => rest - (end - start), length);
}

/**
 * Places, in time order, of what the machine would block, whose time lies not wholly in `watched` ([[start, end], ...],
 * ms), and on which a person said nothing or pass. `verdictOf(place)`: a person's verdict or undefined.
 * @param {Evidence} evidence
 * @param {(place: number) => string | undefined} verdictOf
 * @param {Range[]} watched
 * @returns {number[]}
 */
export function findUnwatched(evidence, verdictOf, watched) {
  const ranges = joinRanges(watched);
  const isSeen = (/** @type {number} */ start, /** @type {number} */ end) =>
    ranges.some(([from, to]) => from <= start + SLACK_MS && to + SLACK_MS >= end);
  const found = [];
  for (let i = 0; i < evidence.count; i++) {
    if (evidence.suggestion[i] !== BLOCK || evidence.withdrawn[i] || evidence.byPerson[i] || evidence.start[i] < 0) {
      continue;
    }
    if ((verdictOf(i) ?? "pass") !== "pass") continue;
    const start = evidence.start[i];
    if (!isSeen(start, Math.max(start, evidence.end[i]))) found.push(i);
  }
  return found.sort((a, b) => evidence.start[a] - evidence.start[b]);
}
