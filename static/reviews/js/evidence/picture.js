// Where the picture lies inside its element (object-fit: contain), and where a box of source pixels lies on it.
import { NO_CORNER } from "./columns.js";

/** @typedef {{x: number, y: number, width: number, height: number}} Box */
/** @typedef {{x1: ArrayLike<number>, y1: ArrayLike<number>, x2: ArrayLike<number>, y2: ArrayLike<number>}} Corners */

/**
 * {x, y, width, height} of the picture inside a `width` x `height` element, for a source of sw x sh pixels.
 * @param {number} width
 * @param {number} height
 * @param {number} sw
 * @param {number} sh
 * @returns {Box}
 */
export function containPicture(width, height, sw, sh) {
  const scale = Math.min(width / sw, height / sh);
  return { x: (width - sw * scale) / 2, y: (height - sh * scale) / 2, width: sw * scale, height: sh * scale };
}

/**
 * The box of row `i` on the element, cut at the picture's edge; `isCut` says so. null without a box.
 * @param {Box} picture
 * @param {{width: number, height: number}} grid Of the box; its pixels need not be square.
 * @param {Corners} d
 * @param {number} i
 * @returns {(Box & {isCut: boolean}) | null}
 */
export function boxOnPicture(picture, { width: sw, height: sh }, d, i) {
  if (d.x1[i] === NO_CORNER || d.y1[i] === NO_CORNER || d.x2[i] === NO_CORNER || d.y2[i] === NO_CORNER) return null;
  const corners = [d.x1[i], d.y1[i], d.x2[i], d.y2[i]];
  const inside = [clamp(corners[0], sw), clamp(corners[1], sh), clamp(corners[2], sw), clamp(corners[3], sh)];
  const sx = picture.width / sw;
  const sy = picture.height / sh;
  return {
    x: picture.x + Math.min(inside[0], inside[2]) * sx,
    y: picture.y + Math.min(inside[1], inside[3]) * sy,
    width: Math.abs(inside[2] - inside[0]) * sx,
    height: Math.abs(inside[3] - inside[1]) * sy,
    isCut: corners.some((value, place) => value !== inside[place]),
  };
}

/** @param {number} value @param {number} max */
function clamp(value, max) {
  return Math.min(Math.max(value, 0), max);
}
