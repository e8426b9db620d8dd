// Lanes of the timeline: the busiest categories, the other ones together, speech, on-screen text, and what people
// decided.
import { Marks, buildLane } from "./mark-rows.js";

/** @typedef {import("./evidence.js").Evidence} Evidence */
/** @typedef {import("./mark-rows.js").Lane} Lane */
/** @typedef {(key: string, parts?: Record<string, string | number>) => string} Translate */
/** @typedef {Map<number, Marks>} MarksByCategory By the place of the category in `strings`. */

export const MAX_CATEGORIES = 10;

/**
 * [{key, name, count, rows, inTime}], the busiest categories first. See `laneOf`.
 * @param {Evidence} evidence
 * @param {Translate} translate
 * @returns {Lane[]}
 */
export function buildLanes(evidence, translate) {
  const byCategory = new Map();
  const speech = new Marks();
  const text = new Marks();
  const worst = new Int8Array(evidence.strings.length).fill(-1);
  for (let i = 0; i < evidence.count; i++) {
    if (evidence.start[i] < 0 || evidence.withdrawn[i]) continue;
    const kind = evidence.kindOf(i);
    if (kind === "audio") speech.add(i, evidence.suggestion[i]);
    else addByCategory(byCategory, evidence, i, worst);
    if (kind === "frame" && evidence.strings[evidence.text[i]]) text.add(i, evidence.suggestion[i]);
  }
  const found = categoryLanes(byCategory, evidence, translate);
  if (speech.findings.length) found.push(buildLane("speech", translate("speech"), evidence, speech));
  if (text.findings.length) found.push(buildLane("on_screen_text", translate("on_screen_text"), evidence, text));
  return found;
}

/**
 * The lane of what people decided, made again after each verdict: `verdicts` by place, 0 none or 1 + severity.
 * @param {Evidence} evidence
 * @param {Uint8Array} verdicts
 * @param {Translate} translate
 * @returns {Lane}
 */
export function buildDecidedLane(evidence, verdicts, translate) {
  const marks = new Marks();
  for (let i = 0; i < verdicts.length; i++) if (verdicts[i] && evidence.start[i] >= 0) marks.add(i, verdicts[i] - 1);
  return buildLane("decided", translate("decided"), evidence, marks);
}

/**
 * Once under each category that its detections name, with the worst of them; without detections under its own.
 * @param {MarksByCategory} byCategory
 * @param {Evidence} evidence
 * @param {number} i
 * @param {Int8Array} worst
 */
function addByCategory(byCategory, evidence, i, worst) {
  const d = evidence.detections;
  const named = [];
  for (let at = evidence.first[i]; at < evidence.first[i + 1]; at++) {
    const row = evidence.rows[at];
    if (d.withdrawn[row]) continue;
    const category = d.category[row];
    if (worst[category] < 0) named.push(category);
    worst[category] = Math.max(worst[category], d.suggestion[row]);
  }
  if (!named.length) {
    named.push(evidence.category[i]);
    worst[evidence.category[i]] = evidence.suggestion[i];
  }
  for (const category of named) {
    let marks = byCategory.get(category);
    if (!marks) byCategory.set(category, (marks = new Marks()));
    marks.add(i, worst[category]);
    worst[category] = -1;
  }
}

/**
 * The busiest categories a lane each, the others together.
 * @param {MarksByCategory} byCategory
 * @param {Evidence} evidence
 * @param {Translate} translate
 */
function categoryLanes(byCategory, evidence, translate) {
  const found = [...byCategory].sort((a, b) => b[1].findings.length - a[1].findings.length);
  const kept = found.length > MAX_CATEGORIES ? found.splice(0, MAX_CATEGORIES - 1) : found.splice(0);
  const named = kept.map(([category, marks]) => {
    const name = evidence.strings[category];
    return buildLane(`category:${name}`, name || "–", evidence, marks);
  });
  if (found.length) {
    named.push(buildLane("other", translate("other_categories", { n: found.length }), evidence, mergeMarks(found)));
  }
  return named;
}

/**
 * A finding of several small categories is one mark of the lane they share, with the worst of them.
 * @param {[number, Marks][]} groups
 */
function mergeMarks(groups) {
  const worst = new Map();
  for (const [, { findings, severities }] of groups) {
    findings.forEach((i, k) => worst.set(i, Math.max(worst.get(i) ?? 0, severities[k])));
  }
  const marks = new Marks();
  for (const [i, severity] of worst) marks.add(i, severity);
  return marks;
}
