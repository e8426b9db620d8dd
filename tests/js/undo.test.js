import assert from "node:assert/strict";
import { test } from "node:test";
import { UndoHistory } from "../../static/reviews/js/workspace/undo.js";
import { anEvidence } from "./an-evidence.js";

function aHistory(finding = {}) {
  const evidence = anEvidence([
    { suggestion: "block", detections: [{ suggestion: "pass" }] },
    { suggestion: "review" },
  ]);
  const byId = new Map(Object.entries(finding).map(([id, verdict]) => [Number(id), [verdict]]));
  return new UndoHistory({ evidence, verdicts: { finding: byId, detection: new Map() } });
}

test("what was decided before is given back, else what the machine suggests", () => {
  const history = aHistory({ 100: "pass" });
  history.remember({ key: "k", target: "many", ids: [100, 101] });
  const { groups, isMachine } = history.popLast();
  assert.deepEqual(
    [[...groups], isMachine],
    [
      [
        ["pass", [100]],
        ["review", [101]],
      ],
      true,
    ],
  );
});

test("a detection goes back to its own suggestion", () => {
  const history = aHistory();
  history.remember({ key: "k", target: "detection", ids: [900] });
  assert.deepEqual([...history.popLast().groups], [["pass", [900]]]);
});

test("the last write is taken back first, and only once", () => {
  const history = aHistory();
  history.remember({ key: "a", target: "finding", ids: [100] });
  history.remember({ key: "b", target: "finding", ids: [101] });
  assert.deepEqual([history.popLast().key, history.popLast().key, history.popLast()], ["b", "a", null]);
});

test("a verdict on the job is not taken back, nor a write that never came to be", () => {
  const history = aHistory();
  history.remember({ key: "job", target: "job", ids: [] });
  history.remember({ key: "refused", target: "finding", ids: [100] });
  history.discard("refused");
  assert.equal(history.popLast(), null);
});
