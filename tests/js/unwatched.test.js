import assert from "node:assert/strict";
import { test } from "node:test";
import { findGaps, findUnwatched, joinRanges, watchedTime } from "../../static/reviews/js/evidence/unwatched.js";
import { anEvidence } from "./an-evidence.js";

const undecided = () => undefined;
const block = (start, end, more = {}) => ({ start, end, suggestion: "block", ...more });

test("ranges are joined where they touch, whatever their order", () => {
  assert.deepEqual(
    joinRanges([
      [5000, 6000],
      [0, 1000],
      [1200, 2000],
      [500, 800],
    ]),
    [
      [0, 2000],
      [5000, 6000],
    ],
  );
  assert.deepEqual(
    joinRanges([
      [0, 1000],
      [1251, 2000],
    ]),
    [
      [0, 1000],
      [1251, 2000],
    ],
  );
  assert.deepEqual(joinRanges([]), []);
});

test("ranges that are joined stay as they were", () => {
  const mine = [
    [0, 1000, 100, 0, 1],
    [1000, 2000, 100, 0, 1],
  ];
  joinRanges(mine);
  assert.deepEqual(mine, [
    [0, 1000, 100, 0, 1],
    [1000, 2000, 100, 0, 1],
  ]);
});

test("a block that was watched from start to end is seen, over two ranges too", () => {
  const evidence = anEvidence([block(1000, 3000)]);
  assert.deepEqual(
    findUnwatched(evidence, undecided, [
      [900, 2000],
      [2000, 3100],
    ]),
    [],
  );
  assert.deepEqual(findUnwatched(evidence, undecided, [[0, 2000]]), [0]);
  assert.deepEqual(
    findUnwatched(evidence, undecided, [
      [0, 1200],
      [2500, 4000],
    ]),
    [0],
  );
  assert.deepEqual(findUnwatched(evidence, undecided, []), [0]);
});

test("a player's clock may be a quarter of a second off", () => {
  assert.deepEqual(findUnwatched(anEvidence([block(1000, 3000)]), undecided, [[1250, 2750]]), []);
  assert.deepEqual(findUnwatched(anEvidence([block(1000, 3000)]), undecided, [[1251, 2750]]), [0]);
});

test("an instant is seen when its place was", () => {
  assert.deepEqual(findUnwatched(anEvidence([block(1000, null)]), undecided, [[0, 2000]]), []);
});

test("only what the machine would block, at a time, and still reports", () => {
  const evidence = anEvidence([
    { start: 0, suggestion: "review" },
    { suggestion: "block" },
    block(2000, 3000, { withdrawn: true }),
    block(4000, 5000, { byPerson: true }),
    block(9000, 9500),
    block(6000, 7000),
  ]);
  assert.deepEqual(findUnwatched(evidence, undecided, []), [5, 4]); // in time order
});

test("who said block or review of it needs no reminder, who passed it does", () => {
  const evidence = anEvidence([block(0, 1000), block(2000, 3000), block(4000, 5000)]);
  const verdicts = ["pass", "review", "block"];
  assert.deepEqual(
    findUnwatched(evidence, (place) => verdicts[place], []),
    [0],
  );
});

test("gaps are what was left out, at both ends and in between, clipped to the length", () => {
  const watched = [
    [3000, 8000, 100, 0, 1],
    [12_000, 30_000],
  ];
  assert.deepEqual(findGaps(watched, 20_000), [
    [0, 3000],
    [8000, 12_000],
  ]);
  assert.equal(watchedTime(watched, 20_000), 13_000);
  assert.deepEqual(findGaps([], 20_000), [[0, 20_000]]);
  assert.equal(watchedTime([], 20_000), 0);
  assert.deepEqual(findGaps([[0, 9000]], 5000), []);
});

test("a quarter of a second at an end or between two ranges is no gap, and then all was watched", () => {
  const watched = [
    [250, 1000],
    [1250, 1750],
  ];
  assert.deepEqual(findGaps(watched, 2000), []);
  assert.equal(watchedTime(watched, 2000), 2000);
  assert.deepEqual(findGaps(watched, 2001), [[1750, 2001]]);
});
