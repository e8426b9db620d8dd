// Draws the marks of one row. Those with room get their shape; where they are denser, each pixel column shows the worst
// of its marks, so that a frame costs no more than the pixels it fills. In device pixels; nothing is made again for a
// frame.
import { themeColours } from "../base/colours.js";
import { MIN_MARK_PX } from "./scene.js";

const TONES = ["pass", "review", "block"];
const TALL = [0.36, 0.54, 0.72]; // of the row: the worse the taller
const ROOM_PX = 6; // a mark needs as much to show its shape
const FAINT = 0.22;
const TICK_PX = 15;
// By pixel column: 0 none, 1 to 3 severity of a mark the filter hides, 4 to 6 of one shown.
let worst = new Uint8Array(0);
let decided = new Uint8Array(0);

/**
 * Draws row `at` of a lane, whose upper edge lies at `top`.
 * @param {CanvasRenderingContext2D} pen
 * @param {import("./scene.js").TimelineScene} scene
 * @param {import("../evidence/mark-rows.js").Lane} lane
 * @param {number} at
 * @param {number} top
 * @param {{width: number, height: number, dpr: number, scale: number}} size
 */
export function drawRow(pen, scene, lane, at, top, size) {
  const row = lane.rows[at];
  const first = row.firstAfter(scene.view.start - MIN_MARK_PX / size.scale);
  const last = row.firstFrom(scene.view.end);
  if (first >= last) return;
  if (worst.length < size.width) [worst, decided] = [new Uint8Array(size.width), new Uint8Array(size.width)];
  const height = lane.rowHeight * size.dpr;
  const isJudged = lane.key !== "decided";
  if ((last - first) * ROOM_PX * size.dpr > size.width) {
    drawDense(pen, scene, row, first, last, top, height, isJudged, size);
  } else drawShapes(pen, scene, row, first, last, top, height, isJudged, size);
}

/** Fills `worst` and `decided` from the marks, then draws each run of equal columns as one bar. */
function drawDense(pen, scene, row, first, last, top, height, isJudged, { width, dpr, scale }) {
  const { shown } = scene.store;
  const { start } = scene.view;
  worst.fill(0, 0, width);
  decided.fill(0, 0, width);
  for (let k = first; k < last; k++) {
    const finding = row.findings[k];
    const left = Math.max(0, Math.floor((row.starts[k] - start) * scale));
    const right = Math.min(width, Math.max(Math.floor((row.ends[k] - start) * scale), left + MIN_MARK_PX * dpr));
    const value = row.severities[k] + (shown[finding] ? 4 : 1);
    const isSaid = isJudged && scene.verdicts[finding] ? 1 : 0;
    for (let x = left; x < right; x++) {
      if (value > worst[x]) worst[x] = value;
      decided[x] |= isSaid;
    }
  }
  for (let value = 1; value <= 6; value++) drawRuns(pen, worst, value, width, top, height);
  drawLine(pen, width, top, height, dpr);
}

function drawRuns(pen, columns, value, width, top, height) {
  const severity = (value - 1) % 3;
  const tall = Math.round(height * TALL[severity]);
  const y = Math.round(top + (height - tall) / 2);
  pen.fillStyle = themeColours()[TONES[severity]];
  pen.globalAlpha = value > 3 ? 1 : FAINT;
  pen.beginPath();
  for (let x = 0; x < width; x++) {
    if (columns[x] !== value) continue;
    const from = x;
    while (x + 1 < width && columns[x + 1] === value) x++;
    pen.rect(from, y, x + 1 - from, tall);
  }
  pen.fill();
  pen.globalAlpha = 1;
}

/** Under what was decided: the sign that an outline is where there is room. */
function drawLine(pen, width, top, height, dpr) {
  const thick = Math.round(1.5 * dpr);
  pen.fillStyle = themeColours().ink;
  pen.beginPath();
  for (let x = 0; x < width; x++) {
    if (!decided[x]) continue;
    const from = x;
    while (x + 1 < width && decided[x + 1]) x++;
    pen.rect(from, Math.round(top + height - thick - dpr), x + 1 - from, thick);
  }
  pen.fill();
}

