import assert from "node:assert/strict";
import { test } from "node:test";
import { findStretches } from "../../static/reviews/js/evidence/stretch.js";
import {
  LINE_PX,
  ListLayout,
  ROW_PX,
  StretchFolds,
  summarizeStretch,
} from "../../static/reviews/js/findings/list-layout.js";
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

const QR = { category: "qrcode", label: "link", suggestion: "block" };
const AD = { category: "ad", label: "banner", suggestion: "review" };
const both = anEvidence([
  { start: 0, suggestion: "review", detections: [AD] },
  { start: 1000, suggestion: "block", detections: [AD, QR] },
  { start: 2000, suggestion: "block", detections: [QR] },
]);

function layBoth(folded, open = -1) {
  const layout = new ListLayout(both.count);
  layout.lay(Int32Array.from([0, 1, 2]), findStretches(both), Uint8Array.from(folded), open);
  return listOf(layout.items);
}

test("a finding of two stretches stands behind both lines, and is hidden when both are folded", () => {
  assert.deepEqual(layBoth([0, 0]), [~0, 0, ~1, 1, 2]);
  assert.deepEqual(layBoth([1, 0]), [~0, ~1, 1, 2]);
  assert.deepEqual(layBoth([1, 1]), [~0, ~1]);
  assert.deepEqual(layBoth([1, 1], 0), [~0, 0, ~1, 1]);
});

test("a finding of two folded stretches opens the worse of them, and none while one stands open", () => {
  const folds = new StretchFolds(findStretches(both));
  folds.set(0, true);
  assert.deepEqual([folds.follow(1), folds.peek], [false, -1]);
  folds.setAll(true);
  assert.deepEqual([folds.follow(1), folds.peek], [true, 1]);
});

test("a stretch tells of its own detections in a frame that holds more", () => {
  const said = { finding: new Map([[0, "pass"]]), detection: new Map([[1, "pass"]]) };
  const store = { evidence: both, verdictOf: (target, place) => said[target].get(place) };
  const { decided, verdict } = summarizeStretch(store, findStretches(both), 0);
  assert.deepEqual([decided, verdict], [2, "pass"]);
  const other = summarizeStretch(store, findStretches(both), 1);
  assert.deepEqual([other.decided, other.verdict], [0, ""]);
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
