// Canvases whose pixels are the screen's, whatever the page's zoom, and what tells that they have another size.

/**
 * Calls `draw` when `element` has another size, or its pixels are others: zoomed, or on another screen.
 * @param {Element} element
 * @param {() => void} draw
 * @param {AbortSignal} signal
 */
export function onResize(element, draw, signal) {
  const observer = new ResizeObserver(draw);
  observer.observe(element);
  signal.addEventListener("abort", () => observer.disconnect());
  onPixelRatio(draw, signal);
}

/** Calls `draw` when one pixel of the page is another number of the screen's. */
export function onPixelRatio(draw, signal) {
  const watch = () => {
    const now = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    const changed = () => {
      draw();
      watch();
    };
    now.addEventListener("change", changed, { once: true, signal });
  };
  watch();
}

/**
 * A cleared pen for `canvas` that draws in the element's own pixels, crisp at any pixel ratio.
 * @param {HTMLCanvasElement} canvas
 * @param {{width: number, height: number}} size In CSS pixels.
 */
export function clearedPen(canvas, { width, height }) {
  const ratio = devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
  const pen = canvas.getContext("2d");
  pen.setTransform(wide / (width || 1), 0, 0, high / (height || 1), 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}

/**
 * Gives a canvas one pixel of its own for each of the screen's; true when it was another size.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width In CSS pixels, as `height`.
 * @param {number} height
 * @param {number} dpr Pixels of the screen in one of the page.
 */
export function fitCanvas(canvas, width, height, dpr) {
  const [across, down] = [Math.round(width * dpr), Math.round(height * dpr)];
  if (canvas.width === across && canvas.height === down) return false;
  canvas.width = across;
  canvas.height = down;
  canvas.style.width = `${across / dpr}px`;
  canvas.style.height = `${down / dpr}px`;
  return true;
}
