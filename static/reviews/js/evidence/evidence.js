// What was found in one job: typed arrays, and look-ups by time. A finding is named by its place in the arrays. The
// page changes only what a person's finding is worth.
import { NO_CORNER, decodeColumn, decodeScores, groupRows } from "./columns.js";

/** @typedef {Record<string, import("./columns.js").Column | undefined>} Columns */

export const VERDICTS = ["pass", "review", "block"]; // a severity is a place in it
export const SHAPES = ["●", "◆", "■"];
const MAX_FRAME_MS = 10_000; // a frame whose sampling interval nobody told is not shown longer than this
const USUAL_FRAME_MS = 1000; // how long a finding without an end lasts for the eye
const SNAPSHOT_COLUMNS = ["snapshot_bucket", "snapshot_location", "snapshot_object"];

/**
 * @typedef {object} Detections What was seen inside findings, one row each. Texts are places in `strings`.
 * @property {number} count
 * @property {Float64Array} id
 * @property {Int32Array} of The place of the finding it belongs to.
 * @property {Int32Array} category
 * @property {Int32Array} label
 * @property {Int32Array} suggestion_raw
 * @property {Int32Array} score_raw
 * @property {Int32Array} box_kind
 * @property {Int32Array} content
 * @property {Int32Array} spans
 * @property {Float64Array} x1 In pixels of the source, NO_CORNER without a box; as y1, x2, y2.
 * @property {Float64Array} y1
 * @property {Float64Array} x2
 * @property {Float64Array} y2
 * @property {Uint8Array} suggestion Severities.
 * @property {Float32Array} score From 0 to 1, -1 without one.
 * @property {Uint8Array} withdrawn
 */

export class Evidence {
  /** @type {number} */ count;
  /** @type {Float64Array} */ id;
  /** @type {Float64Array} Milliseconds; -1: it has no time. */ start;
  /** @type {Float64Array} */ end;
  /** @type {Int32Array} As the next ones, places in `strings`. */ kind;
  /** @type {Int32Array} */ category;
  /** @type {Int32Array} */ label;
  /** @type {Int32Array} */ text;
  /** @type {Int32Array} */ suggestion_raw;
  /** @type {Int32Array[]} */ snapshots;
  /** @type {Uint8Array} Severities. */ suggestion;
  /** @type {Float32Array} */ score;
  /** @type {Float32Array} The highest score of what carries the finding's suggestion. */ topScore;
  /** @type {Uint8Array} */ hasStill;
  /** @type {Uint8Array} 1: a final answer of the provider leaves it out. */ withdrawn;
  /** @type {Float64Array} Since when answers leave it out, in seconds of 1970; 0 for never. */ goneAt;
  /** @type {Uint8Array} 1: added by a reviewer, without a suggestion. */ byPerson;
  /** @type {number[]} The places of those. */ people;
  /** @type {Map<number, number>} */ placeOf;
  /** @type {Detections} */ detections;
  /** @type {Int32Array} */ first;
  /** @type {Int32Array} Rows of detections by finding: those of place i from first[i] to first[i + 1]. */ rows;
  /** @type {Int32Array} The places of frames in time order. */ frames;
  /** @type {Float64Array} Until when each of `frames` shows. */ until;

  /** @param {any} data The document `timeline.json`. */
  constructor(data) {
    /** @type {string[]} */
    this.strings = data.strings;
    /** @type {number} */
    this.job = data.job;
    /** @type {number | null} */
    this.duration = data.duration_ms;
    /** @type {number | null} */
    this.width = data.width;
    /** @type {number | null} */
    this.height = data.height;
    /** @type {number | null} */
    this.interval = data.frame_interval_ms;
    this.decodeFindings(data.findings.count, data.findings);
    this.decodeDetections(data.detections.count, data.detections);
    this.orderFrames();
  }

  /** @param {number} n @param {Columns} found */
  decodeFindings(n, found) {
    this.count = n;
    this.id = decodeColumn(found.id, n, Float64Array);
    this.start = decodeColumn(found.start_ms, n, Float64Array);
    this.end = decodeColumn(found.end_ms, n, Float64Array);
    this.kind = decodeColumn(found.kind, n);
    this.category = decodeColumn(found.category, n);
    this.label = decodeColumn(found.label, n);
    this.text = decodeColumn(found.text, n);
    this.suggestion_raw = decodeColumn(found.suggestion_raw, n);
    this.snapshots = SNAPSHOT_COLUMNS.map((name) => decodeColumn(found[name], n));
    this.suggestion = this.severitiesOf(decodeColumn(found.suggestion, n));
    this.score = decodeScores(found.score, n);
    this.hasStill = decodeColumn(found.has_still, n, Uint8Array);
    this.withdrawn = decodeColumn(found.is_withdrawn, n, Uint8Array);
    this.goneAt = decodeColumn(found.gone_at, n, Float64Array);
    this.byPerson = decodeColumn(found.source, n, Uint8Array);
    this.people = Array.from(this.byPerson.keys()).filter((i) => this.byPerson[i]);
    this.placeOf = new Map(Array.from(this.id, (id, place) => [id, place]));
  }

