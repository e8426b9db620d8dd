import assert from "node:assert/strict";
import { test } from "node:test";
import { TextIndex, findPlaces, foldQuery, foldText } from "../../static/reviews/js/evidence/search.js";

// text, what is typed, what is marked in the text
const CASES = [
  ["Please ADD me", "add", ["ADD"]],
  ["add ＷｅＣｈａｔ now", "wechat", ["ＷｅＣｈａｔ"]],
  ["call wechat", "ＷＥＣＨＡＴ", ["wechat"]],
  ["快来加微信，加微信", "加微信", ["加微信", "加微信"]],
  ["加\u200b微\u2060信 hidden", "加微信", ["加\u200b微\u2060信"]],
  ["ｶﾞﾝﾊﾞﾚ", "ガンバレ", ["ｶﾞﾝﾊﾞﾚ"]],
  ["Große Straße", "STRASSE", ["Straße"]],
  ["cafe\u0301 and café", "CAFÉ", ["cafe\u0301", "café"]],
  ["ΟΔΟΣ οδος", "οδος", ["ΟΔΟΣ", "οδος"]],
  ["two  \n words", "two words", ["two  \n words"]],
  ["full　width", "full width", ["full　width"]],
  ["the ﬁne print", "fi", ["ﬁ"]],
  ["nothing here", "加", []],
  ["nothing here", "   ", []],
  ["aaaa", "aa", ["aa", "aa"]],
  ["<b>.*</b>", ".*", [".*"]],
];

for (const [text, typed, marked] of CASES) {
  test(`"${typed}" in "${text}"`, () => {
    const wanted = foldQuery(typed);
    assert.deepEqual(
      findPlaces(text, wanted).map(([from, to]) => text.slice(from, to)),
      marked,
    );
    assert.equal(wanted !== "" && foldText(text).includes(wanted), marked.length > 0);
  });
}

test("at most so many places are marked", () => {
  assert.equal(findPlaces("a".repeat(1000), "a").length, 200);
  assert.equal(findPlaces("a".repeat(1000), "a", 3).length, 3);
});

test("the index finds the texts that hold a word, among those asked for", () => {
  const index = new TextIndex(["", "加微信", "Add WeChat", "ＷＥＣＨＡＴ"]);
  assert.deepEqual(index.find(foldQuery("wechat"), [1, 2, 3]), Uint8Array.of(0, 0, 1, 1));
  assert.deepEqual(index.find(foldQuery("wechat"), [1, 2]), Uint8Array.of(0, 0, 1, 0));
  assert.deepEqual(index.find("", [1, 2, 3]), Uint8Array.of(0, 0, 0, 0));
});
