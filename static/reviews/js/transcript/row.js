// What stands in one line of speech or on-screen text. Everything a provider said goes in as text.
import { t } from "../base/i18n.js";
import { formatClock, formatShort } from "../base/time.js";
import { VERDICTS } from "../evidence/evidence.js";
import { showInvisible } from "../evidence/script.js";
import { collectMatches } from "../evidence/transcript-lines.js";
import { truncate, enableVerdicts, fillChip, goneText, markVerdict, rowParts } from "../workspace/row-parts.js";
import { fillMarkedText, MAX_EXCERPT_CHARACTERS } from "./marked-text.js";

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

/** The words of a line. `search` is folded; `isWhole`: all of a long text. */
export function fillLineText(row, { evidence }, line, { search, isWhole }) {
  const part = rowParts(row);
  const text = evidence.strings[line.text] ?? "";
  part.at.textContent = line.start >= 0 ? formatShort(line.start) : t("time_of_frame");
  part.at.title = line.start >= 0 ? `${formatClock(line.start)} – ${formatClock(line.end)}` : "";
  const elsewhere = fillMarkedText(part.text, text, { matches: collectMatches(evidence, line), search, isWhole });
  part.text.hidden = !text;
  part.text.classList.toggle("whole", isWhole);
  if (isWhole) part.text.tabIndex = 0;
  part.wordless.hidden = Boolean(text) || line.contents.length > 0;
  part.more.hidden = isWhole || text.length <= MAX_EXCERPT_CHARACTERS;
  part.more.textContent = t("show_text", { n: text.length });
  fillCodes(part.codes, evidence, line, search);
  part.elsewhere.hidden = !elsewhere.length;
  part.elsewhere.textContent = elsewhere.length
    ? t("matched_elsewhere", { words: elsewhere.slice(0, 5).map(quoted).join(" ") })
    : "";
}

/** What the machine said of a line, and what people said. @param {Store} store */
export function fillLineFooter(row, store, line) {
  const { evidence } = store;
  const part = rowParts(row);
  const [place] = line.places;
  fillChip(part.chip, evidence.suggestion[place], evidence.topScore[place]);
  part.meta.textContent = metaText(store, line);
  row.classList.toggle("withdrawn", Boolean(evidence.withdrawn[place]));
  row.classList.toggle("left-out", isFilteredOut(store, line));
  fillVerdict(row, part, store, line);
}

function quoted(words) {
  return `“\u2068${showInvisible(truncate(words, 80))}\u2069”`;
}

function fillCodes(holder, evidence, line, search) {
  holder.replaceChildren(...line.contents.slice(0, 5).map((content) => codeElement(evidence.strings[content], search)));
}

function codeElement(content, search) {
  const told = document.createElement("div");
  told.className = "spoken-code";
  const name = document.createElement("span");
  name.className = "dim";
  name.textContent = t("qr_code");
  const words = document.createElement("span");
  words.className = "mono spoken-letters";
  fillMarkedText(words, content, { search });
  told.append(name, " ", words);
  return told;
}

/** @param {Store} store */
function metaText(store, line) {
  const { evidence } = store;
  const [place] = line.places;
  const raw = evidence.strings[evidence.suggestion_raw[place]];
  const isOdd = raw && raw.toLowerCase() !== VERDICTS[evidence.suggestion[place]];
  const words = [
    line.places.length > 1
      ? t("repeated", { n: line.places.length, from: formatShort(line.start), to: formatShort(line.last) })
      : "",
    truncate([...new Set([evidence.categoryOf(place), evidence.labelOf(place)])].filter(Boolean).join(" / "), 80),
    isOdd ? t("unknown_word", { word: truncate(raw, 40) }) : "",
    goneText(evidence.goneAt[place]),
  ];
  return words.filter(Boolean).join(" · ");
}

/** Whether the filter of the findings leaves a line out. A code without words is in no list of texts that could. */
export function isFilteredOut({ evidence, shown }, { text, places, contents }) {
  return (Boolean(evidence.strings[text]) || !contents.length) && !places.some((i) => shown[i]);
}

/** What people said: of all findings of the line, or how many of them. @param {Store} store */
function fillVerdict(row, part, store, line) {
  const said = line.places.map((i) => store.verdicts.finding.get(store.evidence.id[i]));
  const decided = said.filter(Boolean);
  const isWhole = decided.length === line.places.length;
  const verdict = isWhole && decided.every((one) => one[0] === decided[0][0]) ? decided[0][0] : "";
  const unsent = store.unsentState(
    "finding",
    line.places.find((i) => store.unsentState("finding", i)) ?? line.places[0],
  );
  const some = decided.length && !verdict ? t("decided_of", { n: decided.length, all: line.places.length }) : "";
  part.who.textContent = unsent ? t(`state_${unsent}`) : some || truncate(verdict ? (decided[0][1] ?? "") : "", 24);
  part.who.dataset.state = unsent;
  const isOverride = Boolean(verdict) && verdict !== VERDICTS[store.evidence.suggestion[line.places[0]]];
  row.classList.toggle("overridden", isOverride);
  part.override.hidden = !isOverride;
  enableVerdicts(part.verdicts, store.canWrite);
  markVerdict(part.verdicts, verdict);
}
