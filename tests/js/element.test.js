import assert from "node:assert/strict";
import { test } from "node:test";

// The one part of a page that this module needs: what our class extends.
globalThis.HTMLElement = class extends EventTarget {};
const { PageElement } = await import("../../static/reviews/js/base/element.js");

test("listeners end when the element leaves the page", () => {
  const [element, target] = [new PageElement(), new EventTarget()];
  const heard = [];
  element.listen(target, ["one", "two"], ({ type }) => heard.push(type));
  for (const type of ["one", "two", "other"]) target.dispatchEvent(new Event(type));
  element.disconnectedCallback();
  target.dispatchEvent(new Event("one"));
  assert.deepEqual(heard, ["one", "two"]);
});

test("an element that comes back into the page can listen anew", () => {
  const [element, target] = [new PageElement(), new EventTarget()];
  let heard = 0;
  element.listen(target, "one", () => heard++);
  element.disconnectedCallback();
  element.listen(target, "one", () => heard++);
  target.dispatchEvent(new Event("one"));
  assert.equal(heard, 1);
});

test("what is repeated ends with the element, or when it is told to", (context) => {
  context.mock.timers.enable({ apis: ["setInterval"] });
  const element = new PageElement();
  const runs = { first: 0, second: 0 };
  const stop = element.repeat(() => runs.first++, 1000);
  element.repeat(() => runs.second++, 1000);
  context.mock.timers.tick(2000);
  stop();
  context.mock.timers.tick(1000);
  element.disconnectedCallback();
  context.mock.timers.tick(5000);
  assert.deepEqual(runs, { first: 2, second: 3 });
});
