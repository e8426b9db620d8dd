import assert from "node:assert/strict";
import { test } from "node:test";
import {
  excerptEnd,
  languageOf,
  letterBoundaryBefore,
  showInvisible,
} from "../../static/reviews/js/evidence/script.js";

const FAMILY = "👨‍👩‍👧‍👦";

test("a text has the language of its script, unknown where no font depends on it", () => {
  const texts = ["快来加微信 now", "ﾊﾞﾅﾅを買う 今", "지금 사세요 漢字", "Buy now", "купить сейчас", "12:30"];
  assert.deepEqual(texts.map(languageOf), ["zh-Hans", "ja", "ko", "en", "", ""]);
});

test("what would change the page unseen is shown, and every place stays", () => {
  const text = "a\u202eb\tc\nd\u0000e\u007ff\u0085g\u2066";
  assert.equal(showInvisible(text), "a⇄b c⏎d␀e␡f�g⇄");
  assert.equal(showInvisible(text).length, text.length);
  assert.equal(showInvisible("plain 文字"), "plain 文字");
});

test("an excerpt never ends inside a letter", () => {
  assert.equal(excerptEnd("e\u0301".repeat(3), 2), 4);
  assert.equal(excerptEnd(FAMILY.repeat(3), 3), 2 * FAMILY.length); // very long ones: fewer of them
  assert.equal(excerptEnd("abc", 9), 3);
  assert.equal(excerptEnd("abcdef", 2, 3), 5);
});

test("a letter of thousands of marks is cut all the same", () => {
  const text = `a${"\u0301".repeat(5000)}`;
  assert.equal(excerptEnd(text, 10), 80);
});

test("the boundary before a place is where its letter begins", () => {
  const text = `ab${FAMILY}c`;
  assert.deepEqual(
    [0, 1, 2, 5, 2 + FAMILY.length].map((at) => letterBoundaryBefore(text, at)),
    [0, 1, 2, 2, 2 + FAMILY.length],
  );
});
