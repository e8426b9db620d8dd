// The ruler under the lanes: round times, from hours down to milliseconds, never closer than they can be read.
import { themeColours } from "../base/colours.js";
import { formatBrief, formatShort } from "../base/time.js";

const SECOND = 1000;
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500].concat(
  [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400].map((s) => s * SECOND),
);
const MIN_STEP_PX = 88;
const PARTS = 5;

/** The step between two words, in ms, when `pxPerMs` pixels show a millisecond. */
export function rulerStep(pxPerMs) {
  return STEPS.find((ms) => ms * pxPerMs >= MIN_STEP_PX) ?? STEPS[STEPS.length - 1];
}

/** Draws the times of `view` on a canvas of `width` px; `dpr` device pixels make one. */
export function drawRuler(pen, view, width, height, dpr) {
  const colours = themeColours();
  const scale = width / view.span;
  const step = rulerStep(scale);
  const words = step < SECOND ? formatBrief : formatShort;
  const snapped = (ms) => Math.round((ms - view.start) * scale * dpr) / dpr;
  pen.setTransform(dpr, 0, 0, dpr, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = colours["field-line"];
  pen.fillRect(0, 0, width, 1 / dpr);
  const first = Math.floor(view.start / step);
  for (let n = first * PARTS; n * (step / PARTS) <= view.end; n++) {
    pen.fillRect(snapped(n * (step / PARTS)), 0, 1, n % PARTS ? 3 : 7);
  }
  pen.font = "11px ui-monospace, 'DejaVu Sans Mono', monospace";
  pen.textBaseline = "middle";
  pen.fillStyle = colours.dim;
  for (let n = first; n * step <= view.end; n++) pen.fillText(words(n * step), snapped(n * step) + 4, 13);
}
