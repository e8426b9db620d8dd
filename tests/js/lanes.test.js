import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_CATEGORIES, buildDecidedLane, buildLanes } from "../../static/reviews/js/evidence/lanes.js";
import { anEvidence, listOf } from "./an-evidence.js";

const translate = (key, parts = {}) => [key, ...Object.values(parts)].join(" ");
const shape = (lanes) => lanes.map(({ key, count }) => [key, count]);

test("the busiest category comes first, then speech and on-screen text", () => {
  const lanes = buildLanes(
    anEvidence([
      { start: 0, category: "ad", text: "sale" },
      { start: 1000, category: "violence" },
      { start: 2000, category: "violence" },
      { start: 3000, kind: "audio", category: "abuse" },
    ]),
    translate,
  );
  assert.deepEqual(shape(lanes), [
    ["category:violence", 2],
    ["category:ad", 1],
    ["speech", 1],
    ["on_screen_text", 1],
  ]);
});

test("a finding lies once in each category of its detections, with the worst of them", () => {
  const detections = [
    { category: "ad", suggestion: "pass" },
    { category: "ad", suggestion: "review" },
    { category: "violence", suggestion: "block" },
    { category: "gone", suggestion: "block", withdrawn: true },
  ];
  const lanes = buildLanes(anEvidence([{ start: 0, category: "own", detections }]), translate);
  assert.deepEqual(
    lanes.map(({ key, rows }) => [key, listOf(rows[0].severities)]),
    [
      ["category:ad", [1]],
      ["category:violence", [2]],
    ],
  );
});

test("what has no time or was withdrawn lies in no lane", () => {
  assert.deepEqual(
    buildLanes(anEvidence([{ category: "ad" }, { start: 0, category: "ad", withdrawn: true }]), translate),
    [],
  );
});

test("the many small categories share a lane, each finding once", () => {
  const all = Array.from({ length: MAX_CATEGORIES + 3 }, (_, n) => ({ start: n, category: `c${n}` }));
  const both = {
    start: 99,
    detections: [
      { category: "x", suggestion: "pass" },
      { category: "y", suggestion: "block" },
    ],
  };
  const lanes = buildLanes(anEvidence([...all, { ...all[0] }, both]), translate);
  assert.equal(lanes.length, MAX_CATEGORIES);
  assert.equal(lanes[0].key, "category:c0");
  const other = lanes.at(-1);
  assert.deepEqual([other.key, other.name, other.count], ["other", "other_categories 6", 5]);
  assert.equal(
    other.rows.flatMap(({ severities, findings }) => severities[listOf(findings).indexOf(14)] ?? []).at(-1),
    2,
  );
});

test("a nameless category has a dash for a name", () => {
  assert.deepEqual(
    buildLanes(anEvidence([{ start: 0 }]), translate).map(({ key, name }) => [key, name]),
    [["category:", "–"]],
  );
});

test("the lane of what people decided holds their verdicts, not the machine's", () => {
  const evidence = anEvidence([{ start: 0, suggestion: "block" }, { start: 1000 }, {}]);
  const lane = buildDecidedLane(evidence, Uint8Array.of(1, 0, 3), translate);
  assert.deepEqual([lane.key, lane.count, listOf(lane.rows[0].severities)], ["decided", 1, [0]]);
});
