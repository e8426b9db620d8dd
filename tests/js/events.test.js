import assert from "node:assert/strict";
import { test } from "node:test";
import { WorkspaceEvents } from "../../static/reviews/js/workspace/events.js";

test("an event reaches its listeners with its detail, in their order", () => {
  const events = new WorkspaceEvents();
  const heard = [];
  events.addEventListener("select", ({ detail }) => heard.push(["first", detail.index]));
  events.addEventListener("select", ({ detail }) => heard.push(["second", detail.index]));
  events.emit("select", { index: 3, seek: true });
  assert.deepEqual(heard, [
    ["first", 3],
    ["second", 3],
  ]);
});

test("a listener ends with its signal", () => {
  const events = new WorkspaceEvents();
  const life = new AbortController();
  let heard = 0;
  events.addEventListener("verdicts", () => heard++, { signal: life.signal });
  events.emit("verdicts", null);
  life.abort();
  events.emit("verdicts", null);
  assert.equal(heard, 1);
});

test("an event that nobody declared is refused, on both sides", () => {
  const events = new WorkspaceEvents();
  assert.throws(() => events.emit("pixels", null), /no event of the workspace is named pixels/);
  assert.throws(() => events.addEventListener("looks", () => {}), TypeError);
});
