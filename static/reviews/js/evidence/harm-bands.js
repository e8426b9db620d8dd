// How harmful a finding is to look at, by the organisation's harm rules. The same rules as `reviews/harm.py`.

export const BANDS = ["none", "sensitive", "graphic", "extreme"];

/** One place in BANDS per finding: the worst of what the machine did not pass. */
export function bandsOf(rules, evidence) {
  const known = new Map(rules.map(([category, label, band]) => [`${category}\n${label}`, BANDS.indexOf(band)]));
  const of = (category, label) => known.get(`${category}\n${label}`) ?? known.get(`${category}\n`) ?? 0;
  const { strings, detections: d } = evidence;
  const bands = new Uint8Array(evidence.count);
  for (let i = 0; i < evidence.count; i++) {
    if (evidence.suggestion[i] && !evidence.withdrawn[i]) bands[i] = of(strings[evidence.category[i]], strings[evidence.label[i]]);
  }
  for (let row = 0; row < d.count; row++) {
    if (!d.suggestion[row] || d.withdrawn[row]) continue;
    const band = of(strings[d.category[row]], strings[d.label[row]]);
    if (band > bands[d.of[row]]) bands[d.of[row]] = band;
  }
  return bands;
}
