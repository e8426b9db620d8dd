// Which findings a list shows, and in which order.
import { WORD_OF } from "./evidence.js";

const MOST_CHOICES = 200;

const KINDS = {
  all: () => true,
  speech: (evidence, i) => evidence.kindOf(i) === "audio",
  text: (evidence, i) => evidence.kindOf(i) === "frame" && evidence.strings[evidence.text[i]] !== "",
  title: (evidence, i) => ["text", "cover"].includes(evidence.kindOf(i)),
};

/** How many findings each tab holds. */
export function counts(evidence) {
  const found = { all: evidence.count, speech: 0, text: 0, title: 0 };
  for (let i = 0; i < evidence.count; i++) {
    for (const kind of ["speech", "text", "title"]) if (KINDS[kind](evidence, i)) found[kind]++;
  }
  return found;
}

/** Fills the choices of the category and label filters with what the job holds. */
export function filled(filters, evidence) {
  const words = { category: new Set(), label: new Set() };
  const { detections: d } = evidence;
  for (const name of ["category", "label"]) {
    for (let i = 0; i < evidence.count; i++) words[name].add(evidence.strings[evidence[name][i]]);
    for (let i = 0; i < d.count; i++) words[name].add(evidence.strings[d[name][i]]);
    words[name].delete("");
    for (const word of [...words[name]].sort().slice(0, MOST_CHOICES)) filters[name].add(new Option(word, word));
  }
}

/** {order: places in the order of the list, total: how many the tab holds without filters}. */
export function matching(desk, kind, { category, label, suggestion, undecided, order }) {
  const { evidence } = desk;
  const severity = WORD_OF.indexOf(suggestion);
  const found = [];
  let total = 0;
  for (let i = 0; i < evidence.count; i++) {
    if (!KINDS[kind](evidence, i)) continue;
    total++;
    if (severity >= 0 && evidence.suggestion[i] !== severity) continue;
    if (undecided && desk.verdicts.finding.has(evidence.id[i])) continue;
    if (category && !has(evidence, i, "category", category)) continue;
    if (label && !has(evidence, i, "label", label)) continue;
    found.push(i);
  }
  if (order === "risk") found.sort((a, b) => risk(evidence, b) - risk(evidence, a) || a - b);
  return { order: Int32Array.from(found), total };
}

function risk(evidence, i) {
  return evidence.suggestion[i] + Math.max(0, Math.min(evidence.topScore[i], 0.9999)) - (evidence.withdrawn[i] ? 10 : 0);
}

function has(evidence, i, name, word) {
  if (evidence.strings[evidence[name][i]] === word) return true;
  for (const row of evidence.detectionsOf(i)) if (evidence.strings[evidence.detections[name][row]] === word) return true;
  return false;
}
