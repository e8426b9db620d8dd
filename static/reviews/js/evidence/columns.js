// Columns as `timeline.build` sends them -> typed arrays. A column is a list, {same: v}, or {from: a, steps: column}.

export const NO_CORNER = -2147483648;

export function whole(column, count, Type = Int32Array, none = -1) {
  const values = new Type(count);
  if (column === undefined || count === 0) return values;
  if (Array.isArray(column)) {
    for (let i = 0; i < count; i++) values[i] = column[i] ?? none;
  } else if ("same" in column) {
    values.fill(column.same ?? none);
  } else {
    const steps = whole(column.steps, count - 1, Type);
    values[0] = column.from;
    for (let i = 1; i < count; i++) values[i] = values[i - 1] + steps[i - 1];
  }
  return values;
}

export function scores(column, count) {
  const values = new Float32Array(count);
  const raw = whole(column, count);
  for (let i = 0; i < count; i++) values[i] = raw[i] < 0 ? -1 : raw[i] / 10000;
  return values;
}

/** For each of `groups` groups the rows that name it in `of`: `rows` sorted by group, group g from first[g] to first[g + 1]. */
export function grouped(of, groups) {
  const first = new Int32Array(groups + 1);
  for (const group of of) first[group + 1]++;
  for (let g = 0; g < groups; g++) first[g + 1] += first[g];
  const next = first.slice();
  const rows = new Int32Array(of.length);
  for (let i = 0; i < of.length; i++) rows[next[of[i]]++] = i;
  return { first, rows };
}
