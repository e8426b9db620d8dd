import assert from "node:assert/strict";
import { test } from "node:test";
import { findStretches, stretchAround, stretchMembers } from "../../static/reviews/js/evidence/stretch.js";
import { anEvidence, listOf } from "./an-evidence.js";

const frames = (category, ...times) => times.map((start) => ({ start, category }));

test("neighbouring frames of one category are a stretch, and a gap of two intervals is borne", () => {
  const evidence = anEvidence(frames("ad", 0, 1000, 3000, 5001));
  assert.deepEqual(stretchAround(evidence, 1), [0, 1, 2]);
  assert.deepEqual(stretchAround(evidence, 3), [3]);
});

test("categories have stretches of their own, however they alternate", () => {
  const evidence = anEvidence([
    ...frames("ad", 0),
    ...frames("violence", 500),
    ...frames("ad", 1000),
    ...frames("violence", 1500),
  ]);
  assert.deepEqual(
    [0, 1, 2, 3].map((place) => stretchAround(evidence, place)),
    [
      [0, 2],
      [1, 3],
      [0, 2],
      [1, 3],
    ],
  );
});

test("a single frame is no stretch, and the others are numbered without it", () => {
  const stretches = findStretches(
    anEvidence([...frames("ad", 0), ...frames("violence", 500, 1000), ...frames("ad", 9000, 9500)]),
  );
  assert.deepEqual([stretches.count, listOf(stretches.of)], [2, [-1, 0, 0, 1, 1]]);
  assert.deepEqual(
    [0, 1].map((n) => listOf(stretchMembers(stretches, n))),
    [
      [1, 2],
      [3, 4],
    ],
  );
});

test("sound and what was withdrawn are in none", () => {
  const evidence = anEvidence([
    { start: 0, kind: "audio" },
    { start: 100, withdrawn: true },
    { start: 200 },
    { start: 300 },
  ]);
  assert.deepEqual(listOf(findStretches(evidence).of), [-1, -1, 0, 0]);
});

test("members come in time order, wherever they stand", () => {
  assert.deepEqual(stretchAround(anEvidence(frames("ad", 0, 1000, 2000)), 2), [0, 1, 2]);
});

test("without a known interval ten seconds are borne", () => {
  const evidence = anEvidence(frames("ad", 0, 10_000, 20_001), { frame_interval_ms: null });
  assert.deepEqual([stretchAround(evidence, 0), stretchAround(evidence, 2)], [[0, 1], [2]]);
});

test("stretches are worked out once for an evidence", () => {
  const evidence = anEvidence(frames("ad", 0, 1000));
  assert.equal(findStretches(evidence), findStretches(evidence));
});
