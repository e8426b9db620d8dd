// The theme's colours for canvases, read again when the theme changes.
const NAMES = ["pass", "review", "block", "accent", "line", "ink", "dim", "panel", "raise", "bg", "field-line"];
let colours = null;

/**
 * The theme's colours by name: pass, review, block, accent, line, ink, dim, panel, ...
 * @returns {Record<string, string>}
 */
export function themeColours() {
  if (!colours) {
    const style = getComputedStyle(document.documentElement);
    colours = Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  }
  return colours;
}

/**
 * Calls `draw` whenever the colours are others.
 * @param {() => void} draw
 * @param {AbortSignal} signal
 */
export function onThemeChange(draw, signal) {
  const changed = () => {
    colours = null;
    draw();
  };
  document.addEventListener("desk:theme", changed, { signal });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed, { signal });
}
