// Verdicts by the id of what they are about.
/** @typedef {[verdict: string, who: string, at: string | number, note: string, policy: string]} Verdict */
/** @typedef {{finding: Map<number, Verdict>, detection: Map<number, Verdict>}} VerdictMaps */

/** @returns {VerdictMaps} */
export function emptyVerdicts() {
  return { finding: new Map(), detection: new Map() };
}

/** JSON's keys are text: ids as numbers again. @returns {Map<number, Verdict>} */
export function parseVerdicts(verdicts) {
  return new Map(Object.entries(verdicts).map(([id, verdict]) => [Number(id), verdict]));
}

/**
 * Sets what stands on everything that a write is about; without a verdict it is undecided.
 * @param {VerdictMaps} maps
 * @param {{target: string, ids: number[], detections?: number[]}} write
 * @param {(k: number) => Verdict | null | undefined} verdictAt The verdict on the k-th of its ids, then of detections.
 */
export function setVerdicts(maps, write, verdictAt) {
  for (const [k, [target, id]] of listTargets(write).entries()) {
    const verdict = verdictAt(k);
    if (verdict) maps[target].set(id, verdict);
    else maps[target].delete(id);
  }
}

/**
 * What a write is about, each with its id: its findings, then its detections.
 * @param {{target: string, ids: number[], detections?: number[]}} write
 * @returns {["finding" | "detection", number][]}
 */
export function listTargets({ target, ids, detections = [] }) {
  const of = target === "detection" ? "detection" : "finding";
  /** @type {["finding" | "detection", number][]} */
  const listed = target === "job" ? [] : ids.map((id) => [of, id]);
  for (const id of detections) listed.push(["detection", id]);
  return listed;
}
