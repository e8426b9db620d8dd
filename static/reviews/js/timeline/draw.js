// Draws the lanes as they are seen, and their names beside them: ground, marks, what a search found, the selected
// finding and its stretch.
import { themeColours } from "../base/colours.js";
import { drawRow } from "./marks.js";

const MAX_NAME_CHARACTERS = 120; // of a lane's name: a provider's category is text of any length

/**
 * Draws all lanes that are in sight.
 * @param {CanvasRenderingContext2D} pen
 * @param {import("./scene.js").TimelineScene} scene
 * @param {number} dpr
 */
export function drawLanes(pen, scene, dpr) {
  const width = Math.round(scene.width * dpr);
  const height = Math.round(scene.height * dpr);
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.fillStyle = themeColours().panel;
  pen.fillRect(0, 0, width, height);
  const size = { width, height, dpr, scale: width / scene.view.span };
  for (let n = 0; n < scene.lanes.length; n++) {
    const lane = scene.lanes[n];
    const top = (lane.top - scene.scroll) * dpr;
    if (top > height || top + lane.height * dpr < 0) continue;
    drawGround(pen, n, top, lane.height * dpr, width);
    drawStretch(pen, scene, top, lane.height * dpr, size);
    for (let at = 0; at < lane.rows.length; at++) drawRow(pen, scene, lane, at, top + at * lane.rowHeight * dpr, size);
    if (lane.key === "speech" || lane.key === "on_screen_text") drawHits(pen, scene, lane.key, top, size);
  }
  drawOutlines(pen, scene, scene.store.selected, themeColours().accent, 2, size);
  if (scene.focused) drawFocus(pen, scene, size);
}

function drawGround(pen, n, top, height, width) {
  const colours = themeColours();
  if (n % 2) {
    pen.fillStyle = colours.bg;
    pen.fillRect(0, Math.round(top), width, Math.round(height));
  }
  pen.fillStyle = colours.line;
  pen.fillRect(0, Math.round(top + height) - 1, width, 1);
}

/** What a search found: a tick at the top of the lane it was found in. */
function drawHits(pen, scene, key, top, { dpr, scale, width }) {
  const { evidence, view } = scene;
  const isSpeech = key === "speech";
  pen.fillStyle = themeColours().accent;
  pen.beginPath();
  let before = -9;
  for (const i of scene.store.hits) {
    const start = evidence.start[i];
    if (
      start > view.end ||
      evidence.endOf(i) < view.start ||
      start < 0 ||
      (evidence.kindOf(i) === "audio") !== isSpeech
    ) {
      continue;
    }
    const x = Math.max(0, Math.round((start - view.start) * scale));
    if (x - before < 2 * dpr || x > width) continue;
    before = x;
    pen.moveTo(x - 3 * dpr, top);
    pen.lineTo(x + 4 * dpr, top);
    pen.lineTo(x + 0.5 * dpr, top + 6 * dpr);
    pen.closePath();
  }
  pen.fill();
}

function drawStretch(pen, scene, top, height, { width, scale }) {
  if (!scene.stretch) return;
  const left = Math.max(0, (scene.stretch[0] - scene.view.start) * scale);
  const right = Math.min(width, (scene.stretch[1] - scene.view.start) * scale);
  if (right < left) return;
  pen.globalAlpha = 0.16;
  pen.fillStyle = themeColours().accent;
  pen.fillRect(left, top, Math.max(right - left, 1), height - 1);
  pen.globalAlpha = 1;
}

function drawOutlines(pen, scene, i, colour, thick, { dpr }) {
  if (i < 0 || scene.evidence.start[i] < 0) return;
  pen.strokeStyle = colour;
  pen.lineWidth = thick * dpr;
  for (const box of scene.boxesOf(i)) outline(pen, box, dpr);
}

function outline(pen, { x, y, width, height }, dpr) {
  pen.beginPath();
  pen.roundRect((x - 2) * dpr, (y + 1.5) * dpr, (width + 4) * dpr, (height - 3) * dpr, 3 * dpr);
  pen.stroke();
}

/** The keyboard's mark: its outline is dashed, so that it is not taken for the selected one. */
function drawFocus(pen, scene, { dpr }) {
  const { lane, at } = scene.focused;
  const box = scene.boxesOf(lane.inTime[at]).find((one) => one.lane === lane.key);
  if (!box) return;
  pen.setLineDash([4 * dpr, 2 * dpr]);
  pen.strokeStyle = themeColours().ink;
  pen.lineWidth = 2 * dpr;
  outline(pen, box, dpr);
  pen.setLineDash([]);
}

/** Fills `names` with one row per lane, as high as the lane; leaves it alone when nothing changed. */
export function showLaneNames(names, lanes) {
  const key = lanes.map((lane) => `${lane.key}=${lane.count}=${lane.height}`).join("\n");
  if (key === names.shownKey) return;
  names.shownKey = key;
  names.replaceChildren(...lanes.map(nameRow));
}

function nameRow(lane) {
  const row = document.createElement("div");
  const [name, count] = [document.createElement("span"), document.createElement("span")];
  name.textContent = name.title = lane.name.slice(0, MAX_NAME_CHARACTERS);
  count.textContent = lane.count;
  count.className = "mono";
  row.append(name, count);
  row.style.height = `${lane.height}px`;
  return row;
}
