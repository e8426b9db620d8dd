// Searching in texts of many scripts, pure: no page. Letter case, full and half width, ligatures, runs of white space
// and characters that nobody sees make no difference. Marks come back as places in the text as it is.
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;
const PLAIN = /^[\x21-\x7e]*(?: [\x21-\x7e]+)* ?$/; // one letter, one unit: nothing to fold but its case
const SLICE_MS = 8;
const clusters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** `text` as it is compared. @param {string} text */
export function foldText(text) {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text
    .normalize("NFKC")
    .replace(IGNORABLE, "")
    .replace(/\s+/g, " ")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll("ς", "σ");
}

/** What a person typed, as it is looked for. @param {string} typed */
export function foldQuery(typed) {
  return foldText(typed).trim();
}

/**
 * Every place of `wanted` (folded) in `text`: [[from, to], ...] in units of `text`, at most `most`.
 * @param {string} text
 * @param {string} wanted
 * @param {number} [most]
 * @returns {[from: number, to: number][]}
 */
export function findPlaces(text, wanted, most = 200) {
  if (!wanted || !foldText(text).includes(wanted)) return []; // to know where is dearer than to know whether
  const { folded, from, to } = mapFolded(text);
  /** @type {[number, number][]} */
  const places = [];
  for (
    let at = folded.indexOf(wanted);
    at >= 0 && places.length < most;
    at = folded.indexOf(wanted, at + wanted.length)
  ) {
    const last = at + wanted.length - 1;
    places.push(from && to ? [from[at], to[last]] : [at, last + 1]);
  }
  return places;
}

/**
 * The folded text, and for each of its units the letter (a whole cluster of `text`) it came from.
 * @param {string} text
 * @returns {{folded: string, from?: number[], to?: number[]}}
 */
function mapFolded(text) {
  if (PLAIN.test(text)) return { folded: foldText(text) };
  /** @type {number[]} */
  const from = [];
  /** @type {number[]} */
  const to = [];
  let folded = "";
  for (const { segment, index } of clusters.segment(text)) {
    let part = foldText(segment);
    if (part.startsWith(" ") && folded.endsWith(" ")) part = part.slice(1);
    for (let k = 0; k < part.length; k++) {
      from.push(index);
      to.push(index + segment.length);
    }
    folded += part;
  }
  return { folded, from, to };
}

/** Texts by their place in `strings`, each folded once: in idle time, or when a search needs it. */
export class TextIndex {
  /** @param {string[]} strings */
  constructor(strings) {
    this.strings = strings;
    /** @type {string[]} */
    this.folded = Array.from({ length: strings.length });
  }

  /** Folds the texts `codes` while the page has nothing else to do. @param {Iterable<number>} codes */
  prepare(codes) {
    const rest = [...codes];
    const work = () => {
      const until = performance.now() + SLICE_MS;
      while (rest.length && performance.now() < until) this.foldedText(/** @type {number} */ (rest.pop()));
      if (rest.length) setTimeout(work);
    };
    (globalThis.requestIdleCallback ?? setTimeout)(work);
  }

  /** The text at `code`, folded. @param {number} code @returns {string} */
  foldedText(code) {
    return (this.folded[code] ??= foldText(this.strings[code]));
  }

  /**
   * For each place in `strings` 1 when its text holds `wanted`; only `codes` are looked at.
   * @param {string} wanted
   * @param {Iterable<number>} codes
   */
  find(wanted, codes) {
    const holds = new Uint8Array(this.strings.length);
    if (wanted) for (const code of codes) if (this.foldedText(code).includes(wanted)) holds[code] = 1;
    return holds;
  }
}
