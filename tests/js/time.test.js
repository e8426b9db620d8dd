import assert from "node:assert/strict";
import { test } from "node:test";
import { formatBrief, formatClock, formatShort, formatLength } from "../../static/reviews/js/base/time.js";

test("the clock shows hours to milliseconds", () => {
  assert.deepEqual([0, 1, 61_001, 3_600_000, 360_000_000].map(formatClock), [
    "00:00:00.000",
    "00:00:00.001",
    "00:01:01.001",
    "01:00:00.000",
    "100:00:00.000",
  ]);
  assert.deepEqual([-5, 999.6].map(formatClock), ["00:00:00.000", "00:00:01.000"]);
});

test("the brief time leaves hours out where there are none", () => {
  assert.deepEqual([10_000, 3_600_000].map(formatBrief), ["00:10.000", "01:00:00.000"]);
});

test("the short time is minutes and seconds, with hours from one on", () => {
  assert.deepEqual([0, 59_499, 59_500, 3_599_000, 3_600_000, 36_061_000].map(formatShort), [
    "00:00",
    "00:59",
    "01:00",
    "59:59",
    "1:00:00",
    "10:01:01",
  ]);
});

test("a length has no more than was there", () => {
  assert.deepEqual([0, 8900, 20_000, 754_000, 3_600_000, 3_725_999].map(formatLength), [
    "0:00",
    "0:08",
    "0:20",
    "12:34",
    "1:00:00",
    "1:02:05",
  ]);
});
