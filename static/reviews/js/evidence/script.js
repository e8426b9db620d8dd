// Text of any script as it may stand in a page: its language, where it may be cut, and what would not be seen. Pure.
const clusters = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const SAMPLE_CHARACTERS = 400;
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** @type {[RegExp, string][]} */
const LANGUAGES = [
  [KANA, "ja"],
  [/\p{Script=Hangul}/u, "ko"],
  [/\p{Script=Han}/u, "zh-Hans"],
  [/\p{Script=Latin}/u, "en"],
];

/**
 * The language tag that gives `text` its fonts and line breaks; "" (unknown) for scripts that need no help.
 * @param {string} text
 */
export function languageOf(text) {
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  return LANGUAGES.find(([script]) => script.test(sample))?.[1] ?? "";
}

/**
 * `text` with a sign for each character that would change the page unseen; as long as `text`, so that places stay.
 * @param {string} text
 */
export function showInvisible(text) {
  return text.replace(CONTROLS, (/** @type {string} */ sign) => {
    const code = sign.charCodeAt(0);
    if (sign === "\t") return " ";
    if (sign === "\n" || sign === "\r") return "⏎";
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return "␡";
    return code < 0xa0 ? "�" : "⇄"; // the last: an order to turn the direction of what follows
  });
}

/**
 * Where the letters of `text` that begin at `from` end after `most` of them, or fewer very long ones: never inside one.
 * @param {string} text
 * @param {number} most
 * @param {number} [from]
 */
export function excerptEnd(text, most, from = 0) {
  const room = most * 8;
  let [n, begin] = [0, 0];
  for (const { index, segment } of clusters.segment(text.slice(from, from + 2 * room))) {
    if (n++ === most) return from + index;
    if (index + segment.length > room) return from + (begin || room); // a letter of thousands of marks is cut
    begin = index + segment.length;
  }
  return from + begin;
}

/** The letter boundary at or before `at`. @param {string} text @param {number} at */
export function letterBoundaryBefore(text, at) {
  const from = Math.max(0, at - 64);
  const part = text.slice(from, from + 128);
  return from + (clusters.segment(part).containing(at - from)?.index ?? at - from);
}
