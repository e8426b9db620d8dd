// Builds evidence as the server sends it: one object for a finding, lists become columns.
import { Evidence } from "../../static/reviews/js/evidence/evidence.js";

const USUAL = {
  kind: "frame",
  category: "",
  label: "",
  text: "",
  suggestion: "review",
  suggestion_raw: "",
  score: null,
};

/**
 * @param {object[]} findings {start, end, kind, category, label, text, suggestion, score (0 to 1), withdrawn, byPerson, detections}.
 * @param {object} [job] Fields of the document: `frame_interval_ms` above all.
 */
export function anEvidence(findings, job = {}) {
  return new Evidence(aDocument(findings, job));
}

/** The document `timeline.json` of these findings. */
export function aDocument(findings, job = {}) {
  const strings = [""];
  const code = (text) => {
    if (!strings.includes(text)) strings.push(text);
    return strings.indexOf(text);
  };
  const rows = findings.map((finding, place) => ({ id: 100 + place, ...USUAL, ...finding }));
  const detections = [];
  for (const [of, row] of rows.entries()) {
    for (const one of row.detections ?? []) detections.push({ ...USUAL, of, ...one });
  }
  const texts = (list, name) => list.map((row) => code(row[name] ?? ""));
  const scores = (list) => list.map(({ score }) => (score === null ? null : Math.round(score * 10_000)));
  const flags = (list, name) => list.map((row) => Number(Boolean(row[name])));
  const shared = (list) => ({
    count: list.length,
    category: texts(list, "category"),
    label: texts(list, "label"),
    suggestion: texts(list, "suggestion"),
    suggestion_raw: texts(list, "suggestion_raw"),
    score: scores(list),
    is_withdrawn: flags(list, "withdrawn"),
  });
  return {
    job: 1,
    duration_ms: 60_000,
    width: 640,
    height: 360,
    frame_interval_ms: 1000,
    ...job,
    findings: {
      ...shared(rows),
      id: rows.map(({ id }) => id),
      start_ms: rows.map(({ start }) => start ?? null),
      end_ms: rows.map(({ end }) => end ?? null),
      kind: texts(rows, "kind"),
      text: texts(rows, "text"),
      has_still: flags(rows, "hasStill"),
      source: flags(rows, "byPerson"),
      gone_at: rows.map(({ goneAt }) => goneAt ?? 0),
      snapshot_bucket: texts(rows, "bucket"),
      snapshot_location: texts(rows, "location"),
      snapshot_object: texts(rows, "object"),
    },
    detections: {
      ...shared(detections),
      id: detections.map((_, row) => 900 + row),
      of: detections.map(({ of }) => of),
      score_raw: texts(detections, "score_raw"),
      box_kind: texts(detections, "box_kind"),
      content: texts(detections, "content"),
      spans: detections.map(({ spans }) => code(spans ? JSON.stringify(spans) : "")),
      ...corners(detections),
    },
    strings,
  };
}

function corners(detections) {
  const column = (read) => detections.map(({ box }) => (box ? read(box) : null));
  return {
    x1: column(([x1]) => x1),
    y1: column(([, y1]) => y1),
    width: column(([x1, , x2]) => x2 - x1),
    height: column(([, y1, , y2]) => y2 - y1),
  };
}

/** A typed array as a list, so that two can be compared. */
export function listOf(values) {
  return Array.from(values);
}
