import assert from "node:assert/strict";
import { test } from "node:test";
import { RestOfVideo } from "../../static/reviews/js/workspace/rest-of-video.js";

class Player extends EventTarget {
  now = 0;
  video = { paused: true };
  seeks = [];

  seek(ms) {
    this.seeks.push(ms);
    this.now = ms;
  }

  toggle() {
    this.video.paused = !this.video.paused;
  }

  play(ms) {
    this.now = ms;
    this.dispatchEvent(new Event("time"));
  }
}

function begun() {
  const player = new Player();
  const rest = new RestOfVideo(player, new AbortController().signal);
  rest.begin([
    [2000, 4000],
    [8000, 9000],
  ]);
  return { player, rest };
}

test("what is left plays part after part", () => {
  const { player, rest } = begun();
  assert.deepEqual([player.seeks, player.video.paused], [[2000], false]);
  player.play(3900);
  player.play(4010);
  assert.deepEqual(player.seeks, [2000, 8000]);
  player.play(9000);
  assert.deepEqual([player.seeks, rest.parts], [[2000, 8000], []]);
  player.play(15_000);
  assert.deepEqual(player.seeks, [2000, 8000]);
});

test("a person's own seek ends it", () => {
  const { player } = begun();
  player.play(15_000);
  player.play(4010);
  assert.deepEqual(player.seeks, [2000]);
});

test("a pause at the end of a part jumps nowhere", () => {
  const { player } = begun();
  player.toggle();
  player.play(4010);
  assert.deepEqual(player.seeks, [2000]);
});
