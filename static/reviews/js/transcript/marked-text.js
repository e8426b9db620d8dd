// A text with what the machine matched and what a search found marked in it. Marks may overlap; nothing is ever parsed.
import { SHAPE_OF, WORD_OF } from "../evidence/evidence.js";
import { placesIn, wanted } from "../evidence/search.js";
import { boundaryBefore, endAfter, langOf, visible } from "../evidence/script.js";
import { say } from "../base/i18n.js";

export const LONGEST = 600;
const BEFORE_HIT = 80;

/** What of a long text is shown: {from, to}, around the first hit when that stands further down. */
export function excerptOf(text, search) {
  if (text.length <= LONGEST) return { from: 0, to: text.length };
  const end = endAfter(text, LONGEST);
  const hit = search ? placesIn(text, search, 1)[0] : null;
  if (!hit || hit[1] <= end) return { from: 0, to: end };
  const from = boundaryBefore(text, Math.max(0, hit[0] - BEFORE_HIT));
  return { from, to: Math.max(endAfter(text, LONGEST, from), Math.min(hit[1], from + LONGEST * 8)) };
}

/** Fills `holder` with `text`; returns the matches that do not stand in it. `isWhole`: all of a long text. */
export function fillText(holder, text, { matches = [], search = "", isWhole = false } = {}) {
  const { from, to } = isWhole ? { from: 0, to: text.length } : excerptOf(text, search);
  const shown = text.slice(from, to);
  const elsewhere = [];
  const ranges = [];
  for (const { words, severity } of matches) {
    const found = spotsOf(shown, words);
    for (const [start, end] of found) ranges.push({ start, end, severity });
    if (!found.length && !text.includes(words)) elsewhere.push(words);
  }
  for (const [start, end] of placesIn(shown, search)) ranges.push({ start, end, severity: -1 });
  holder.lang = langOf(shown);
  holder.dir = "auto";
  holder.replaceChildren(from ? "…" : "", ...piecesOf(visible(shown), ranges), to < text.length ? "…" : "");
  return elsewhere;
}

function spotsOf(text, words) {
  const spots = [];
  for (let at = text.indexOf(words); at >= 0 && spots.length < 50; at = text.indexOf(words, at + words.length)) spots.push([at, at + words.length]);
  return spots.length ? spots : placesIn(text, wanted(words), 50);
}

/** Cuts `text` at every end of a range; a piece is a node with the worst match and the hit that cover it. */
function piecesOf(text, ranges) {
  const cuts = [...new Set([0, text.length, ...ranges.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  const nodes = [];
  for (let k = 0; k + 1 < cuts.length; k++) {
    const over = ranges.filter(({ start, end }) => start <= cuts[k] && end >= cuts[k + 1]);
    nodes.push(piece(text.slice(cuts[k], cuts[k + 1]), over, cuts[k]));
  }
  return nodes;
}

function piece(words, over, at) {
  const matches = over.filter(({ severity }) => severity >= 0);
  let node = document.createTextNode(words);
  if (matches.length) {
    const severity = Math.max(...matches.map((one) => one.severity));
    const span = element("span", "matched");
    span.dataset.suggestion = WORD_OF[severity];
    span.title = say("matched_title", { suggestion: say(WORD_OF[severity]) });
    if (matches.some(({ start }) => start === at)) span.dataset.shape = SHAPE_OF[severity];
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
