// Columns as `timeline.build` sends them -> typed arrays. A column is a list, {same: v}, or {from: a, steps: column}.

/** @typedef {number[] | {same: number | null} | {from: number, steps: any}} Column */

export const NO_CORNER = -2147483648;

/**
 * A column as typed values; `none` stands for null.
 * @template {Int32ArrayConstructor | Float64ArrayConstructor | Uint8ArrayConstructor} [Type=Int32ArrayConstructor]
 * @param {Column | undefined} column
 * @param {number} count
 * @param {Type} [Type]
 * @param {number} [none]
 * @returns {InstanceType<Type>}
 */
export function decodeColumn(column, count, Type = /** @type {any} */ (Int32Array), none = -1) {
  const values = /** @type {any} */ (new Type(count));
  if (column === undefined || count === 0) return values;
  if (Array.isArray(column)) {
    for (let i = 0; i < count; i++) values[i] = column[i] ?? none;
  } else if ("same" in column) {
    values.fill(column.same ?? none);
  } else {
    const steps = decodeColumn(column.steps, count - 1, Type);
    values[0] = column.from;
    for (let i = 1; i < count; i++) values[i] = values[i - 1] + steps[i - 1];
  }
  return values;
}

/**
 * Scores from 0 to 1, -1 without one; they are sent as ten thousandths.
 * @param {Column | undefined} column
 * @param {number} count
 */
export function decodeScores(column, count) {
  const values = new Float32Array(count);
  const raw = decodeColumn(column, count);
  for (let i = 0; i < count; i++) values[i] = raw[i] < 0 ? -1 : raw[i] / 10000;
  return values;
}

/**
 * For each of `groups` groups the rows that name it in `groupOf`: `rows` sorted by group, group g from first[g] to
 * first[g + 1].
 * @param {Int32Array} groupOf
 * @param {number} groups
 * @returns {{first: Int32Array, rows: Int32Array}}
 */
export function groupRows(groupOf, groups) {
  const first = new Int32Array(groups + 1);
  for (const group of groupOf) first[group + 1]++;
  for (let g = 0; g < groups; g++) first[g + 1] += first[g];
  const next = first.slice();
  const rows = new Int32Array(groupOf.length);
  for (let i = 0; i < groupOf.length; i++) rows[next[groupOf[i]]++] = i;
  return { first, rows };
}
