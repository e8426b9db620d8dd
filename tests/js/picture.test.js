import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_CORNER } from "../../static/reviews/js/evidence/columns.js";
import { boxOnPicture, containPicture } from "../../static/reviews/js/evidence/picture.js";

const detections = (...corners) => {
  const [x1, y1, x2, y2] = corners;
  return { x1: [x1], y1: [y1], x2: [x2], y2: [y2] };
};

test("a picture keeps its shape, with room beside it or above it", () => {
  assert.deepEqual(containPicture(800, 400, 400, 400), { x: 200, y: 0, width: 400, height: 400 });
  assert.deepEqual(containPicture(400, 800, 400, 200), { x: 0, y: 300, width: 400, height: 200 });
});

test("a box of source pixels lies where it was seen", () => {
  const picture = { x: 100, y: 50, width: 320, height: 180 };
  const box = boxOnPicture(picture, { width: 640, height: 360 }, detections(64, 36, 128, 72), 0);
  assert.deepEqual(box, { x: 132, y: 68, width: 32, height: 18, isCut: false });
});

test("a box in pixels that are not square lies at its share of the picture", () => {
  const picture = { x: 0, y: 0, width: 480, height: 270 };
  const box = boxOnPicture(picture, { width: 360, height: 270 }, detections(270, 60, 330, 120), 0);
  assert.deepEqual(box, { x: 360, y: 60, width: 80, height: 60, isCut: false });
});

test("corners may come in any order", () => {
  const picture = { x: 0, y: 0, width: 100, height: 100 };
  assert.deepEqual(boxOnPicture(picture, { width: 100, height: 100 }, detections(90, 80, 10, 20), 0), {
    x: 10,
    y: 20,
    width: 80,
    height: 60,
    isCut: false,
  });
});

test("what reaches beyond the picture is cut and says so", () => {
  const picture = { x: 0, y: 0, width: 100, height: 100 };
  assert.deepEqual(boxOnPicture(picture, { width: 100, height: 100 }, detections(-20, 10, 150, 50), 0), {
    x: 0,
    y: 10,
    width: 100,
    height: 40,
    isCut: true,
  });
});

test("without all four corners there is no box", () => {
  const picture = { x: 0, y: 0, width: 100, height: 100 };
  assert.equal(boxOnPicture(picture, { width: 100, height: 100 }, detections(1, NO_CORNER, 2, 3), 0), null);
});
