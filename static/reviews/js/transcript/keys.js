// Mouse and keyboard among the lines of speech and text: a click seeks, arrows go from line to line.
const PAGE = 6;
const isSelecting = () => String(getSelection()) !== "";

/** Begins to hear mouse and keyboard among the lines. @param {import("./spoken-text.js").SpokenText} list */
export function listenToLines(list) {
  list.space.addEventListener("click", (event) => handleClick(list, event.target));
  list.space.addEventListener("keydown", (event) => handleKey(list, event));
}

function handleClick(list, target) {
  const row = target.closest(".spoken-line");
  if (!row) return;
  const n = Number(row.dataset.line);
  const button = target.closest("button");
  if (button?.dataset.verdict) list.decideLine(n, button.dataset.verdict);
  else if (button?.dataset.part === "more") list.showWhole(n);
  else if (button?.dataset.ask) list.answer(button.dataset.ask === "yes");
  else if (button || !isSelecting()) list.choose(n);
}

function handleKey(list, event) {
  if (event.key === "Escape" && event.target.closest(".spoken-ask")) {
    event.stopPropagation();
    return list.answer(false);
  }
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || !event.target.matches(".spoken-at")) return;
  const here = Number(event.target.closest(".spoken-line").dataset.line);
  const last = list.window.count - 1;
  const to = { ArrowDown: here + 1, ArrowUp: here - 1, PageDown: here + PAGE, PageUp: here - PAGE, Home: 0, End: last }[
    event.key
  ];
  if (to === undefined) return;
  event.preventDefault();
  list.focusOn(Math.max(0, Math.min(last, to)));
}
