import assert from "node:assert/strict";
import { test } from "node:test";
import { HARM_BANDS, computeHarmBands } from "../../static/reviews/js/evidence/harm-bands.js";
import { anEvidence, listOf } from "./an-evidence.js";

const RULES = [
  ["violence", "", "sensitive"],
  ["violence", "gore", "extreme"],
  ["nudity", "", "graphic"],
];
const bands = (...findings) => listOf(computeHarmBands(RULES, anEvidence(findings))).map((band) => HARM_BANDS[band]);

test("a label's own rule comes before its category's, and what has no rule is harmless", () => {
  assert.deepEqual(
    bands(
      { category: "violence" },
      { category: "violence", label: "gore" },
      { category: "ad" },
      { category: "nudity", label: "x" },
    ),
    ["sensitive", "extreme", "none", "graphic"],
  );
});

test("the worst of a finding and its detections counts", () => {
  const detections = [{ category: "violence", label: "gore" }, { category: "nudity" }];
  assert.deepEqual(bands({ category: "violence", detections }), ["extreme"]);
});

test("what the machine passed or no longer reports does not count", () => {
  const passed = { category: "violence", suggestion: "pass" };
  assert.deepEqual(bands(passed, { category: "violence", withdrawn: true }), ["none", "none"]);
  assert.deepEqual(bands({ detections: [passed, { category: "nudity", withdrawn: true }] }), ["none"]);
});