function drawShapes(pen, scene, row, first, last, top, height, isJudged, size) {
  const { shown } = scene.store;
  for (let tone = 0; tone < 6; tone++) {
    const severity = tone % 3;
    const isShown = tone > 2 ? 1 : 0;
    let any = false;
    pen.beginPath();
    for (let k = first; k < last; k++) {
      if (row.severities[k] !== severity || shown[row.findings[k]] !== isShown) continue;
      any = true;
      addShape(pen, scene, row, k, top, height, size);
    }
    if (!any) continue;
    pen.fillStyle = themeColours()[TONES[severity]];
    pen.globalAlpha = isShown ? 1 : FAINT;
    pen.fill();
  }
  pen.globalAlpha = 1;
  if (isJudged) drawDecided(pen, scene, row, first, last, top, height, size);
}

/** Block a square, review pointed at its ends, pass low and round. */
function addShape(pen, scene, row, k, top, height, { width, dpr, scale }) {
  const x = leftOf(scene, row, k, scale);
  const w = widthOf(scene, row, k, x, width, dpr, scale);
  const severity = row.severities[k];
  const h = Math.round(height * TALL[severity]);
  const y = Math.round(top + (height - h) / 2);
  if (severity === 2) pen.rect(x, y, w, h);
  else if (severity === 0) pen.roundRect(x, y, w, h, Math.min(h, w) / 2);
  else {
    const point = Math.min(h, w) / 2;
    pen.moveTo(x, y + h / 2);
    pen.lineTo(x + point, y);
    pen.lineTo(x + w - point, y);
    pen.lineTo(x + w, y + h / 2);
    pen.lineTo(x + w - point, y + h);
    pen.lineTo(x + point, y + h);
    pen.closePath();
  }
}

function leftOf(scene, row, k, scale) {
  return Math.max(-20, Math.round((row.starts[k] - scene.view.start) * scale));
}

/** A hair narrower than its time, so that two frames after each other are two marks; never under the least. */
function widthOf(scene, row, k, x, width, dpr, scale) {
  const right = Math.min(width + 20, Math.round((row.ends[k] - scene.view.start) * scale));
  const whole = right - x;
  return Math.max(whole > 6 * dpr ? whole - Math.round(dpr) : whole, MIN_MARK_PX * dpr);
}

/** A person has spoken: an outline around the machine's mark, and a tick where it fits. */
function drawDecided(pen, scene, row, first, last, top, height, { width, dpr, scale }) {
  pen.lineWidth = 1.5 * dpr;
  pen.strokeStyle = themeColours().ink;
  pen.beginPath();
  for (let k = first; k < last; k++) {
    if (!scene.verdicts[row.findings[k]]) continue;
    const x = leftOf(scene, row, k, scale);
    const w = widthOf(scene, row, k, x, width, dpr, scale);
    const tall = Math.round(height * TALL[row.severities[k]]) + 4 * dpr;
    pen.rect(x - 0.75 * dpr, top + (height - tall) / 2, w + 1.5 * dpr, tall);
  }
  pen.stroke();
  pen.strokeStyle = themeColours().panel;
  pen.lineWidth = 2 * dpr;
  pen.beginPath();
  for (let k = first; k < last; k++) {
    if (!scene.verdicts[row.findings[k]]) continue;
    const x = leftOf(scene, row, k, scale);
    const w = widthOf(scene, row, k, x, width, dpr, scale);
    if (w < TICK_PX * dpr) continue;
    const [cx, cy, unit] = [x + w / 2, top + height / 2, Math.min(height / 8, 2.2 * dpr)];
    pen.moveTo(cx - 1.7 * unit, cy);
    pen.lineTo(cx - 0.5 * unit, cy + 1.1 * unit);
    pen.lineTo(cx + 1.8 * unit, cy - 1.3 * unit);
  }
  pen.stroke();
}
