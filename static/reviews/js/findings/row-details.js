// What the open row of the list shows: what people said, the whole text, and its detections, some at a time.
import { t } from "../base/i18n.js";
import { NO_CORNER } from "../evidence/columns.js";
import { VERDICTS } from "../evidence/evidence.js";
import { truncate, enableVerdicts, fillChip, markVerdict } from "../workspace/row-parts.js";

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

export const MAX_DETECTIONS_SHOWN = 30;
const MAX_TEXT_CHARACTERS = 2000;
const MAX_LABEL_CHARACTERS = 300;

/**
 * Fills `holder` for finding `i`; `page` counts its detections by MAX_DETECTIONS_SHOWN, `isWhole` shows the whole of a
 * long text.
 * @param {Store} store
 */
export function fillDetails(holder, template, store, i, { page, isWhole }) {
  const { evidence } = store;
  const rows = evidence.detectionsOf(i);
  const here = rows.subarray(page * MAX_DETECTIONS_SHOWN, (page + 1) * MAX_DETECTIONS_SHOWN);
  const parts = [
    ...verdictNote(store.verdicts.finding.get(evidence.id[i])),
    ...textParagraphs(evidence.strings[evidence.text[i]], isWhole),
    ...missingText(store, i),
    ...paragraph(evidence.snapshotOf(i), MAX_LABEL_CHARACTERS),
    ...Array.from(here, (row) => fillDetection(template.cloneNode(true), store, row)),
    ...pager(rows.length, page),
  ];
  holder.replaceChildren(...parts);
  holder.hidden = !parts.length;
}

/** A decision's policy and note; who and when stand in the row itself. */
function verdictNote(decision) {
  const [, who, at, note, policy] = decision ?? [];
  if (!note && !policy) return [];
  const told = [policy, note && `“${note}”`, who, at && new Date(at).toLocaleString()];
  return paragraph(told.filter(Boolean).join(" · "), 6000, "finding-note");
}

/** A text that was judged and is not held here: says so, and leads to where it stands. @param {Store} store */
function missingText({ evidence, platformLink }, i) {
  if (evidence.kindOf(i) !== "text" || evidence.byPerson[i] || evidence.strings[evidence.text[i]]) return [];
  const told = paragraph(t("text_not_held"), MAX_LABEL_CHARACTERS);
  if (!platformLink) return told;
  const link = document.createElement("a");
  link.href = platformLink;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.textContent = t("open_platform");
  told[0].append(" ", link);
  return told;
}

function textParagraphs(words, isWhole) {
  const shown = paragraph(words, isWhole ? Infinity : MAX_TEXT_CHARACTERS);
  return words.length > MAX_TEXT_CHARACTERS && !isWhole
    ? [...shown, button("whole", t("show_text", { n: words.length }))]
    : shown;
}

function paragraph(words, most, kind = "finding-text") {
  if (!words) return [];
  const quote = document.createElement("p");
  quote.className = `${kind} wrap`;
  quote.dir = "auto";
  quote.textContent = truncate(words, most);
  return [quote];
}

function pager(all, page) {
  if (all <= MAX_DETECTIONS_SHOWN) return [];
  const holder = document.createElement("p");
  holder.className = "detection-pages row small";
  const told = document.createElement("span");
  told.className = "dim";
  told.textContent = t("detections_shown", {
    from: page * MAX_DETECTIONS_SHOWN + 1,
    to: Math.min(all, (page + 1) * MAX_DETECTIONS_SHOWN),
    all,
  });
  const before = button("before", t("show_before"));
  const more = button("more", t("show_more"));
  before.disabled = page === 0;
  more.disabled = (page + 1) * MAX_DETECTIONS_SHOWN >= all;
  holder.append(told, before, more);
  return [holder];
}

function button(name, words) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button small";
  made.dataset.inside = name;
  made.textContent = words;
  return made;
}

function parseSpans(json) {
  const found = JSON.parse(json || "[]");
  return Array.isArray(found) ? found.slice(0, MAX_DETECTIONS_SHOWN) : [];
}

/** @param {Store} store */
function fillDetection(element, store, row) {
  const { evidence } = store;
  const d = evidence.detections;
  const word = (column) => evidence.strings[d[column][row]];
  element.dataset.row = row;
  fillChip(element.querySelector(".chip"), d.suggestion[row], d.score[row]);
  element.querySelector(".detection-label").textContent = truncate(
    [word("category"), word("label")].filter(Boolean).join(" / "),
    MAX_LABEL_CHARACTERS,
  );
  const corners = [d.x1[row], d.y1[row], d.x2[row], d.y2[row]];
  const raw = word("suggestion_raw");
  const state = store.unsentState("detection", row);
  const parts = [
    corners.includes(NO_CORNER) ? "" : `${corners[0]},${corners[1]} – ${corners[2]},${corners[3]} px`,
    word("content") ? `“${truncate(word("content"), MAX_LABEL_CHARACTERS)}”` : "",
    ...parseSpans(word("spans")).map((span) => `“${truncate(String(span), MAX_LABEL_CHARACTERS)}”`),
    truncate(word("score_raw"), 40),
    raw && raw.toLowerCase() !== VERDICTS[d.suggestion[row]] ? t("unknown_word", { word: truncate(raw, 40) }) : "",
    d.withdrawn[row] ? t("withdrawn") : "",
    state && t(`state_${state}`),
  ];
  element.querySelector(".detection-meta").textContent = parts.filter(Boolean).join(" · ");
  element.classList.toggle("withdrawn", Boolean(d.withdrawn[row]));
  enableVerdicts(element, store.canWrite);
  markVerdict(element, store.verdictOf("detection", row));
  return element;
}
