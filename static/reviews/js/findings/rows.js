// What stands in a row of the list. Everything a provider said goes in as textContent.
import { brief, short } from "../base/time.js";
import { SHAPE_OF, WORD_OF } from "../evidence/evidence.js";
import { about } from "./list-layout.js";
import { say } from "../base/i18n.js";

const LONGEST_EXCERPT = 160;
const LONGEST_LABEL = 120;
const parts = new WeakMap();

/** The named places of a cloned template: looked up once for each row. */
export function partsOf(row) {
  if (!parts.has(row)) parts.set(row, Object.fromEntries([...row.querySelectorAll("[data-part]")].map((el) => [el.dataset.part, el])));
  return parts.get(row);
}

export function cut(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

export function fillRow(row, desk, i) {
  const { evidence } = desk;
  const part = partsOf(row);
  const time = evidence.start[i];
  part.time.textContent = time >= 0 ? brief(time) : say(`time_of_${evidence.kindOf(i)}`);
  part.label.textContent = cut([evidence.categoryOf(i), evidence.labelOf(i)].filter(Boolean).join(" / "), LONGEST_LABEL) || say(evidence.kindOf(i));
  part.label.title = part.label.textContent;
  part.meta.textContent = [addedBy(desk, i), meta(evidence, i)].filter(Boolean).join(" · ");
  row.classList.toggle("withdrawn", Boolean(evidence.withdrawn[i]));
  fillBar(part.bar, evidence, i);
  fillChip(part.chip, evidence.suggestion[i], -1);
  fillSaid(row, part, desk, i);
}

function fillBar(bar, evidence, i) {
  const score = evidence.topScore[i];
  bar.classList.toggle("none", score < 0);
  bar.dataset.suggestion = WORD_OF[evidence.suggestion[i]];
  bar.firstElementChild.style.width = `${Math.round(Math.max(0, score) * 100)}%`;
}

/** What people said, beside what the machine said. */
function fillSaid(row, part, desk, i) {
  const said = desk.verdicts.finding.get(desk.evidence.id[i]);
  const isOverride = Boolean(said) && !desk.evidence.byPerson[i] && said[0] !== WORD_OF[desk.evidence.suggestion[i]];
  row.classList.toggle("overridden", isOverride);
  part.override.hidden = !isOverride;
  const state = desk.unsentOf("finding", i);
  part.who.textContent = state ? say(`state_${state}`) : said ? [cut(said[1] ?? "", 24), moment(said[2])].filter(Boolean).join(" ") : "";
  part.who.dataset.state = state;
  enable(part.verdicts, desk.canWrite);
  markSegment(part.verdicts, said?.[0]);
}

/** Today the time of day, else the day. */
export function moment(at) {
  if (!at) return "";
  const then = new Date(at);
  const isToday = then.toDateString() === new Date().toDateString();
  return isToday ? then.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) : then.toLocaleDateString();
}

function addedBy({ added, evidence }, i) {
  const who = added?.[evidence.id[i]];
  return who ? say("added_by", { who: cut(who, 60) }) : "";
}

function meta(evidence, i) {
  const detections = evidence.first[i + 1] - evidence.first[i];
  const raw = evidence.strings[evidence.suggestion_raw[i]];
  const isOdd = raw && raw.toLowerCase() !== WORD_OF[evidence.suggestion[i]];
  const text = evidence.strings[evidence.text[i]];
  const words = [
    evidence.topScore[i] >= 0 ? evidence.topScore[i].toFixed(2) : "",
    text ? `“${cut(text, LONGEST_EXCERPT)}”` : "",
    detections === 1 ? say("detection") : detections ? say("detections", { n: detections }) : "",
    isOdd ? say("unknown_word", { word: cut(raw, 40) }) : "",
    evidence.withdrawn[i] ? say("withdrawn") : "",
  ];
  return words.filter(Boolean).join(" · ");
}

export function fillChip(chip, severity, score) {
  chip.dataset.suggestion = WORD_OF[severity];
  const shape = document.createElement("span");
  shape.className = "shape";
  shape.ariaHidden = "true";
  shape.textContent = SHAPE_OF[severity];
  chip.replaceChildren(shape, say(WORD_OF[severity]) + (score >= 0 ? ` ${score.toFixed(2)}` : ""));
}

export function enable(holder, canWrite) {
  for (const button of holder.querySelectorAll("[data-verdict]")) button.disabled = !canWrite;
}

export function markSegment(holder, verdict) {
  for (const button of holder.querySelectorAll("[data-verdict]")) {
    button.setAttribute("aria-pressed", String(button.dataset.verdict === verdict));
  }
}

/** The line of a stretch: how many frames, from when to when, how many of them are decided. */
export function fillLine(line, desk, stretches, stretch, { shown, isFolded }) {
  const part = partsOf(line);
  const { members, from_ms, to_ms, worst, decided, verdict } = about(desk, stretches, stretch);
  part.fold.setAttribute("aria-expanded", String(!isFolded));
  part.fold.firstElementChild.textContent = isFolded ? "▸" : "▾";
  const span = say("stretch", { n: members.length, from: short(from_ms), to: short(to_ms) });
  part.span.textContent = `${cut(desk.evidence.categoryOf(members[0]) || say("frame"), 24)} · ${span}`;
  const told = [
    shown < members.length ? say("counts", { shown, all: members.length }) : "",
    decided ? `✓ ${decided}/${members.length}` : "",
  ];
  part.told.textContent = told.filter(Boolean).join(" · ");
  part.told.title = decided ? say("decided_of", { n: decided, all: members.length }) : "";
  line.dataset.suggestion = WORD_OF[worst];
  enable(part.verdicts, desk.canWrite);
  markSegment(part.verdicts, verdict);
}
