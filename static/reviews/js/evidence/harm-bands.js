// How harmful a finding is to look at, by the organisation's harm rules. The same rules as `reviews/harm.py`.

/** @typedef {import("./evidence.js").Evidence} Evidence */

export const HARM_BANDS = ["none", "sensitive", "graphic", "extreme"];

/**
 * One place in BANDS per finding: the worst of what the machine did not pass.
 * @param {[category: string, label: string, band: string][]} rules
 * @param {Evidence} evidence
 * @returns {Uint8Array}
 */
export function computeHarmBands(rules, evidence) {
  const known = new Map(rules.map(([category, label, band]) => [`${category}\n${label}`, HARM_BANDS.indexOf(band)]));
  const bandOf = (/** @type {string} */ category, /** @type {string} */ label) =>
    known.get(`${category}\n${label}`) ?? known.get(`${category}\n`) ?? 0;
  const { strings, detections: d } = evidence;
  const bands = new Uint8Array(evidence.count);
  for (let i = 0; i < evidence.count; i++) {
    if (evidence.suggestion[i] && !evidence.withdrawn[i]) {
      bands[i] = bandOf(strings[evidence.category[i]], strings[evidence.label[i]]);
    }
  }
  for (let row = 0; row < d.count; row++) {
    if (!d.suggestion[row] || d.withdrawn[row]) continue;
    const band = bandOf(strings[d.category[row]], strings[d.label[row]]);
    if (band > bands[d.of[row]]) bands[d.of[row]] = band;
  }
  return bands;
}
