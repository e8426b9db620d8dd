import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_CORNER } from "../../static/reviews/js/evidence/columns.js";
import { anEvidence, listOf } from "./an-evidence.js";

test("a finding keeps what was sent of it", () => {
  const evidence = anEvidence([
    { start: 1500, end: 2500, category: "violence", label: "fight", text: "stop", suggestion: "block", score: 0.9 },
    { kind: "cover", suggestion: "pass" },
  ]);
  assert.deepEqual([evidence.kindOf(0), evidence.categoryOf(0), evidence.labelOf(0)], ["frame", "violence", "fight"]);
  assert.deepEqual(listOf(evidence.suggestion), [2, 0]);
  assert.deepEqual(listOf(evidence.start), [1500, -1]);
  assert.equal(evidence.placeOf.get(101), 1);
});

test("a finding that is no longer reported keeps since when, and goes on counting until it is withdrawn", () => {
  const evidence = anEvidence([{ start: 0 }, { start: 0, goneAt: 1_764_000_000 }, { start: 0, withdrawn: true, goneAt: 5 }]);
  assert.deepEqual(listOf(evidence.goneAt), [0, 1_764_000_000, 5]);
  assert.deepEqual(listOf(evidence.frames), [0, 1]);
});

test("an unknown suggestion counts as the mildest", () => {
  assert.deepEqual(listOf(anEvidence([{ suggestion: "maybe" }]).suggestion), [0]);
});

test("category and labels come from the detections where a finding has none of its own", () => {
  const detections = ["knife", "gun", "knife", "", "bomb", "tank"].map((label) => ({ category: "weapon", label }));
  const evidence = anEvidence([{ detections }, { category: "own", label: "own", detections }, {}]);
  assert.deepEqual(
    [0, 1, 2].map((i) => evidence.categoryOf(i)),
    ["weapon", "own", ""],
  );
  assert.deepEqual(
    [0, 1, 2].map((i) => evidence.labelOf(i)),
    ["knife, gun, bomb", "own", ""],
  );
});

test("the top score is the highest of a finding and of the detections that say the same", () => {
  const block = "block";
  const evidence = anEvidence([
    { suggestion: block, score: 0.5, detections: [{ suggestion: block, score: 0.75 }, { score: 0.25 }] },
    { score: 0.5, detections: [{ score: null }] },
    { score: null },
    { suggestion: block, score: 0.5, detections: [{ suggestion: "pass", score: 1 }] },
    { suggestion: block, score: 0.5, detections: [{ suggestion: block, score: 0.9, withdrawn: true }] },
  ]);
  assert.deepEqual(listOf(evidence.topScore), [0.75, 0.5, -1, 0.5, 0.5]);
});

test("boxes come as corner and size, and are kept as two corners", () => {
  const { detections } = anEvidence([{ detections: [{ box: [10, 20, 110, 70] }, {}] }]);
  assert.deepEqual([detections.x1[0], detections.y1[0], detections.x2[0], detections.y2[0]], [10, 20, 110, 70]);
  assert.deepEqual([detections.x1[1], detections.x2[1], detections.y2[1]], [NO_CORNER, NO_CORNER, NO_CORNER]);
});

test("a frame shows for one sampling interval", () => {
  const evidence = anEvidence([{ start: 1000 }, { start: 2000 }, { start: 9000 }]);
  const at = (ms) => evidence.framesAt(ms);
  assert.deepEqual(
    [at(999), at(1000), at(1999), at(2000), at(3000), at(9999), at(10_000)],
    [[], [0], [0], [1], [], [2], []],
  );
});

test("without an interval a frame shows until the next one, at most ten seconds", () => {
  const evidence = anEvidence([{ start: 0 }, { start: 4000 }, { start: 60_000 }], { frame_interval_ms: null });
  assert.deepEqual(
    [3999, 4000, 13_999, 14_000, 69_999, 70_000].map((ms) => evidence.framesAt(ms)),
    [[0], [1], [1], [], [2], []],
  );
});

test("frames of one instant show together, and neither sound nor what was withdrawn is a frame", () => {
  const evidence = anEvidence([
    { start: 1000 },
    { start: 1000 },
    { start: 1000, kind: "audio" },
    { start: 1000, withdrawn: true },
  ]);
  assert.deepEqual(evidence.framesAt(1500).sort(), [0, 1]);
});

test("a finding without an end lasts one interval for the eye", () => {
  assert.equal(anEvidence([{ start: 1000 }], { frame_interval_ms: 500 }).endOf(0), 1500);
  assert.equal(anEvidence([{ start: 1000 }], { frame_interval_ms: null }).endOf(0), 2000);
  assert.equal(anEvidence([{ start: 1000, end: 7000 }]).endOf(0), 7000);
});

test("what a person added is worth the verdict on it, review until there is one", () => {
  const evidence = anEvidence([{ byPerson: true, suggestion: "", detections: [{}] }, { suggestion: "block" }]);
  evidence.applyVerdicts(() => undefined);
  assert.deepEqual([listOf(evidence.suggestion), listOf(evidence.detections.suggestion)], [[1, 2], [1]]);
  evidence.applyVerdicts(() => "block");
  assert.deepEqual([listOf(evidence.suggestion), listOf(evidence.detections.suggestion)], [[2, 2], [2]]);
});

test("where the provider keeps the picture is one line", () => {
  assert.equal(anEvidence([{ bucket: "b", object: "o.jpg" }]).snapshotOf(0), "b · o.jpg");
  assert.equal(anEvidence([{}]).snapshotOf(0), "");
});
