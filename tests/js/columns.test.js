import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_CORNER, decodeColumn, decodeScores, groupRows } from "../../static/reviews/js/evidence/columns.js";

test("a list is taken as it is, null as none", () => {
  assert.deepEqual(decodeColumn([3, null, 5], 3), Int32Array.of(3, -1, 5));
  assert.deepEqual(decodeColumn([3, null], 2, Float64Array, NO_CORNER), Float64Array.of(3, NO_CORNER));
});

test("one value stands for all", () => {
  assert.deepEqual(decodeColumn({ same: 7 }, 3), Int32Array.of(7, 7, 7));
  assert.deepEqual(decodeColumn({ same: null }, 2), Int32Array.of(-1, -1));
});

test("steps add up from the first value, steps of steps too", () => {
  assert.deepEqual(decodeColumn({ from: 10, steps: [1, 2, 3] }, 4), Int32Array.of(10, 11, 13, 16));
  assert.deepEqual(
    decodeColumn({ from: 0, steps: { same: 500 } }, 4, Float64Array),
    Float64Array.of(0, 500, 1000, 1500),
  );
  assert.deepEqual(decodeColumn({ from: 5, steps: [] }, 1), Int32Array.of(5));
});

test("times beyond 32 bits keep every millisecond", () => {
  const day = 30 * 24 * 3600_000;
  assert.deepEqual(decodeColumn({ from: day, steps: { same: 40 } }, 2, Float64Array), Float64Array.of(day, day + 40));
});

test("a column that is not sent is zeros, an empty one is empty", () => {
  assert.deepEqual(decodeColumn(undefined, 2), Int32Array.of(0, 0));
  assert.deepEqual(decodeColumn({ from: 1, steps: [] }, 0), new Int32Array(0));
});

test("scores come as ten thousandths, -1 without one", () => {
  assert.deepEqual(decodeScores([10_000, 0, null, 9050], 4), Float32Array.of(1, 0, -1, 0.905));
});

test("rows are grouped in their order, empty groups too", () => {
  const { first, rows } = groupRows(Int32Array.of(2, 0, 2, 0), 4);
  assert.deepEqual(first, Int32Array.of(0, 2, 2, 4, 4));
  assert.deepEqual(rows, Int32Array.of(1, 3, 0, 2));
});
