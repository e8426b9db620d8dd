// What stands in a row of the list. Everything a provider said goes in as textContent.
import { t } from "../base/i18n.js";
import { formatBrief, formatShort } from "../base/time.js";
import { VERDICTS } from "../evidence/evidence.js";
import { nameStretch } from "../evidence/stretch.js";
import { truncate, enableVerdicts, fillChip, goneText, markVerdict, rowParts } from "../workspace/row-parts.js";
import { summarizeStretch } from "./list-layout.js";

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

const MAX_EXCERPT_CHARACTERS = 160;
const MAX_LABEL_CHARACTERS = 120;
const MAX_STRETCH_CHARACTERS = 40;

/**
 * Fills the row of the finding at place `i`.
 * @param {HTMLElement} row
 * @param {Store} store
 * @param {number} i
 */
export function fillRow(row, store, i) {
  const { evidence } = store;
  const part = rowParts(row);
  const time = evidence.start[i];
  const field = store.textFields[evidence.id[i]];
  part.time.textContent = time >= 0 ? formatBrief(time) : t(field ? `text_${field}` : `time_of_${evidence.kindOf(i)}`);
  part.label.textContent =
    truncate([evidence.categoryOf(i), evidence.labelOf(i)].filter(Boolean).join(" / "), MAX_LABEL_CHARACTERS) ||
    t(evidence.kindOf(i));
  part.label.title = part.label.textContent;
  part.meta.textContent = [addedBy(store, i), metaText(evidence, i)].filter(Boolean).join(" · ");
  row.classList.toggle("withdrawn", Boolean(evidence.withdrawn[i]));
  fillBar(part.bar, evidence, i);
  fillChip(part.chip, evidence.suggestion[i], -1);
  fillVerdict(row, part, store, i);
}

function fillBar(bar, evidence, i) {
  const score = evidence.topScore[i];
  bar.classList.toggle("none", score < 0);
  bar.dataset.suggestion = VERDICTS[evidence.suggestion[i]];
  bar.firstElementChild.style.width = `${Math.round(Math.max(0, score) * 100)}%`;
}

/** What people said, beside what the machine said. @param {Store} store */
function fillVerdict(row, part, store, i) {
  const said = store.verdicts.finding.get(store.evidence.id[i]);
  const isOverride = Boolean(said) && !store.evidence.byPerson[i] && said[0] !== VERDICTS[store.evidence.suggestion[i]];
  row.classList.toggle("overridden", isOverride);
  part.override.hidden = !isOverride;
  const state = store.unsentState("finding", i);
  part.who.textContent = state
    ? t(`state_${state}`)
    : said
      ? [truncate(said[1] ?? "", 24), formatMoment(said[2])].filter(Boolean).join(" ")
      : "";
  part.who.dataset.state = state;
  enableVerdicts(part.verdicts, store.canWrite);
  markVerdict(part.verdicts, said?.[0]);
}

/** Today the time of day, else the day. */
export function formatMoment(at) {
  if (!at) return "";
  const then = new Date(at);
  const isToday = then.toDateString() === new Date().toDateString();
  return isToday ? then.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) : then.toLocaleDateString();
}

function addedBy({ added, evidence }, i) {
  const who = added?.[evidence.id[i]];
  return who ? t("added_by", { who: truncate(who, 60) }) : "";
}

function metaText(evidence, i) {
  const detections = evidence.first[i + 1] - evidence.first[i];
  const raw = evidence.strings[evidence.suggestion_raw[i]];
  const isOdd = raw && raw.toLowerCase() !== VERDICTS[evidence.suggestion[i]];
  const text = evidence.strings[evidence.text[i]];
  const words = [
    evidence.topScore[i] >= 0 ? evidence.topScore[i].toFixed(2) : "",
    text ? `“${truncate(text, MAX_EXCERPT_CHARACTERS)}”` : "",
    !text && evidence.kindOf(i) === "text" && !evidence.byPerson[i] ? t("text_not_held_short") : "",
    detections === 1 ? t("detection") : detections ? t("detections", { n: detections }) : "",
    isOdd ? t("unknown_word", { word: truncate(raw, 40) }) : "",
    goneText(evidence.goneAt[i]),
  ];
  return words.filter(Boolean).join(" · ");
}

/** The line of a stretch: of what, how many frames, from when to when, how many are decided. @param {Store} store */
export function fillStretchLine(line, store, stretches, stretch, { shown, isFolded }) {
  const part = rowParts(line);
  const { members, from_ms, to_ms, decided, verdict } = summarizeStretch(store, stretches, stretch);
  part.fold.setAttribute("aria-expanded", String(!isFolded));
  part.fold.firstElementChild.textContent = isFolded ? "▸" : "▾";
  const span = t("stretch", { n: members.length, from: formatShort(from_ms), to: formatShort(to_ms) });
  const suggestion = VERDICTS[stretches.suggestion[stretch]];
  const name = nameStretch(store.evidence, stretches, stretch) || t("frame");
  part.span.textContent = `${truncate(name, MAX_STRETCH_CHARACTERS)} · ${t(suggestion)} · ${span}`;
  part.span.title = name;
  const told = [
    shown < members.length ? t("counts", { shown, all: members.length }) : "",
    decided ? `✓ ${decided}/${members.length}` : "",
  ];
  part.told.textContent = told.filter(Boolean).join(" · ");
  part.told.title = decided ? t("decided_of", { n: decided, all: members.length }) : "";
  line.dataset.suggestion = suggestion;
  enableVerdicts(part.verdicts, store.canWrite);
  markVerdict(part.verdicts, verdict);
}
