// What stands in a row of the list. Everything a provider said goes in as textContent.
import { NO_CORNER } from "./columns.js";
import { brief } from "./clock.js";
import { SHAPE_OF, WORD_OF } from "./evidence.js";

const MOST_DETECTIONS = 100;

export function fillRow(row, desk, i, say) {
  const { evidence } = desk;
  const time = evidence.start[i];
  row.querySelector(".finding-time").textContent = time >= 0 ? brief(time) : say(`time_of_${evidence.kindOf(i)}`);
  row.querySelector(".finding-label").textContent = [evidence.categoryOf(i), evidence.labelOf(i)].filter(Boolean).join(" / ") || say(evidence.kindOf(i));
  row.querySelector(".finding-meta").textContent = about(evidence, i, say);
  row.classList.toggle("withdrawn", Boolean(evidence.withdrawn[i]));
  const bar = row.querySelector(".score-bar");
  const score = evidence.topScore[i];
  bar.hidden = score < 0;
  bar.dataset.suggestion = WORD_OF[evidence.suggestion[i]];
  bar.firstElementChild.style.width = `${Math.round(Math.max(0, score) * 100)}%`;
  fillChip(row.querySelector(".finding-said .chip"), evidence.suggestion[i], -1, say);
  fillThumb(row.querySelector(".thumb"), evidence, i, say);
  fillSegment(row.querySelector(".finding-said"), desk, "finding", i);
}

function about(evidence, i, say) {
  const detections = evidence.first[i + 1] - evidence.first[i];
  const raw = evidence.strings[evidence.suggestion_raw[i]];
  const isOdd = raw && raw.toLowerCase() !== WORD_OF[evidence.suggestion[i]];
  const text = evidence.strings[evidence.text[i]];
  const parts = [
    evidence.topScore[i] >= 0 ? evidence.topScore[i].toFixed(2) : "",
    text ? `“${text}”` : "",
    detections === 1 ? say("detection") : detections ? say("detections", { n: detections }) : "",
    isOdd ? say("unknown_word", { word: raw }) : "",
    evidence.withdrawn[i] ? say("withdrawn") : "",
  ];
  return parts.filter(Boolean).join(" · ");
}

function fillChip(chip, severity, score, say) {
  chip.dataset.suggestion = WORD_OF[severity];
  const shape = document.createElement("span");
  shape.className = "shape";
  shape.ariaHidden = "true";
  shape.textContent = SHAPE_OF[severity];
  chip.replaceChildren(shape, say(WORD_OF[severity]) + (score >= 0 ? ` ${score.toFixed(2)}` : ""));
}

function fillThumb(thumb, evidence, i, say) {
  const [picture, none] = thumb.children;
  const kind = evidence.kindOf(i);
  const may = kind === "frame" || kind === "cover";
  none.textContent = may ? say("no_picture") : ({ audio: "♪", text: "T" })[kind] ?? "▭";
  thumb.dataset.kind = kind;
  if (!may || !evidence.hasStill[i]) return;
  picture.addEventListener("load", () => (none.hidden = true));
  picture.addEventListener("error", () => (picture.hidden = true));
  picture.hidden = false;
  picture.src = `/findings/${evidence.id[i]}/still/?w=320`;
}

function fillSegment(holder, desk, target, place) {
  for (const button of holder.querySelectorAll("[data-verdict]")) button.disabled = !desk.canWrite;
  markSegment(holder, desk.saidOf(target, place));
}

export function markSegment(holder, verdict) {
  for (const button of holder.querySelectorAll("[data-verdict]")) {
    button.setAttribute("aria-pressed", String(button.dataset.verdict === verdict));
  }
}

export function fillDetections(holder, template, desk, i, say) {
  const { evidence } = desk;
  const rows = [...evidence.detectionsOf(i)].slice(0, MOST_DETECTIONS);
  holder.hidden = false;
  const texts = [evidence.strings[evidence.text[i]], evidence.snapshotOf(i)].filter(Boolean).map(paragraph);
  const shown = rows.map((row) => detection(template.cloneNode(true), desk, row, say));
  holder.replaceChildren(...texts, ...shown);
  holder.hidden = !texts.length && !shown.length;
}

function paragraph(text) {
  const quote = document.createElement("p");
  quote.className = "finding-text wrap";
  quote.textContent = text;
  return quote;
}

function detection(element, desk, row, say) {
  const { evidence } = desk;
  const d = evidence.detections;
  const word = (column) => evidence.strings[d[column][row]];
  element.dataset.row = row;
  fillChip(element.querySelector(".chip"), d.suggestion[row], d.score[row], say);
  element.querySelector(".detection-label").textContent = [word("category"), word("label")].filter(Boolean).join(" / ");
  const corners = [d.x1[row], d.y1[row], d.x2[row], d.y2[row]];
  const raw = word("suggestion_raw");
  const parts = [
    corners.includes(NO_CORNER) ? "" : `${corners[0]},${corners[1]} – ${corners[2]},${corners[3]} px`,
    word("content") ? `“${word("content")}”` : "",
    ...JSON.parse(word("spans") || "[]").map((span) => `“${span}”`),
    word("score_raw"),
    raw && raw.toLowerCase() !== WORD_OF[d.suggestion[row]] ? say("unknown_word", { word: raw }) : "",
    d.withdrawn[row] ? say("withdrawn") : "",
  ];
  element.querySelector(".detection-meta").textContent = parts.filter(Boolean).join(" · ");
  element.classList.toggle("withdrawn", Boolean(d.withdrawn[row]));
  fillSegment(element, desk, "detection", row);
  return element;
}
