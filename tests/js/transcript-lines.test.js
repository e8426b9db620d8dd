import assert from "node:assert/strict";
import { test } from "node:test";
import {
  buildSpeechLines,
  buildTextLines,
  collectMatches,
  findLinesAt,
  searchableTexts,
} from "../../static/reviews/js/evidence/transcript-lines.js";
import { anEvidence } from "./an-evidence.js";

const text = (start, words, more = {}) => ({ start, text: words, ...more });

test("each piece of sound is a line, with words or without", () => {
  const evidence = anEvidence([
    { start: 0, end: 900, kind: "audio", text: "hello" },
    { start: 1000, kind: "audio" },
    { start: 0 },
  ]);
  const lines = buildSpeechLines(evidence);
  assert.deepEqual(
    lines.map(({ places, start, end }) => [places, start, end]),
    [
      [[0], 0, 900],
      [[1], 1000, 2000],
    ],
  );
});

test("the same words in frames near each other are one line", () => {
  const lines = buildTextLines(
    anEvidence([text(0, "sale"), text(500, "other"), text(2000, "sale"), text(4001, "sale")]),
  );
  assert.deepEqual(
    lines.map(({ places, start, last, end }) => [places, start, last, end]),
    [
      [[0, 2], 0, 2000, 3000],
      [[1], 500, 500, 1500],
      [[3], 4001, 4001, 5001],
    ],
  );
});

test("another suggestion, another code or a withdrawal begins a new line", () => {
  const lines = buildTextLines(
    anEvidence([
      text(0, "sale"),
      text(100, "sale", { suggestion: "block" }),
      text(200, "sale", { withdrawn: true }),
      text(300, "sale", { detections: [{ content: "http://a" }] }),
    ]),
  );
  assert.deepEqual(
    lines.map(({ places }) => places),
    [[0], [1], [2], [3]],
  );
});

test("a code without words is a line, a frame without either is none", () => {
  const evidence = anEvidence([
    { start: 0 },
    { start: 0, detections: [{ content: "http://a" }, { content: "http://a" }] },
  ]);
  const [line, ...rest] = buildTextLines(evidence);
  assert.deepEqual([line.places, line.contents.map((code) => evidence.strings[code]), rest], [[1], ["http://a"], []]);
  assert.deepEqual(
    [...searchableTexts([line])].map((code) => evidence.strings[code]),
    ["", "http://a"],
  );
});

test("the line that goes on, and the one that began last", () => {
  const lines = buildSpeechLines(
    anEvidence([0, 2000, 2500].map((start) => ({ start, end: start + 1000, kind: "audio" }))),
  );
  const at = (ms) => findLinesAt(lines, ms);
  assert.deepEqual(at(-1), { now: -1, passed: -1 });
  assert.deepEqual(at(500), { now: 0, passed: 0 });
  assert.deepEqual(at(1500), { now: -1, passed: 0 });
  assert.deepEqual(at(2600), { now: 2, passed: 2 });
  assert.deepEqual(at(99_999), { now: -1, passed: 2 });
});

test("matched words come once each, the worst first", () => {
  const detections = [
    { suggestion: "review", spans: ["add", "me"] },
    { suggestion: "block", spans: ["me", " ", 7] },
    { suggestion: "block", spans: ["gone"], withdrawn: true },
  ];
  const evidence = anEvidence([{ start: 0, kind: "audio", text: "add me", detections }]);
  const [line] = buildSpeechLines(evidence);
  assert.deepEqual(collectMatches(evidence, line), [
    { words: "me", severity: 2 },
    { words: "add", severity: 1 },
  ]);
});

test("a column of spans that was cut loses the marks, not the line", () => {
  const evidence = anEvidence([{ start: 0, kind: "audio", detections: [{}] }]);
  evidence.strings.push('["cut');
  evidence.detections.spans[0] = evidence.strings.length - 1;
  assert.deepEqual(collectMatches(evidence, buildSpeechLines(evidence)[0]), []);
});
