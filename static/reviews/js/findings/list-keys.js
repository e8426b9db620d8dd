// Mouse and keyboard inside the list: arrows move the focus, Enter opens, left and right fold and unfold a stretch.
import { stretchesAt } from "../evidence/stretch.js";
import { rowParts } from "../workspace/row-parts.js";

const PAGE = 6;

/** Begins to hear mouse and keyboard inside the list. @param {import("./findings-list.js").FindingsList} list */
export function listenToList(list) {
  list.space.addEventListener("click", (event) => handleClick(list, event));
  list.space.addEventListener("keydown", (event) => handleKey(list, event));
  list.empty
    .querySelector("[data-clear-filter]")
    .addEventListener("click", () => list.store.emit("clear-filter", null));
}

function itemOf(row) {
  return row.dataset.stretch === undefined ? Number(row.dataset.index) : ~Number(row.dataset.stretch);
}

function handleClick(list, { target }) {
  const row = target.closest(".finding, .stretch-line");
  if (!row) return;
  const item = itemOf(row);
  const button = target.closest("button");
  if (item < 0) handleHeaderClick(list, ~item, button);
  else if (button?.dataset.verdict) decideFromButton(list, item, button);
  else if (button?.matches(".thumb-card")) list.openCard(item, row);
  else if (button?.dataset.inside) list.turn(button.dataset.inside);
  else if (button || !target.closest(".finding-inside")) list.store.select(item);
}

function handleHeaderClick(list, stretch, button) {
  if (button?.dataset.verdict) list.propose(stretch, button.dataset.verdict);
  else list.fold(stretch);
}

function decideFromButton(list, item, button) {
  const detection = button.closest(".detection");
  if (list.store.selected !== item) list.store.select(item, { seek: false });
  if (detection) list.store.writer.decide("detection", Number(detection.dataset.row), button.dataset.verdict);
  else list.store.writer.decide("finding", item, button.dataset.verdict);
}

function handleKey(list, event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const row = event.target.closest(".finding, .stretch-line");
  if (!row || !event.target.matches(".finding-open, .stretch-fold")) return;
  const { layout } = list;
  const item = itemOf(row);
  const here = layout.find(item);
  const to = {
    ArrowDown: here + 1,
    ArrowUp: here - 1,
    PageDown: here + PAGE,
    PageUp: here - PAGE,
    Home: 0,
    End: layout.length - 1,
  }[event.key];
  if (to !== undefined) list.focusOn(layout.items[Math.max(0, Math.min(layout.length - 1, to))]);
  else if (event.key === "ArrowLeft" || event.key === "ArrowRight") foldByKey(list, item, event.key === "ArrowLeft");
  else return;
  event.preventDefault();
}

/** On a stretch's line that one; on a finding all of its stretches, since it stands open while one of them does. */
function foldByKey(list, item, isFolded) {
  const around = item < 0 ? [~item] : Array.from(stretchesAt(list.stretches, item));
  const headed = around.filter((stretch) => list.layout.find(~stretch) >= 0);
  if (!headed.length) return;
  for (const stretch of headed) list.fold(stretch, isFolded);
  list.focusOn(isFolded ? ~headed[0] : item);
}

/** The control of a row that has the keyboard's focus. */
export function mainButton(row) {
  return rowParts(row).fold ?? rowParts(row).open;
}
