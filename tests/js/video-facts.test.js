import assert from "node:assert/strict";
import { test } from "node:test";
import { findHole, holeFrom, joinHoles, VideoFacts } from "../../static/reviews/js/evidence/video-facts.js";

const HOUR = 3_600_000;
const measured = (facts) => new VideoFacts({ is_measured: true, state: "ready", picture_start_ms: 0, ...facts });
const opening = (facts) => ({ first: null, at: 0, isHeard: false, ...facts });

test("the container's start stands where the server measured it, however the page was opened", () => {
  const facts = measured({ origin_ms: HOUR });
  for (const first of [HOUR, null]) {
    for (const at of [0, HOUR]) assert.equal(facts.findOrigin(opening({ first, at })), HOUR);
  }
});

test("a browser whose clock begins at the container's start shows its first picture there", () => {
  assert.equal(measured({ origin_ms: HOUR }).findOrigin(opening({ first: 0 })), 0);
  assert.equal(measured({ origin_ms: 5000, picture_start_ms: 6000 }).findOrigin(opening({ first: 6000 })), 0);
  assert.equal(measured({ origin_ms: 5000, picture_start_ms: 6000 }).findOrigin(opening({ first: 11_000 })), 5000);
});

test("a picture is waited for only where it tells something", () => {
  assert.equal(measured({ origin_ms: 7 }).needsFirstPicture, false);
  assert.equal(measured({ origin_ms: HOUR }).needsFirstPicture, true);
  assert.equal(new VideoFacts().needsFirstPicture, true);
});

test("of a video that nobody measured the browser's own clock tells", () => {
  const facts = new VideoFacts();
  assert.equal(facts.findOrigin(opening({ at: 4993, first: 5000 })), 4993);
  assert.equal(facts.findOrigin(opening({ first: 2480, isHeard: true })), 0); // the picture is later than the sound
  assert.equal(facts.findOrigin(opening({ first: HOUR })), HOUR);
  assert.equal(facts.findOrigin(opening({})), 0);
});

test("there is no picture in a hole, nor long before the first one", () => {
  const facts = measured({ picture_start_ms: 2480, holes: [[6900, 12_000]] });
  const times = [0, 2370, 2400, 5000, 6899, 6900, 11_999, 12_000];
  assert.deepEqual(
    times.map((ms) => facts.isPictureAt(ms)),
    [false, false, true, true, true, false, false, true],
  );
});

test("a hole is half open, and holes that touch are one", () => {
  assert.deepEqual(findHole([[10, 20]], 10), [10, 20]);
  assert.equal(findHole([[10, 20]], 20), null);
  const joined = joinHoles(joinHoles([[10, 20]], [40, 50]), [20, 30]);
  assert.deepEqual(joined, [[10, 30], [40, 50]]); // prettier-ignore
  assert.deepEqual(joinHoles([[10, 60]], [20, 30]), [[10, 60]]);
});

test("where a browser gives up a hole begins that lasts as long as the server's near there", () => {
  assert.deepEqual(holeFrom([[6900, 12_000]], 6600, 500), [6600, 12_000]);
  assert.deepEqual(holeFrom([[6900, 12_000]], 2000, 500), [2000, 2500]);
  assert.deepEqual(holeFrom([[1000, 1500]], 2000, 500), [2000, 2500]);
});

test("the server is asked again while it measures or makes a copy", () => {
  assert.equal(new VideoFacts().isGrowing, true);
  assert.equal(measured({}).isGrowing, false);
  assert.equal(measured({ copy: { state: "making" } }).isGrowing, true);
  assert.equal(measured({ copy: { state: "failed" } }).isGrowing, false);
});
