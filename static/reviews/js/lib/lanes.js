// Lanes of the timeline: one per category, then speech, on-screen text, decided. Plain arrays, made once per job.

/** [{name, key, starts, ends, severities, findings}], the busiest categories first. */
export function lanes(evidence, say) {
  const byCategory = new Map();
  const speech = lane("speech", say("speech"));
  const text = lane("on_screen_text", say("on_screen_text"));
  for (let i = 0; i < evidence.count; i++) {
    if (evidence.start[i] < 0 || evidence.withdrawn[i]) continue;
    const kind = evidence.kindOf(i);
    if (kind === "audio") add(speech, evidence, i, evidence.suggestion[i]);
    else {
      for (const [category, severity] of worstByCategory(evidence, i)) {
        if (!byCategory.has(category)) byCategory.set(category, lane(`category:${category}`, category || "–"));
        add(byCategory.get(category), evidence, i, severity);
      }
      if (kind === "frame" && evidence.strings[evidence.text[i]]) add(text, evidence, i, evidence.suggestion[i]);
    }
  }
  const found = [...byCategory.values()].sort((a, b) => b.starts.length - a.starts.length);
  return [...found, speech, text].filter((one) => one.starts.length);
}

/** The lane of what people decided, made anew after each verdict. */
export function decidedLane(desk, say) {
  const found = lane("decided", say("decided"));
  const worth = { pass: 0, review: 1, block: 2 };
  for (const [id, said] of desk.verdicts.finding) {
    const i = desk.evidence.placeOf.get(id);
    if (i !== undefined && desk.evidence.start[i] >= 0) add(found, desk.evidence, i, worth[said[0]]);
  }
  return found;
}

function lane(key, name) {
  return { key, name, starts: [], ends: [], severities: [], findings: [] };
}

function add(to, evidence, i, severity) {
  to.starts.push(evidence.start[i]);
  to.ends.push(evidence.endOf(i));
  to.severities.push(severity);
  to.findings.push(i);
}

function worstByCategory(evidence, i) {
  const worst = new Map();
  const d = evidence.detections;
  for (const row of evidence.detectionsOf(i)) {
    const category = evidence.strings[d.category[row]];
    if (!d.withdrawn[row]) worst.set(category, Math.max(worst.get(category) ?? 0, d.suggestion[row]));
  }
  if (!worst.size) worst.set(evidence.strings[evidence.category[i]], evidence.suggestion[i]);
  return worst;
}
