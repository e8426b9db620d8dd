// The boxes and labels over the picture.
import { themeColours } from "../base/colours.js";
import { t } from "../base/i18n.js";
import { boxOnPicture } from "../evidence/picture.js";
import { detectionLabel, BoxLabels } from "./labels.js";

const MAX_PLAIN_LABELS = 4;
const MAX_LABELS = 24; // more words than this hide the picture; their boxes are drawn all the same
const FAINTEST = 0.45;
const QUIET = 0.6; // beside the boxes of the selected finding
const ITS_OWN_INSTANT_MS = 250;
const TONES = ["pass", "review", "block"];

/**
 * Draws the frames that show at `ms`; returns {boxes, labels} as drawn, in pixels of the element, the last box on top.
 * `shown`: a mask by place, what it leaves out is not drawn; `selected`: the place whose boxes stand out, or -1.
 */
export function drawFrames(pen, evidence, picture, grid, ms, { shown = null, selected = -1 } = {}) {
  const frames = evidence.framesAt(ms).filter((frame) => !shown || shown[frame]);
  const { plain, boxes } = collect(evidence, picture, grid, ms, frames);
  const isAnySelected = frames.includes(selected);
  for (const box of boxes) {
    box.isSelected = box.frame === selected;
    if (isAnySelected && !box.isSelected) box.strength *= QUIET;
  }
  const severity = (box) => evidence.detections.suggestion[box.row];
  boxes.sort(
    (a, b) => Number(a.isSelected) - Number(b.isSelected) || a.strength - b.strength || severity(a) - severity(b),
  );
  for (const box of boxes) drawBox(pen, box, TONES[severity(box)]);
  const labels = new BoxLabels(pen, picture);
  drawPlain(labels, evidence, plain);
  // The most telling ones choose their places first.
  for (const box of boxes.slice(-MAX_LABELS).toReversed()) {
    labels.atBox(detectionLabel(evidence, box.row) + (box.isCut ? ` · ${t("outside")}` : ""), severity(box), box);
  }
  return { boxes, labels: labels.placed };
}

function collect(evidence, picture, grid, ms, frames) {
  const d = evidence.detections;
  const plain = [];
  const boxes = [];
  for (const frame of frames) {
    const strength = strengthOf(evidence, frame, ms);
    for (const row of evidence.detectionsOf(frame)) {
      if (d.withdrawn[row]) continue;
      const box = boxOnPicture(picture, grid, d, row);
      if (box) boxes.push({ ...box, row, frame, strength, isSelected: false });
      else plain.push(row);
    }
  }
  return { plain, boxes };
}

/** 1 at the frame's own instant, weaker the further the picture has moved on: the box was true then. */
function strengthOf(evidence, frame, ms) {
  const start = evidence.start[frame];
  const past = Math.max(0, ms - start - ITS_OWN_INSTANT_MS) / Math.max(1, evidence.endOf(frame) - start);
  return Math.max(FAINTEST, 1 - past * (1 - FAINTEST));
}

/** A line in the tone over a wider one in the ground's colour, so that it is seen on any picture. */
function drawBox(pen, { x, y, width, height, isCut, isSelected, strength }, tone) {
  const colours = themeColours();
  const line = isSelected ? 3 : 2;
  pen.globalAlpha = strength;
  for (const [colour, wide, dash] of [
    [colours.panel, line + 2, []],
    [colours[tone], line, isCut ? [6, 4] : []],
  ]) {
    pen.strokeStyle = colour;
    pen.lineWidth = wide;
    pen.setLineDash(dash);
    pen.strokeRect(x, y, Math.max(width, 2), Math.max(height, 2));
  }
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

/** The box that a person is drawing: [x1, y1, x2, y2] in source pixels. */
export function drawDraft(pen, [x1, y1, x2, y2], picture, grid) {
  const box = boxOnPicture(picture, grid, { x1: [x1], y1: [y1], x2: [x2], y2: [y2] }, 0);
  if (!box) return;
  pen.strokeStyle = themeColours().accent;
  pen.lineWidth = 2;
  pen.setLineDash([4, 3]);
  pen.strokeRect(box.x, box.y, Math.max(box.width, 2), Math.max(box.height, 2));
  pen.setLineDash([]);
}

/** What the machine says about the whole picture: words in its corner. */
function drawPlain(labels, evidence, rows) {
  const severity = (row) => evidence.detections.suggestion[row];
  rows.sort((a, b) => severity(b) - severity(a));
  rows
    .slice(0, MAX_PLAIN_LABELS)
    .forEach((row, place) => labels.inCorner(detectionLabel(evidence, row), severity(row), place));
  if (rows.length > MAX_PLAIN_LABELS) labels.inCorner(`+${rows.length - MAX_PLAIN_LABELS}`, 0, MAX_PLAIN_LABELS);
}
