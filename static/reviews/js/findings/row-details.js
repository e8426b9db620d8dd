// What the open row of the list shows: what people said, the whole text, and its detections, some at a time.
import { NO_CORNER } from "../evidence/columns.js";
import { WORD_OF } from "../evidence/evidence.js";
import { cut, enable, fillChip, markSegment } from "./rows.js";
import { say } from "../base/i18n.js";

export const AT_ONCE = 30;
const LONGEST_TEXT = 2000;
const LONGEST_WORDS = 300;

/** Fills `holder` for finding `i`; `page` counts its detections by AT_ONCE, `isWhole` shows the whole of a long text. */
export function fillInside(holder, template, desk, i, { page, isWhole }) {
  const { evidence } = desk;
  const rows = evidence.detectionsOf(i);
  const here = rows.subarray(page * AT_ONCE, (page + 1) * AT_ONCE);
  const parts = [
    ...said(desk.verdicts.finding.get(evidence.id[i])),
    ...text(evidence.strings[evidence.text[i]], isWhole),
    ...paragraph(evidence.snapshotOf(i), LONGEST_WORDS),
    ...Array.from(here, (row) => detection(template.cloneNode(true), desk, row)),
    ...pager(rows.length, page),
  ];
  holder.replaceChildren(...parts);
  holder.hidden = !parts.length;
}

/** A decision's policy and note; who and when stand in the row itself. */
function said(decision) {
  const [, who, at, note, policy] = decision ?? [];
  if (!note && !policy) return [];
  const told = [policy, note && `“${note}”`, who, at && new Date(at).toLocaleString()];
  return paragraph(told.filter(Boolean).join(" · "), 6000, "finding-note");
}

function text(words, isWhole) {
  const shown = paragraph(words, isWhole ? Infinity : LONGEST_TEXT);
  return words.length > LONGEST_TEXT && !isWhole ? [...shown, button("whole", say("show_text", { n: words.length }))] : shown;
}

function paragraph(words, most, kind = "finding-text") {
  if (!words) return [];
  const quote = document.createElement("p");
  quote.className = `${kind} wrap`;
  quote.dir = "auto";
  quote.textContent = cut(words, most);
  return [quote];
}

function pager(all, page) {
  if (all <= AT_ONCE) return [];
  const holder = document.createElement("p");
  holder.className = "detection-pages row small";
  const told = document.createElement("span");
  told.className = "dim";
  told.textContent = say("detections_shown", { from: page * AT_ONCE + 1, to: Math.min(all, (page + 1) * AT_ONCE), all });
  const before = button("before", say("show_before"));
  const more = button("more", say("show_more"));
  before.disabled = page === 0;
  more.disabled = (page + 1) * AT_ONCE >= all;
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

function spans(json) {
  const found = JSON.parse(json || "[]");
  return Array.isArray(found) ? found.slice(0, AT_ONCE) : [];
}

function detection(element, desk, row) {
  const { evidence } = desk;
  const d = evidence.detections;
  const word = (column) => evidence.strings[d[column][row]];
  element.dataset.row = row;
  fillChip(element.querySelector(".chip"), d.suggestion[row], d.score[row]);
  element.querySelector(".detection-label").textContent = cut([word("category"), word("label")].filter(Boolean).join(" / "), LONGEST_WORDS);
  const corners = [d.x1[row], d.y1[row], d.x2[row], d.y2[row]];
  const raw = word("suggestion_raw");
  const state = desk.unsentOf("detection", row);
  const parts = [
    corners.includes(NO_CORNER) ? "" : `${corners[0]},${corners[1]} – ${corners[2]},${corners[3]} px`,
    word("content") ? `“${cut(word("content"), LONGEST_WORDS)}”` : "",
    ...spans(word("spans")).map((span) => `“${cut(String(span), LONGEST_WORDS)}”`),
    cut(word("score_raw"), 40),
    raw && raw.toLowerCase() !== WORD_OF[d.suggestion[row]] ? say("unknown_word", { word: cut(raw, 40) }) : "",
    d.withdrawn[row] ? say("withdrawn") : "",
    state && say(`state_${state}`),
  ];
  element.querySelector(".detection-meta").textContent = parts.filter(Boolean).join(" · ");
  element.classList.toggle("withdrawn", Boolean(d.withdrawn[row]));
  enable(element, desk.canWrite);
  markSegment(element, desk.saidOf("detection", row));
  return element;
}
