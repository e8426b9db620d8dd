// The theme's colours for canvases, read again when the theme changes.
const NAMES = ["pass", "review", "block", "accent", "line", "ink", "dim", "panel", "raise", "bg", "field-line"];
let colours = null;

export function theme() {
  if (!colours) {
    const style = getComputedStyle(document.documentElement);
    colours = Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  }
  return colours;
}

/** Calls `draw` whenever the colours are others. */
export function onTheme(draw) {
  const changed = () => {
    colours = null;
    draw();
  };
  document.addEventListener("desk:theme", changed);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
}
