import assert from "node:assert/strict";
import { test } from "node:test";
import { FindingFilter, NO_FILTER, countByTab } from "../../static/reviews/js/evidence/filter.js";
import { anEvidence, listOf } from "./an-evidence.js";

const FINDINGS = [
  { start: 0, category: "violence", label: "fight", suggestion: "block", score: 0.9 },
  { start: 1000, category: "ad", label: "logo", suggestion: "review", score: 0.6, text: "sale" },
  { start: 2000, kind: "audio", category: "abuse", suggestion: "review", score: 0.7 },
  { kind: "text", category: "ad", suggestion: "pass", score: 0.1 },
  { start: 4000, category: "violence", suggestion: "pass", score: 0.2, withdrawn: true },
  { start: 5000, suggestion: "review", detections: [{ category: "ad", label: "qr", content: "http" }] },
];

function shown(
  wanted = {},
  { tab = "all", verdicts = [], keep = -1, findings = FINDINGS, bands = [0, 1, 0, 0, 0, 3] } = {},
) {
  const filter = new FindingFilter(anEvidence(findings), Uint8Array.from(bands));
  filter.setVerdicts(verdicts);
  return filter.apply(tab, { ...NO_FILTER, ...wanted }, keep);
}

const places = (...args) => listOf(shown(...args).order);

test("nothing asked for shows everything in time order", () => {
  assert.deepEqual(places(), [0, 1, 2, 3, 4, 5]);
  assert.equal(shown().total, 6);
});

test("each tab holds its own kinds", () => {
  const tabs = ["all", "speech", "text", "title"].map((tab) => places({}, { tab }));
  assert.deepEqual(tabs, [[0, 1, 2, 3, 4, 5], [2], [1, 5], [3]]);
  assert.deepEqual(countByTab(anEvidence(FINDINGS)), { all: 6, speech: 1, text: 2, title: 1 });
});

test("a category or a label may be a detection's", () => {
  assert.deepEqual(places({ category: "ad" }), [1, 3, 5]);
  assert.deepEqual(places({ label: "qr" }), [5]);
  assert.deepEqual(places({ category: "unheard of" }), []);
});

test("choices of one filter add up, different filters narrow each other", () => {
  assert.deepEqual(places({ machine: ["block", "pass"] }), [0, 3, 4]);
  assert.deepEqual(places({ machine: ["review"], kind: "frame" }), [1, 5]);
  assert.deepEqual(places({ band: 1 }), [1, 5]);
});

test("a score is the least that shows", () => {
  assert.deepEqual(places({ score: 0.6 }), [0, 1, 2]);
  assert.deepEqual(places({ score: 0.61 }), [0, 2]);
});

test("states go by what people decided", () => {
  const verdicts = [
    [100, ["pass"]],
    [101, ["review"]],
    [999, ["block"]],
  ];
  assert.deepEqual(places({ state: ["undecided"] }, { verdicts }), [2, 3, 5]);
  assert.deepEqual(places({ state: ["overridden"] }, { verdicts }), [0]);
  assert.deepEqual(places({ state: ["withdrawn"] }, { verdicts }), [4]);
  assert.deepEqual(places({ state: ["overridden", "withdrawn"] }, { verdicts }), [0, 4]);
});

test("what was just decided stays in sight though its state no longer fits, but not against another filter", () => {
  const verdicts = [[100, ["block"]]];
  assert.deepEqual(places({ state: ["undecided"] }, { verdicts, keep: 0 }), [0, 1, 2, 3, 5]);
  assert.deepEqual(places({ state: ["undecided"], machine: ["review"] }, { verdicts, keep: 0 }), [1, 2, 5]);
});

test("by risk the worst comes first, then by score, and what was withdrawn last", () => {
  assert.deepEqual(places({ order: "risk" }), [0, 2, 1, 5, 3, 4]);
  assert.deepEqual(places({ order: "score" }), [0, 2, 1, 3, 5, 4]);
});

test("what a person added is neither a machine's suggestion nor overridden", () => {
  const findings = [
    { start: 0, byPerson: true, suggestion: "" },
    { start: 0, suggestion: "block" },
  ];
  const options = { findings, bands: [0, 0], verdicts: [[100, ["block"]]] };
  assert.deepEqual(places({ machine: ["pass", "review", "block"] }, options), [1]);
  assert.deepEqual(places({ state: ["overridden"] }, options), []);
});

test("a choice counts what it would show beside the other filters", () => {
  const { counts } = shown({ machine: ["review"] });
  assert.deepEqual(counts.machine, [2, 3, 1]); // its own filter does not narrow it
  assert.deepEqual(counts.state, [3, 0, 0]);
  assert.deepEqual(counts.band, [3, 2, 1, 1]);
  const { strings } = anEvidence(FINDINGS);
  assert.equal(counts.category[strings.indexOf("ad")], 2);
  assert.equal(counts.category[strings.indexOf("violence")], 0);
});

test("the most frequent words are offered first, once for each finding", () => {
  const findings = [
    { category: "b" },
    { category: "a", detections: [{ category: "a" }, { category: "b" }] },
    { category: "b" },
  ];
  const evidence = anEvidence(findings);
  const choices = new FindingFilter(evidence, new Uint8Array(3)).listChoices("category", 5);
  assert.deepEqual(
    choices.map(([word, count]) => [evidence.strings[word], count]),
    [
      ["b", 3],
      ["a", 1],
    ],
  );
  assert.equal(new FindingFilter(evidence, new Uint8Array(3)).listChoices("category", 1).length, 1);
});

test("ten thousand findings are filtered within a frame", () => {
  const findings = Array.from({ length: 10_000 }, (_, i) => ({ ...FINDINGS[i % FINDINGS.length], start: i * 10 }));
  const filter = new FindingFilter(anEvidence(findings), new Uint8Array(10_000));
  filter.apply("all", NO_FILTER);
  const times = Array.from({ length: 9 }, () => {
    const before = performance.now();
    filter.apply("all", { ...NO_FILTER, machine: ["review"], score: 0.5 });
    return performance.now() - before;
  });
  assert.ok(Math.min(...times) < 16, `${Math.min(...times)} ms`);
});
