import assert from "node:assert/strict";
import { test } from "node:test";
import { UndoHistory, describeUndo } from "../../static/reviews/js/workspace/undo.js";

function aHistory(finding = {}, detection = {}) {
  const byId = (said) => new Map(Object.entries(said).map(([id, verdict]) => [Number(id), verdict]));
  return new UndoHistory({ person: 1, job: 2, fence: 3, verdicts: { finding: byId(finding), detection: byId(detection) } });
}

test("what stood before is remembered, and nothing stands for what nobody judged", () => {
  const history = aHistory({ 100: ["pass", "Ana", 5, "a note", "NUD-1"] });
  history.remember({ key: "k", target: "many", ids: [100, 101] });
  assert.deepEqual(history.popLast(), {
    key: "k",
    target: "many",
    ids: [100, 101],
    detections: [],
    before: [["pass", "Ana", 5, "", ""], null],
  });
});

test("of many, what stood on detections comes after what stood on findings", () => {
  const history = aHistory({ 100: ["pass", "Ana", 5, "", ""] }, { 900: ["block", "Ben", 6, "", ""] });
  history.remember({ key: "k", target: "many", ids: [100], detections: [900, 901] });
  assert.deepEqual(history.popLast().before, [["pass", "Ana", 5, "", ""], ["block", "Ben", 6, "", ""], null]);
});

test("a detection has its own verdict before", () => {
  const history = aHistory({ 900: ["block", "Ben", 5, "", ""] }, {});
  history.remember({ key: "k", target: "detection", ids: [900] });
  assert.deepEqual(history.popLast().before, [null]);
});

test("the last act is taken back first, and only once", () => {
  const history = aHistory();
  history.remember({ key: "a", target: "finding", ids: [100] });
  history.remember({ key: "b", target: "finding", ids: [101] });
  assert.equal(history.lastKey, "b");
  assert.deepEqual([history.popLast().key, history.popLast().key, history.popLast()], ["b", "a", null]);
  assert.equal(history.lastKey, "");
});

test("a write that is sent once more is one act", () => {
  const history = aHistory();
  history.remember({ key: "a", target: "many", ids: [100] });
  history.remember({ key: "a", target: "many", ids: [100] });
  history.popLast();
  assert.equal(history.popLast(), null);
});

test("an added finding has its id once it is stored", () => {
  const history = aHistory();
  history.remember({ key: "a", target: "missed", ids: [] });
  history.setFinding("a", 7);
  const { ids, before } = history.popLast();
  assert.deepEqual([ids, before], [[7], [null]]);
});

test("a verdict on the job is not taken back, nor a write that never came to be", () => {
  const history = aHistory();
  history.remember({ key: "job", target: "job", ids: [] });
  history.remember({ key: "refused", target: "finding", ids: [100] });
  history.discard("refused");
  assert.equal(history.popLast(), null);
});

const say = (key, parts = {}) => [key, ...Object.values(parts)].join(" ");

test("the sentence about an undo says what the server answered", () => {
  const undecided = { undecided: 1, restored: 0, removed: 0 };
  assert.equal(describeUndo({ target: "finding" }, undecided, say), "undone undone_finding");
  assert.equal(describeUndo({ target: "detection" }, undecided, say), "undone undone_detection");
  assert.equal(describeUndo({ target: "finding" }, { ...undecided, removed: 1 }, say), "undone undone_removed");
  const restored = { undecided: 0, restored: 1, removed: 0, verdict: "pass", by: "Ana" };
  assert.equal(describeUndo({ target: "finding" }, restored, say), "undone undone_restored pass Ana");
});

test("an undo of many tells each part that there is", () => {
  assert.equal(describeUndo({ target: "many" }, { undecided: 8, restored: 0, removed: 0 }, say), "undone undone_findings 8");
  assert.equal(
    describeUndo({ target: "many" }, { undecided: 3, restored: 2, removed: 1 }, say),
    "undone undone_findings 2 undone_earliers 2 undone_removed",
  );
  const stretch = { target: "many", detections: [900] };
  assert.equal(describeUndo(stretch, { undecided: 2, restored: 0, removed: 0 }, say), "undone undone_eithers 2");
  assert.equal(describeUndo({ target: "many" }, { undecided: 1, restored: 0, removed: 0 }, say), "undone undone_finding");
});
