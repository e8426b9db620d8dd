// What the server measured of a video. Times are milliseconds from the start of its container: the first picture or
// sound stands at 0.

/** @typedef {[from: number, to: number]} Hole Half open: no picture can be decoded in it. */
/** @typedef {{state: string, progress: number, why: string, message: string}} PlayableCopy */
/**
 * @typedef {object} Opening What a browser told while nothing was sought yet, in ms of its own clock.
 * @property {number | null} first Where it showed the first picture; null: it showed none.
 * @property {number} at Where its clock stood then.
 * @property {boolean} isHeard Whether it decoded sound.
 */

const NEAR_MS = 250; // so far apart nobody tells two clocks from each other by one picture
const BEFORE_FIRST_MS = 100; // the first picture stands for so much of the time before it, on the server too

export class VideoFacts {
  /** @type {string} "unknown", "ready", "unreachable", "unreadable" or "forbidden". */ state;
  /** @type {boolean} */ isMeasured;
  /** @type {number | null} */ duration;
  /** @type {number} Where its start stands on the clock of the file that is played. */ origin;
  /** @type {number | null} */ pictureStart;
  /** @type {number | null} */ soundStart;
  /** @type {boolean | null} null: not measured. */ hasPicture;
  /** @type {boolean | null} */ hasSound;
  /** @type {number | null} As shown, with pixels that are not square drawn out. */ width;
  /** @type {number | null} */ height;
  /** @type {number | null} The grid that boxes are given in. */ boxWidth;
  /** @type {number | null} */ boxHeight;
  /** @type {string} */ pictureCodec;
  /** @type {string} */ soundCodec;
  /** @type {Hole[]} */ holes;
  /** @type {boolean} Whether a copy of ours is played in place of the original. */ isCopy;
  /** @type {string} Of what is played. */ address;
  /** @type {PlayableCopy | null} */ copy;

  /** @param {Record<string, any>} told `desk.media`, as in `video.json`. */
  constructor(told = {}) {
    this.state = told.state ?? "unknown";
    this.isMeasured = Boolean(told.is_measured);
    this.duration = told.duration_ms ?? null;
    this.origin = told.origin_ms ?? 0;
    this.pictureStart = told.picture_start_ms ?? null;
    this.soundStart = told.sound_start_ms ?? null;
    this.hasPicture = told.has_picture ?? null;
    this.hasSound = told.has_sound ?? null;
    this.width = told.width || null;
    this.height = told.height || null;
    this.boxWidth = told.box_width || null;
    this.boxHeight = told.box_height || null;
    this.pictureCodec = told.picture_codec ?? "";
    this.soundCodec = told.sound_codec ?? "";
    this.holes = told.holes ?? [];
    this.isCopy = told.plays === "copy";
    this.address = told.address ?? "";
    this.copy = told.copy ?? null;
  }

  /** Whether the worker may still learn or make more of it. */
  get isGrowing() {
    return this.state === "unknown" || this.copy?.state === "making";
  }

  /** Whether only a picture tells where a browser's clock puts the start: not all keep a file's time stamps. */
  get needsFirstPicture() {
    return !this.isMeasured || this.origin > NEAR_MS;
  }

  /**
   * Where the start of the container stands on the browser's clock, in ms.
   * @param {Opening} opening
   */
  findOrigin({ first, at, isHeard }) {
    if (this.isMeasured) return this.keepsStamps(first) ? this.origin : 0;
    if (at > 0) return at; // a browser that begins late says so
    return isHeard ? 0 : (first ?? 0); // the sound stands at its start; without one the picture does
  }

  /** @param {number | null} first */
  keepsStamps(first) {
    if (first === null || this.origin <= NEAR_MS) return true;
    const picture = this.pictureStart ?? 0;
    return Math.abs(first - picture - this.origin) <= Math.abs(first - picture);
  }

  /** Whether the file has a picture for `ms`, as far as anybody knows. @param {number} ms */
  isPictureAt(ms) {
    if (this.pictureStart !== null && ms < this.pictureStart - BEFORE_FIRST_MS) return false;
    return !findHole(this.holes, ms);
  }
}

/** The hole that `ms` lies in, or null. @param {Hole[]} holes @param {number} ms @returns {Hole | null} */
export function findHole(holes, ms) {
  return holes.find(([from, to]) => ms >= from && ms < to) ?? null;
}

/** The holes with one more, joined where they touch, in time order. @param {Hole[]} holes @param {Hole} other */
export function joinHoles(holes, other) {
  /** @type {Hole[]} */
  const joined = [];
  for (const [from, to] of [...holes, other].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/**
 * The hole that a browser fell into at `ms`: up to the end of the one that the server knows near there, else `guess` ms
 * long.
 * @param {Hole[]} holes
 * @param {number} ms
 * @param {number} guess
 * @returns {Hole}
 */
export function holeFrom(holes, ms, guess) {
  const ahead = holes.find(([from, to]) => to > ms && from - ms < LOOKED_AHEAD_MS);
  return [ms, ahead ? ahead[1] : ms + guess];
}

const LOOKED_AHEAD_MS = 1500; // a browser decodes before it shows, and gives up before it showed all
