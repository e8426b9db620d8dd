import assert from "node:assert/strict";
import { test } from "node:test";
import { findStretches } from "../../static/reviews/js/evidence/stretch.js";
import { LINE_PX, ListLayout, ROW_PX, StretchFolds } from "../../static/reviews/js/findings/list-layout.js";
import { anEvidence, listOf } from "./an-evidence.js";

const evidence = anEvidence([{ start: 0 }, { start: 500 }, { start: 1000 }, { start: 9000, category: "ad" }]);
const stretches = findStretches(evidence);

function lay({ order = [0, 1, 2, 3], folded = [0], open = -1, isGrouped = true } = {}) {
  const layout = new ListLayout(evidence.count);
  layout.lay(Int32Array.from(order), isGrouped ? stretches : null, Uint8Array.from(folded), open);
  return layout;
}

test("a stretch has a line before its first finding", () => {
  const layout = lay();
  assert.deepEqual(listOf(layout.items), [~0, 0, 1, 2, 3]);
  assert.deepEqual([layout.topOf(0), layout.topOf(1), layout.topOf(4)], [0, LINE_PX, LINE_PX + 3 * ROW_PX]);
  assert.equal(layout.height, LINE_PX + 4 * ROW_PX);
});

test("folded findings stand behind their line, but for the open stretch", () => {
  assert.deepEqual(listOf(lay({ folded: [1] }).items), [~0, 3]);
  assert.deepEqual(listOf(lay({ folded: [1], open: 0 }).items), [~0, 0, 1, 2, 3]);
  assert.equal(lay({ folded: [1] }).find(1), -1);
});

test("a stretch of which one finding is shown has no line, nor has any in another order than time", () => {
  assert.deepEqual(listOf(lay({ order: [1, 3] }).items), [1, 3]);
  assert.deepEqual(listOf(lay({ isGrouped: false, order: [3, 2, 1, 0] }).items), [3, 2, 1, 0]);
});

test("the item at a height is found", () => {
  const layout = lay();
  assert.deepEqual(
    [0, LINE_PX - 1, LINE_PX, LINE_PX + ROW_PX, 99_999].map((y) => layout.itemAt(y)),
    [0, 0, 1, 2, 4],
  );
});

test("a folded stretch stands open while the selection is inside it", () => {
  const folds = new StretchFolds(stretches);
  folds.setAll(true);
  assert.deepEqual([folds.isFolded(0), folds.follow(1), folds.isFolded(0)], [true, true, false]);
  assert.deepEqual([folds.follow(2), folds.follow(3), folds.isFolded(0)], [false, true, true]);
});
