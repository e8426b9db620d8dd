import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_ROWS, Marks, Row, buildLane, packRows, placeLanes } from "../../static/reviews/js/evidence/mark-rows.js";
import { anEvidence, listOf } from "./an-evidence.js";

test("marks that do not overlap share a row", () => {
  assert.deepEqual(packRows(Float64Array.of(0, 10, 20), Float64Array.of(10, 20, 30)), Uint8Array.of(0, 0, 0));
});

test("a mark lies in the lowest row that is free, and the last row takes what fits nowhere", () => {
  const starts = Float64Array.of(0, 1, 2, 3, 4, 100);
  assert.deepEqual(packRows(starts, new Float64Array(6).fill(50)), Uint8Array.of(0, 1, 2, 3, MAX_ROWS - 1, 0));
  assert.deepEqual(packRows(starts, new Float64Array(6).fill(50), 2), Uint8Array.of(0, 1, 1, 1, 1, 0));
});

test("what is in sight is found among thousands, a long early mark included", () => {
  const row = new Row(4);
  row.add(0, 1000, 7, 0);
  row.add(10, 20, 8, 0);
  row.add(500, 510, 9, 0);
  row.add(2000, 2010, 6, 0);
  assert.equal(row.firstAfter(900), 0); // the first one still goes on
  assert.equal(row.firstAfter(1000), 3);
  assert.equal(row.firstFrom(500), 2);
  assert.equal(row.firstFrom(501), 3);
  assert.equal(row.firstFrom(9999), 4);
});

test("a lane holds its findings in time order, also those that people added later", () => {
  const evidence = anEvidence([{ start: 5000 }, { start: 9000 }, { start: 1000 }]);
  const marks = new Marks();
  for (const place of [0, 1, 2]) marks.add(place, place);
  const lane = buildLane("k", "n", evidence, marks);
  assert.deepEqual(listOf(lane.inTime), [2, 0, 1]);
  assert.deepEqual(
    [listOf(lane.rows[0].findings), listOf(lane.rows[0].severities)],
    [
      [2, 0, 1],
      [2, 0, 1],
    ],
  );
});

test("overlapping findings make rows, and no row is empty", () => {
  const evidence = anEvidence([
    { start: 0, end: 100 },
    { start: 10, end: 100 },
    { start: 200, end: 300 },
  ]);
  const marks = new Marks();
  for (const place of [0, 1, 2]) marks.add(place, 0);
  assert.deepEqual(
    buildLane("k", "n", evidence, marks).rows.map(({ count }) => count),
    [2, 1],
  );
});

test("lanes lie under each other; few of them grow, but not without end", () => {
  const lane = (key, rows) => ({ key, rows: Array(rows).fill(null) });
  const tight = [lane("a", 1), lane("b", 3), lane("decided", 4)];
  const height = placeLanes(tight, 10);
  assert.deepEqual(
    tight.map(({ top }) => top),
    [0, 22, 61],
  );
  assert.equal(height, 22 + 39 + 26); // a verdict must not move the lanes, however many rows it makes
  assert.equal(tight[1].rowHeight, 13);
  const roomy = [lane("a", 1)];
  assert.equal(placeLanes(roomy, 1000), Math.floor(22 * 1.4));
});
