// A text with what the machine matched and what a search found marked in it. Marks may overlap; nothing is ever parsed.
import { t } from "../base/i18n.js";
import { SHAPES, VERDICTS } from "../evidence/evidence.js";
import { letterBoundaryBefore, excerptEnd, languageOf, showInvisible } from "../evidence/script.js";
import { findPlaces, foldQuery } from "../evidence/search.js";

export const MAX_EXCERPT_CHARACTERS = 600;
const BEFORE_HIT = 80;

/** What of a long text is shown: {from, to}, around the first hit when that stands further down. */
export function chooseExcerpt(text, search) {
  if (text.length <= MAX_EXCERPT_CHARACTERS) return { from: 0, to: text.length };
  const end = excerptEnd(text, MAX_EXCERPT_CHARACTERS);
  const hit = search ? findPlaces(text, search, 1)[0] : null;
  if (!hit || hit[1] <= end) return { from: 0, to: end };
  const from = letterBoundaryBefore(text, Math.max(0, hit[0] - BEFORE_HIT));
  return {
    from,
    to: Math.max(excerptEnd(text, MAX_EXCERPT_CHARACTERS, from), Math.min(hit[1], from + MAX_EXCERPT_CHARACTERS * 8)),
  };
}

/** Fills `holder` with `text`; returns the matches that do not stand in it. `isWhole`: all of a long text. */
export function fillMarkedText(holder, text, { matches = [], search = "", isWhole = false } = {}) {
  const { from, to } = isWhole ? { from: 0, to: text.length } : chooseExcerpt(text, search);
  const shown = text.slice(from, to);
  const elsewhere = [];
  const ranges = [];
  for (const { words, severity } of matches) {
    const found = findSpots(shown, words);
    for (const [start, end] of found) ranges.push({ start, end, severity });
    if (!found.length && !text.includes(words)) elsewhere.push(words);
  }
  for (const [start, end] of findPlaces(shown, search)) ranges.push({ start, end, severity: -1 });
  holder.lang = languageOf(shown);
  holder.dir = "auto";
  holder.replaceChildren(from ? "…" : "", ...splitAtMarks(showInvisible(shown), ranges), to < text.length ? "…" : "");
  return elsewhere;
}

function findSpots(text, words) {
  const spots = [];
  for (let at = text.indexOf(words); at >= 0 && spots.length < 50; at = text.indexOf(words, at + words.length)) {
    spots.push([at, at + words.length]);
  }
  return spots.length ? spots : findPlaces(text, foldQuery(words), 50);
}

/** Cuts `text` at every end of a range; a piece is a node with the worst match and the hit that cover it. */
function splitAtMarks(text, ranges) {
  const cuts = [...new Set([0, text.length, ...ranges.flatMap(({ start, end }) => [start, end])])].sort(
    (a, b) => a - b,
  );
  const nodes = [];
  for (let k = 0; k + 1 < cuts.length; k++) {
    const over = ranges.filter(({ start, end }) => start <= cuts[k] && end >= cuts[k + 1]);
    nodes.push(markedNode(text.slice(cuts[k], cuts[k + 1]), over, cuts[k]));
  }
  return nodes;
}

function markedNode(words, over, at) {
  const matches = over.filter(({ severity }) => severity >= 0);
  let node = document.createTextNode(words);
  if (matches.length) {
    const severity = Math.max(...matches.map((one) => one.severity));
    const span = element("span", "matched");
    span.dataset.suggestion = VERDICTS[severity];
    span.title = t("matched_title", { suggestion: t(VERDICTS[severity]) });
    if (matches.some(({ start }) => start === at)) span.dataset.shape = SHAPES[severity];
    span.append(node);
    node = span;
  }
  if (over.length === matches.length) return node;
  const mark = element("mark", "hit");
  mark.append(node);
  return mark;
}

function element(tag, name) {
  const made = document.createElement(tag);
  made.className = name;
  return made;
}
