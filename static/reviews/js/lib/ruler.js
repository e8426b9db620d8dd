// The ruler under the lanes: round times, never closer than they can be read.
import { short } from "./clock.js";
import { theme } from "./colours.js";

const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];
const LEAST_PX = 72;

export function drawRuler(pen, top, width, length) {
  const colours = theme();
  const xOf = (ms) => (ms / length) * width;
  const step = 1000 * (STEPS_S.find((s) => xOf(s * 1000) >= LEAST_PX) ?? 14400);
  pen.font = "11px ui-monospace, monospace";
  pen.textBaseline = "middle";
  for (let ms = 0; ms <= length; ms += step) {
    const x = xOf(ms);
    pen.fillStyle = colours["field-line"];
    pen.fillRect(x, top, 1, 5);
    const words = short(ms);
    if (x + pen.measureText(words).width + 6 > width) break;
    pen.fillStyle = colours.dim;
    pen.fillText(words, x + 4, top + 12);
  }
}
