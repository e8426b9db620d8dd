// The names of the lanes beside them, each with how many marks it holds. A provider's category is text.
const MOST_CHARACTERS = 120;

/** Fills `names` with one row per lane, as high as the lane; leaves it alone when nothing changed. */
export function showNames(names, lanes) {
  const key = lanes.map((lane) => `${lane.key}=${lane.count}=${lane.height}`).join("\n");
  if (key === names.shownKey) return;
  names.shownKey = key;
  names.replaceChildren(...lanes.map(rowOf));
}

function rowOf(lane) {
  const row = document.createElement("div");
  const [name, count] = [document.createElement("span"), document.createElement("span")];
  name.textContent = name.title = lane.name.slice(0, MOST_CHARACTERS);
  count.textContent = lane.count;
  count.className = "mono";
  row.append(name, count);
  row.style.height = `${lane.height}px`;
  return row;
}
