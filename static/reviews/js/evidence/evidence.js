// What was found in one job: typed arrays, and look-ups by time. The page changes only what a person's finding is worth.
import { NO_CORNER, grouped, scores, whole } from "./columns.js";

const LONGEST_SPAN_MS = 10000; // a frame whose sampling interval nobody told is not shown longer than this
const WORDS = ["pass", "review", "block"];

export class Evidence {
  constructor(data) {
    this.strings = data.strings;
    this.job = data.job;
    this.duration = data.duration_ms;
    this.width = data.width;
    this.height = data.height;
    this.interval = data.frame_interval_ms;
    this.readFindings(data.findings);
    this.readDetections(data.detections);
    this.readFrames();
  }

  readFindings(found) {
    const n = (this.count = found.count);
    this.id = whole(found.id, n, Float64Array);
    this.start = whole(found.start_ms, n, Float64Array);
    this.end = whole(found.end_ms, n, Float64Array);
    for (const name of ["kind", "category", "label", "text", "suggestion_raw"]) this[name] = whole(found[name], n);
    for (const name of ["snapshot_bucket", "snapshot_location", "snapshot_object"]) this[name] = whole(found[name], n);
    this.suggestion = this.severities(whole(found.suggestion, n));
    this.score = scores(found.score, n);
    this.hasStill = whole(found.has_still, n, Uint8Array);
    this.withdrawn = whole(found.is_withdrawn, n, Uint8Array);
    this.byPerson = whole(found.source, n, Uint8Array); // 1: added by a reviewer, without a suggestion
    this.people = Array.from(this.byPerson.keys()).filter((i) => this.byPerson[i]);
    this.placeOf = new Map(Array.from(this.id, (id, place) => [id, place]));
  }

  readDetections(found) {
    const n = found.count;
    const d = (this.detections = { count: n, id: whole(found.id, n, Float64Array), of: whole(found.of, n) });
    for (const name of ["category", "label", "suggestion_raw", "score_raw", "box_kind", "content", "spans"]) {
      d[name] = whole(found[name], n);
    }
    for (const name of ["x1", "y1"]) d[name] = whole(found[name], n, Float64Array, NO_CORNER);
    for (const [far, near, size] of [["x2", "x1", "width"], ["y2", "y1", "height"]]) {
      d[far] = whole(found[size], n, Float64Array, NO_CORNER);
      for (let i = 0; i < n; i++) if (d[far][i] !== NO_CORNER) d[far][i] += d[near][i];
    }
    d.suggestion = this.severities(whole(found.suggestion, n));
    d.score = scores(found.score, n);
    d.withdrawn = whole(found.is_withdrawn, n, Uint8Array);
    const { first, rows } = grouped(d.of, this.count);
    this.first = first;
    this.rows = rows;
    this.topScore = this.score.slice();
    for (let i = 0; i < n; i++) if (d.score[i] > this.topScore[d.of[i]]) this.topScore[d.of[i]] = d.score[i];
  }

  /** A finding that a person added has no suggestion: the current verdict stands in for one. */
  judge(verdictOf) {
    for (const i of this.people) {
      this.suggestion[i] = WORDS.indexOf(verdictOf(i) ?? "review");
      for (const row of this.detectionsOf(i)) this.detections.suggestion[row] = this.suggestion[i];
    }
  }

  /** Frames in time order, and until when each shows: one sampling interval, or until the next frame. */
  readFrames() {
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
      this.until[k] = start + (this.interval || Math.min(next - start, LONGEST_SPAN_MS));
    }
  }

  /** Places of the frames that show at `ms`: a binary search, then a short walk back. */
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
      else if (ms - start > Math.max(this.interval, LONGEST_SPAN_MS)) break;
    }
    return found;
  }

  /** When finding `i` ends for the eye: its end, or one sampling interval. */
  endOf(i) {
    if (this.end[i] > this.start[i]) return this.end[i];
    return this.start[i] + (this.interval || 1000);
  }

  detectionsOf(i) {
    return this.rows.subarray(this.first[i], this.first[i + 1]);
  }

  /** Where the provider keeps the picture, as it said. */
  snapshotOf(i) {
    const names = ["snapshot_bucket", "snapshot_location", "snapshot_object"];
    return names.map((name) => this.strings[this[name][i]]).filter(Boolean).join(" · ");
  }

  kindOf(i) {
    return this.strings[this.kind[i]];
  }

  /** The category that a finding is listed under: its own, else its first detection's. */
  categoryOf(i) {
    const own = this.strings[this.category[i]];
    if (own || this.first[i] === this.first[i + 1]) return own;
    return this.strings[this.detections.category[this.rows[this.first[i]]]];
  }

  labelOf(i) {
    const own = this.strings[this.label[i]];
    if (own) return own;
    const labels = new Set();
    for (const row of this.detectionsOf(i)) labels.add(this.strings[this.detections.label[row]]);
    labels.delete("");
    return [...labels].slice(0, 3).join(", ");
  }

  severities(places) {
    const severity = this.strings.map((text) => WORDS.indexOf(text));
    return Uint8Array.from(places, (place) => Math.max(0, severity[place]));
  }
}

export const WORD_OF = WORDS;
export const SHAPE_OF = ["●", "◆", "■"];

/** What was found; `early` is an answer that was asked for before, null when nobody answered it. */
export async function load(address, early) {
  const answer = (await early) ?? (await fetch(address, { headers: { Accept: "application/json" } }));
  if (!answer.ok || answer.redirected) throw new Error(`timeline ${answer.status}`);
  return new Evidence(await answer.json());
}
