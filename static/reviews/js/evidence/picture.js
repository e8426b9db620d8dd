// Where the picture lies inside its element (object-fit: contain), and where a box of source pixels lies on it.
import { NO_CORNER } from "./columns.js";

/** {x, y, width, height} of the picture inside a `width` x `height` element, for a source of sw x sh pixels. */
export function contained(width, height, sw, sh) {
  const scale = Math.min(width / sw, height / sh);
  return { x: (width - sw * scale) / 2, y: (height - sh * scale) / 2, width: sw * scale, height: sh * scale };
}

/** The box of row `i` on the element, cut at the picture's edge; `isCut` says so. null without a box. */
export function boxOn(picture, sw, sh, d, i) {
  if (d.x1[i] === NO_CORNER || d.y1[i] === NO_CORNER || d.x2[i] === NO_CORNER || d.y2[i] === NO_CORNER) return null;
  const corners = [d.x1[i], d.y1[i], d.x2[i], d.y2[i]];
  const inside = [cut(corners[0], sw), cut(corners[1], sh), cut(corners[2], sw), cut(corners[3], sh)];
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

function cut(value, most) {
  return Math.min(Math.max(value, 0), most);
}

/** Calls `draw` when `element` has another size, or its pixels are others: zoomed, or on another screen. */
export function onSize(element, draw) {
  new ResizeObserver(draw).observe(element);
  const watch = () => {
    const now = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    now.addEventListener("change", () => [draw(), watch()], { once: true });
  };
  watch();
}

/** A cleared pen for `canvas` that draws in the element's own pixels, crisp at any pixel ratio. */
export function fresh(canvas, { width, height }) {
  const ratio = devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
  const pen = canvas.getContext("2d");
  pen.setTransform(wide / (width || 1), 0, 0, high / (height || 1), 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}
