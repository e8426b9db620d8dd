import assert from "node:assert/strict";
import { test } from "node:test";
import {
  findStretches,
  nameStretch,
  stretchAround,
  stretchMembers,
  stretchTargets,
  stretchesAt,
} from "../../static/reviews/js/evidence/stretch.js";
import { anEvidence, listOf } from "./an-evidence.js";

const AD = { category: "ad", label: "banner", suggestion: "review" };
const QR = { category: "qrcode", label: "link", suggestion: "block" };
const CLEAN = { category: "porn", label: "normal", suggestion: "pass", score: 1 };

const frames = (category, ...times) => times.map((start) => ({ start, category }));
const frame = (start, ...detections) => ({ start, suggestion: detections[0].suggestion, detections });

/** [name, places, targets] of every stretch. */
function described(evidence) {
  const all = findStretches(evidence);
  return Array.from({ length: all.count }, (_, n) => [
    nameStretch(evidence, all, n),
    listOf(stretchMembers(all, n)),
    stretchTargets(evidence, all, n),
  ]);
}

test("neighbouring frames of one category are a stretch, and a gap of two intervals is borne", () => {
  const evidence = anEvidence(frames("ad", 0, 1000, 3000, 5001));
  assert.deepEqual(stretchAround(evidence, 1), [0, 1, 2]);
  assert.deepEqual(stretchAround(evidence, 3), [3]);
});

test("what differs in category, label or suggestion is no one stretch", () => {
  const evidence = anEvidence([
    frame(0, AD),
    frame(500, QR),
    frame(1000, AD),
    frame(1500, QR),
    frame(2000, { ...AD, label: "logo" }),
    frame(2500, { ...AD, suggestion: "block" }),
    frame(2600, AD),
  ]);
  assert.deepEqual(described(evidence), [
    ["ad / banner", [0, 2, 6], { findings: [0, 2, 6], detections: [] }],
    ["qrcode / link", [1, 3], { findings: [1, 3], detections: [] }],
  ]);
});

test("a frame with two things lies in both stretches, the worse first, and is judged by its detections there", () => {
  const evidence = anEvidence([frame(0, AD), frame(1000, AD, QR, AD), frame(2000, QR)]);
  assert.deepEqual(described(evidence), [
    ["ad / banner", [0, 1], { findings: [0], detections: [1, 3] }],
    ["qrcode / link", [1, 2], { findings: [2], detections: [2] }],
  ]);
  const all = findStretches(evidence);
  assert.deepEqual([0, 1, 2, -1].map((place) => listOf(stretchesAt(all, place))), [[0], [1, 0], [1], []]);
  assert.deepEqual(stretchAround(evidence, 1), [1, 2]);
});

test("what the machine looked for and did not find makes no stretch and leaves a frame whole", () => {
  const evidence = anEvidence([frame(0, CLEAN, QR), frame(1000, QR, CLEAN), frame(2000, CLEAN)]);
  assert.deepEqual(described(evidence), [["qrcode / link", [0, 1], { findings: [0, 1], detections: [] }]]);
});

test("frames that the machine passed wholly are a stretch by what they say themselves", () => {
  const passed = (start) => ({ start, category: "porn", suggestion: "pass", detections: [CLEAN, { ...CLEAN, category: "ad" }] });
  assert.deepEqual(described(anEvidence([passed(0), passed(1000)])), [
    ["porn", [0, 1], { findings: [0, 1], detections: [] }],
  ]);
});

test("a detection that is no longer reported counts for nothing", () => {
  const evidence = anEvidence([frame(0, AD, { ...QR, withdrawn: true }), frame(1000, AD), frame(2000, AD)]);
  assert.deepEqual(described(evidence), [["ad / banner", [0, 1, 2], { findings: [0, 1, 2], detections: [] }]]);
});

test("a single frame is no stretch, and the others are numbered without it", () => {
  const evidence = anEvidence([...frames("ad", 0), ...frames("violence", 500, 1000), ...frames("ad", 9000, 9500)]);
  assert.deepEqual(
    described(evidence).map(([name, places]) => [name, places]),
    [
      ["violence", [1, 2]],
      ["ad", [3, 4]],
    ],
  );
});

test("sound, what was withdrawn and what a person added are in none", () => {
  const evidence = anEvidence([
    { start: 0, kind: "audio" },
    { start: 100, withdrawn: true },
    { start: 200 },
    { start: 250, byPerson: true },
    { start: 300 },
  ]);
  const all = findStretches(evidence);
  assert.deepEqual([0, 1, 2, 3, 4].map((place) => listOf(stretchesAt(all, place))), [[], [], [0], [], [0]]);
});

test("without a known interval ten seconds are borne", () => {
  const evidence = anEvidence(frames("ad", 0, 10_000, 20_001), { frame_interval_ms: null });
  assert.deepEqual([stretchAround(evidence, 0), stretchAround(evidence, 2)], [[0, 1], [2]]);
});

test("stretches are worked out once for an evidence", () => {
  const evidence = anEvidence(frames("ad", 0, 1000));
  assert.equal(findStretches(evidence), findStretches(evidence));
});
