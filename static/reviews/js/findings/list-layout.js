// Where each line of the findings list stands: findings, and before the first of a stretch a line for the whole of it.
// Pure. An item is a finding's place, or ~stretch for a stretch's line.
import { detectionsIn, stretchMembers, stretchesAt } from "../evidence/stretch.js";

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

export const ROW_PX = 76;
export const LINE_PX = 36;

export class ListLayout {
  constructor(count) {
    this.items = new Int32Array(0);
    this.tops = new Float64Array(1);
    this.at = new Int32Array(count).fill(-1); // where a finding stands in `items`
  }

  /**
   * Lays out `order`. With `stretches` those of which two or more findings are shown get a line. A finding stands
   * behind its line when all of its stretches are `folded`, but for `open`, the one whose finding is selected.
   */
  lay(order, stretches, folded, open) {
    const shown = stretches && countShown(order, stretches);
    this.lines = new Int32Array(stretches ? stretches.count : 0).fill(-1);
    const items = new Int32Array(order.length + this.lines.length);
    const tops = new Float64Array(items.length + 1);
    let n = 0;
    let top = 0;
    this.at.fill(-1);
    for (const place of order) {
      let [isGrouped, isOpen] = [false, false];
      for (const stretch of stretches ? stretchesAt(stretches, place) : []) {
        if (shown[stretch] < 2) continue;
        isGrouped = true;
        isOpen ||= stretch === open || !folded[stretch];
        if (this.lines[stretch] >= 0) continue;
        this.lines[stretch] = n;
        tops[n] = top;
        items[n++] = ~stretch;
        top += LINE_PX;
      }
      if (isGrouped && !isOpen) continue;
      this.at[place] = n;
      tops[n] = top;
      items[n++] = place;
      top += ROW_PX;
    }
    tops[n] = top;
    this.items = items.subarray(0, n);
    this.tops = tops;
    this.shown = shown;
  }

  get length() {
    return this.items.length;
  }

  /** Where `item` stands, -1 when it is not in the list. */
  find(item) {
    return item >= 0 ? (this.at[item] ?? -1) : (this.lines[~item] ?? -1);
  }

  topOf(n) {
    return this.tops[n];
  }

  heightOf(n) {
    return this.items[n] < 0 ? LINE_PX : ROW_PX;
  }

  get height() {
    return this.tops[this.length];
  }

  /** The item at `y` pixels. */
  itemAt(y) {
    let low = 0;
    let high = this.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.tops[middle] <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function countShown(order, stretches) {
  const shown = new Int32Array(stretches.count);
  for (const place of order) for (const stretch of stretchesAt(stretches, place)) shown[stretch]++;
  return shown;
}

/**
 * What stands on a stretch's line: {members, from_ms, to_ms, how many are decided, the verdict of all or ""}.
 * @param {Store} store
 * @param {import("../evidence/stretch.js").Stretches} stretches
 * @param {number} stretch
 */
export function summarizeStretch(store, stretches, stretch) {
  const { evidence } = store;
  const members = stretchMembers(stretches, stretch);
  const verdicts = new Set();
  let decided = 0;
  for (const i of members) {
    const verdict = memberVerdict(store, stretches, stretch, i);
    verdicts.add(verdict);
    if (verdict) decided++;
  }
  const verdict = verdicts.size === 1 ? [...verdicts][0] : "";
  return {
    members,
    from_ms: evidence.start[members[0]],
    to_ms: evidence.start[members.at(-1)],
    decided,
    verdict,
  };
}

/** The one verdict on what of a frame belongs to the stretch: its detections', else the whole frame's; "" for none. */
function memberVerdict(store, stretches, stretch, place) {
  const rows = stretches.isShared[place] ? detectionsIn(store.evidence, stretches, stretch, place) : [];
  const verdicts = new Set(rows.map((row) => store.verdictOf("detection", row) ?? ""));
  const [only = ""] = verdicts.size === 1 ? verdicts : [];
  return only || (store.verdictOf("finding", place) ?? "");
}

/** Which stretches of the list are folded. One that is folded stands open while the selection is inside it. */
export class StretchFolds {
  constructor(stretches) {
    this.stretches = stretches;
    this.folded = new Uint8Array(stretches.count);
    this.peek = -1; // the folded stretch that the selection opened
  }

  isFolded(stretch) {
    return Boolean(this.folded[stretch]) && this.peek !== stretch;
  }

  set(stretch, isFolded) {
    this.folded[stretch] = isFolded ? 1 : 0;
    this.peek = -1;
  }

  setAll(isFolded) {
    this.folded.fill(isFolded ? 1 : 0);
    this.peek = -1;
  }

  /** The selection is at `chosen` (a place or -1) now. Returns whether a stretch opened or closed. */
  follow(chosen) {
    const around = Array.from(stretchesAt(this.stretches, chosen));
    const before = this.peek;
    this.peek = around.length && around.every((stretch) => this.folded[stretch]) ? around[0] : -1;
    return this.peek !== before;
  }
}
