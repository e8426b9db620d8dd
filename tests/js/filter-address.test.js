import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_FILTER } from "../../static/reviews/js/evidence/filter.js";
import { formatFilter, isNarrowing, parseFilter } from "../../static/reviews/js/findings/filter-address.js";

const known = (name, word) => (name === "category" ? ["violence", "a,b"] : ["fight"]).includes(word);

test("a filter survives its way through the address", () => {
  const filter = {
    category: "a,b",
    label: "fight",
    kind: "frame",
    machine: ["review", "block"],
    state: ["undecided"],
    score: 0.55,
    band: 2,
    order: "risk",
  };
  assert.deepEqual(parseFilter(formatFilter("", filter), known), filter);
  assert.deepEqual(parseFilter(formatFilter("", NO_FILTER), known), NO_FILTER);
});

test("nothing asked for leaves the address clean, and what is not ours stays in it", () => {
  assert.equal(formatFilter("", NO_FILTER), "");
  assert.equal(formatFilter("?t=5&kind=audio", NO_FILTER), "?t=5");
  assert.equal(formatFilter("?t=5", { ...NO_FILTER, score: 0.5 }), "?t=5&score=0.50");
});

test("what the address says is not trusted", () => {
  const hostile =
    "?category=nope&label=%3Cscript%3E&kind=ghost&machine=block,evil&state=x&score=9&band=worst&order=sideways";
  assert.deepEqual(parseFilter(hostile, known), { ...NO_FILTER, machine: ["block"] });
  for (const score of ["-1", "1.5", "0.123", "NaN", "1e3", ""]) {
    assert.equal(parseFilter(`?score=${score}`, known).score, 0);
  }
});

test("an order alone narrows nothing", () => {
  assert.equal(isNarrowing({ ...NO_FILTER, order: "risk" }), false);
  for (const some of [{ category: "x" }, { machine: ["block"] }, { score: 0.1 }, { band: 1 }]) {
    assert.equal(isNarrowing({ ...NO_FILTER, ...some }), true);
  }
});
