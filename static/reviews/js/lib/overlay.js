// The boxes and labels over the picture.
import { theme } from "./colours.js";
import { SHAPE_OF } from "./evidence.js";
import { boxOn } from "./picture.js";
import { say } from "./words.js";

const MOST_PLAIN_LABELS = 4;
const FAINTEST = 0.45;
const ITS_OWN_INSTANT_MS = 250;

/** Draws the frames that show at `ms`; returns the boxes drawn, in pixels of the element. */
export function drawFrames(pen, evidence, picture, sw, sh, ms) {
  const d = evidence.detections;
  const plain = [];
  const boxes = [];
  for (const frame of evidence.framesAt(ms).reverse()) {
    const strength = strengthOf(evidence, frame, ms);
    for (const row of evidence.detectionsOf(frame)) {
      if (d.withdrawn[row]) continue;
      const box = boxOn(picture, sw, sh, d, row);
      if (box) boxes.push({ ...box, row, strength });
      else plain.push(row);
    }
  }
  for (const box of boxes) drawBox(pen, box, evidence, picture);
  drawPlain(pen, plain, evidence, picture);
  return boxes;
}

/** 1 at the frame's own instant, weaker the further the picture has moved on: the box was true then. */
function strengthOf(evidence, frame, ms) {
  const start = evidence.start[frame];
  const past = Math.max(0, ms - start - ITS_OWN_INSTANT_MS) / Math.max(1, evidence.endOf(frame) - start);
  return Math.max(FAINTEST, 1 - past * (1 - FAINTEST));
}

function drawBox(pen, box, evidence, picture) {
  pen.globalAlpha = box.strength;
  pen.strokeStyle = theme()[["pass", "review", "block"][evidence.detections.suggestion[box.row]]];
  pen.lineWidth = 2;
  pen.setLineDash(box.isCut ? [6, 4] : []);
  pen.strokeRect(box.x, box.y, Math.max(box.width, 2), Math.max(box.height, 2));
  pen.setLineDash([]);
  const words = label(evidence, box.row) + (box.isCut ? ` · ${say("outside")}` : "");
  const above = box.y - 20 >= picture.y;
  drawLabel(pen, words, evidence.detections.suggestion[box.row], box.x - 1, above ? box.y - 20 : box.y, picture);
  pen.globalAlpha = 1;
}

/** What the machine says about the whole picture: words in its corner. */
function drawPlain(pen, rows, evidence, picture) {
  rows.sort((a, b) => evidence.detections.suggestion[b] - evidence.detections.suggestion[a]);
  rows.slice(0, MOST_PLAIN_LABELS).forEach((row, place) => {
    const y = picture.y + 8 + place * 24;
    drawLabel(pen, label(evidence, row), evidence.detections.suggestion[row], picture.x + 8, y, picture);
  });
  if (rows.length > MOST_PLAIN_LABELS) {
    const y = picture.y + 8 + MOST_PLAIN_LABELS * 24;
    drawLabel(pen, `+${rows.length - MOST_PLAIN_LABELS}`, 0, picture.x + 8, y, picture);
  }
}

function drawLabel(pen, words, severity, x, y, picture) {
  const colours = theme();
  pen.font = "600 12px system-ui, sans-serif";
  const width = pen.measureText(words).width + 12;
  const left = Math.max(picture.x, Math.min(x, picture.x + picture.width - width));
  pen.fillStyle = colours[["pass", "review", "block"][severity]];
  pen.fillRect(left, y, width, 20);
  pen.fillStyle = colours.panel;
  pen.textBaseline = "middle";
  pen.fillText(words, left + 6, y + 10.5);
}

function label(evidence, row) {
  const d = evidence.detections;
  const name = evidence.strings[d.label[row]] || evidence.strings[d.category[row]];
  const short = name.length > 32 ? `${name.slice(0, 31)}…` : name;
  const score = d.score[row] < 0 ? "" : ` ${d.score[row].toFixed(2)}`;
  return `${SHAPE_OF[d.suggestion[row]]} ${short}${score}`;
}