  /** @param {number} n @param {Columns} found */
  decodeDetections(n, found) {
    const corner = (/** @type {string} */ name) => decodeColumn(found[name], n, Float64Array, NO_CORNER);
    const [x1, y1] = [corner("x1"), corner("y1")];
    this.detections = {
      count: n,
      id: decodeColumn(found.id, n, Float64Array),
      of: decodeColumn(found.of, n),
      category: decodeColumn(found.category, n),
      label: decodeColumn(found.label, n),
      suggestion_raw: decodeColumn(found.suggestion_raw, n),
      score_raw: decodeColumn(found.score_raw, n),
      box_kind: decodeColumn(found.box_kind, n),
      content: decodeColumn(found.content, n),
      spans: decodeColumn(found.spans, n),
      x1,
      y1,
      x2: addSizes(x1, corner("width")),
      y2: addSizes(y1, corner("height")),
      suggestion: this.severitiesOf(decodeColumn(found.suggestion, n)),
      score: decodeScores(found.score, n),
      withdrawn: decodeColumn(found.is_withdrawn, n, Uint8Array),
    };
    const { first, rows } = groupRows(this.detections.of, this.count);
    this.first = first;
    this.rows = rows;
    this.topScore = this.score.slice();
    const { of: findings, score, suggestion, withdrawn } = this.detections;
    for (let i = 0; i < n; i++) {
      // "Clean, 1.00" beside a block is no score of the block.
      const speaks = suggestion[i] === this.suggestion[findings[i]] && !withdrawn[i];
      if (speaks && score[i] > this.topScore[findings[i]]) this.topScore[findings[i]] = score[i];
    }
  }

  /**
   * A finding that a person added has no suggestion: the current verdict stands in for one.
   * @param {(place: number) => string | undefined} verdictOf
   */
  applyVerdicts(verdictOf) {
    for (const i of this.people) {
      this.suggestion[i] = VERDICTS.indexOf(verdictOf(i) ?? "review");
      for (const row of this.detectionsOf(i)) this.detections.suggestion[row] = this.suggestion[i];
    }
  }

  /** Frames in time order, and until when each shows: one sampling interval, or until the next frame. */
  orderFrames() {
    const frames = [];
    for (let i = 0; i < this.count; i++) {
      if (this.start[i] >= 0 && this.strings[this.kind[i]] === "frame" && !this.withdrawn[i]) frames.push(i);
    }
    this.frames = Int32Array.from(frames);
    this.until = new Float64Array(frames.length);
    let next = Infinity;
    for (let k = frames.length - 1; k >= 0; k--) {
      const start = this.start[frames[k]];
      if (k + 1 < frames.length && this.start[frames[k + 1]] > start) next = this.start[frames[k + 1]];
      this.until[k] = start + (this.interval || Math.min(next - start, MAX_FRAME_MS));
    }
  }

  /** Places of the frames that show at `ms`: a binary search, then a short walk back. @param {number} ms */
  framesAt(ms) {
    let low = 0;
    let high = this.frames.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.start[this.frames[middle]] <= ms) low = middle + 1;
      else high = middle;
    }
    const found = [];
    for (let k = low - 1; k >= 0; k--) {
      const start = this.start[this.frames[k]];
      if (this.until[k] > ms) found.push(this.frames[k]);
      else if (ms - start > Math.max(this.interval ?? 0, MAX_FRAME_MS)) break;
    }
    return found;
  }

  /** When finding `i` ends for the eye: its end, or one sampling interval. @param {number} i */
  endOf(i) {
    if (this.end[i] > this.start[i]) return this.end[i];
    return this.start[i] + (this.interval || USUAL_FRAME_MS);
  }

  /** The rows of its detections. @param {number} i */
  detectionsOf(i) {
    return this.rows.subarray(this.first[i], this.first[i + 1]);
  }

  /** Where the provider keeps the picture, as it said. @param {number} i */
  snapshotOf(i) {
    const names = this.snapshots.map((column) => this.strings[column[i]]);
    return names.filter(Boolean).join(" · ");
  }

  /** "frame", "audio", "text", "cover" or "video". @param {number} i */
  kindOf(i) {
    return this.strings[this.kind[i]];
  }

  /** The category that a finding is listed under: its own, else its first detection's. @param {number} i */
  categoryOf(i) {
    const own = this.strings[this.category[i]];
    if (own || this.first[i] === this.first[i + 1]) return own;
    return this.strings[this.detections.category[this.rows[this.first[i]]]];
  }

  /** Its label, else the first three of its detections'. @param {number} i */
  labelOf(i) {
    const own = this.strings[this.label[i]];
    if (own) return own;
    const labels = new Set();
    for (const row of this.detectionsOf(i)) labels.add(this.strings[this.detections.label[row]]);
    labels.delete("");
    return [...labels].slice(0, 3).join(", ");
  }

  /** @param {Int32Array} places In `strings`. */
  severitiesOf(places) {
    const severity = this.strings.map((text) => VERDICTS.indexOf(text));
    return Uint8Array.from(places, (place) => Math.max(0, severity[place]));
  }
}

/** The far corners of boxes. @param {Float64Array} corners @param {Float64Array} sizes */
function addSizes(corners, sizes) {
  return sizes.map((size, i) => (size === NO_CORNER ? size : size + corners[i]));
}
