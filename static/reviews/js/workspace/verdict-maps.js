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
 * Sets what stands on `id`; without a verdict it is undecided.
 * @param {Map<number, Verdict> | undefined} map
 * @param {number} id
 * @param {Verdict | null} verdict
 */
export function setVerdict(map, id, verdict) {
  if (verdict) map?.set(id, verdict);
  else map?.delete(id);
}
