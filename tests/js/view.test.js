import assert from "node:assert/strict";
import { test } from "node:test";
import { MIN_SPAN_MS, TimelineView } from "../../static/reviews/js/timeline/view.js";

const shape = ({ start, end }) => [start, end];

test("zooming keeps the time under the pointer where it is", () => {
  const view = new TimelineView(100_000);
  view.zoom(0.5, 25_000);
  assert.deepEqual(shape(view), [12_500, 62_500]);
});

test("a window is never shorter than a second nor longer than the video", () => {
  const view = new TimelineView(100_000);
  view.zoom(0.000_01, 50_000);
  assert.equal(view.span, MIN_SPAN_MS);
  view.zoom(1e9, 50_000);
  assert.deepEqual([shape(view), view.isWhole], [[0, 100_000], true]);
});

test("panning stops at the ends of the video", () => {
  const view = new TimelineView(100_000);
  view.show(90_000, 20_000);
  assert.deepEqual(shape(view), [80_000, 100_000]);
  view.pan(-999_999);
  assert.deepEqual(shape(view), [0, 20_000]);
});

test("a view of the whole stays whole when the video turns out longer", () => {
  const view = new TimelineView(10_000);
  view.resize(30_000);
  assert.deepEqual(shape(view), [0, 30_000]);
  view.show(0, 5000);
  view.resize(40_000);
  assert.deepEqual(shape(view), [0, 5000]);
});

test("what is in sight moves nothing, what is near moves the window no further than needed", () => {
  const view = new TimelineView(100_000);
  view.show(10_000, 10_000);
  assert.equal(view.reveal(12_000, 13_000), false);
  assert.equal(view.reveal(21_000), true);
  assert.ok(view.has(21_000) && view.start < 13_000);
  view.reveal(90_000);
  assert.equal(view.start + view.span / 2, 90_000); // far away: into the middle
});

test("an edge that is pulled leaves the other where it is", () => {
  const view = new TimelineView(100_000);
  view.show(20_000, 20_000);
  view.moveStart(39_900);
  assert.deepEqual(shape(view), [39_000, 40_000]);
  view.moveEnd(70_000);
  assert.deepEqual(shape(view), [39_000, 70_000]);
});
