// What stands in one line of speech or on-screen text. Everything a provider said goes in as text.
import { clock, short } from "../base/time.js";
import { WORD_OF } from "../evidence/evidence.js";
import { fillText, LONGEST } from "./marked-text.js";
import { cut, enable, fillChip, markSegment, partsOf } from "../findings/rows.js";
import { matchesOf } from "../evidence/transcript-lines.js";
import { visible } from "../evidence/script.js";
import { say } from "../base/i18n.js";

/** The words of a line. `search` is folded; `isWhole`: all of a long text. */
export function fillWords(row, { evidence }, line, { search, isWhole }) {
  const part = partsOf(row);
  const text = evidence.strings[line.text] ?? "";
  part.at.textContent = line.start >= 0 ? short(line.start) : say("time_of_frame");
  part.at.title = line.start >= 0 ? `${clock(line.start)} – ${clock(line.end)}` : "";
  const elsewhere = fillText(part.text, text, { matches: matchesOf(evidence, line), search, isWhole });
  part.text.hidden = !text;
  part.text.classList.toggle("whole", isWhole);
  if (isWhole) part.text.tabIndex = 0;
  part.wordless.hidden = Boolean(text) || line.contents.length > 0;
  part.more.hidden = isWhole || text.length <= LONGEST;
  part.more.textContent = say("show_text", { n: text.length });
  fillCodes(part.codes, evidence, line, search);
  part.elsewhere.hidden = !elsewhere.length;
  part.elsewhere.textContent = elsewhere.length ? say("matched_elsewhere", { words: elsewhere.slice(0, 5).map(quoted).join(" ") }) : "";
}

/** What the machine said of a line, and what people said. */
export function fillFoot(row, desk, line) {
  const { evidence } = desk;
  const part = partsOf(row);
  const [place] = line.places;
  fillChip(part.chip, evidence.suggestion[place], evidence.topScore[place]);
  part.meta.textContent = metaOf(desk, line);
  row.classList.toggle("withdrawn", Boolean(evidence.withdrawn[place]));
  row.classList.toggle("left-out", isLeftOut(desk, line));
  fillVerdict(row, part, desk, line);
}

function quoted(words) {
  return `“\u2068${visible(cut(words, 80))}\u2069”`;
}

function fillCodes(holder, evidence, line, search) {
  holder.replaceChildren(...line.contents.slice(0, 5).map((content) => code(evidence.strings[content], search)));
}

function code(content, search) {
  const told = document.createElement("div");
  told.className = "spoken-code";
  const name = document.createElement("span");
  name.className = "dim";
  name.textContent = say("qr_code");
  const words = document.createElement("span");
  words.className = "mono spoken-letters";
  fillText(words, content, { search });
  told.append(name, " ", words);
  return told;
}

function metaOf(desk, line) {
  const { evidence } = desk;
  const [place] = line.places;
  const raw = evidence.strings[evidence.suggestion_raw[place]];
  const isOdd = raw && raw.toLowerCase() !== WORD_OF[evidence.suggestion[place]];
  const words = [
    line.places.length > 1 ? say("repeated", { n: line.places.length, from: short(line.start), to: short(line.last) }) : "",
    cut([...new Set([evidence.categoryOf(place), evidence.labelOf(place)])].filter(Boolean).join(" / "), 80),
    isOdd ? say("unknown_word", { word: cut(raw, 40) }) : "",
    evidence.withdrawn[place] ? say("withdrawn") : "",
  ];
  return words.filter(Boolean).join(" · ");
}

/** Whether the filter of the findings leaves a line out. A code without words is in no list of texts that could. */
export function isLeftOut({ evidence, shown }, { text, places, contents }) {
  return (Boolean(evidence.strings[text]) || !contents.length) && !places.some((i) => shown[i]);
}

/** What people said: of all findings of the line, or how many of them. */
function fillVerdict(row, part, desk, line) {
  const said = line.places.map((i) => desk.verdicts.finding.get(desk.evidence.id[i]));
  const decided = said.filter(Boolean);
  const isWhole = decided.length === line.places.length;
  const verdict = isWhole && decided.every((one) => one[0] === decided[0][0]) ? decided[0][0] : "";
  const unsent = desk.unsentOf("finding", line.places.find((i) => desk.unsentOf("finding", i)) ?? line.places[0]);
  const some = decided.length && !verdict ? say("decided_of", { n: decided.length, all: line.places.length }) : "";
  part.who.textContent = unsent ? say(`state_${unsent}`) : some || cut(verdict ? (decided[0][1] ?? "") : "", 24);
  part.who.dataset.state = unsent;
  const isOverride = Boolean(verdict) && verdict !== WORD_OF[desk.evidence.suggestion[line.places[0]]];
  row.classList.toggle("overridden", isOverride);
  part.override.hidden = !isOverride;
  enable(part.verdicts, desk.canWrite);
  markSegment(part.verdicts, verdict);
}
