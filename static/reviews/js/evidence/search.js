// Searching in texts of many scripts, pure: no page. Letter case, full and half width, ligatures, runs of white space and
// characters that nobody sees make no difference. Marks come back as places in the text as it is.
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;
const PLAIN = /^[\x21-\x7e]*(?: [\x21-\x7e]+)* ?$/; // one letter, one unit: nothing to fold but its case
const SLICE_MS = 8;
const clusters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** `text` as it is compared. */
export function fold(text) {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text.normalize("NFKC").replace(UNSEEN, "").replace(/\s+/g, " ").toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");
}

/** What a person typed, as it is looked for. */
export function wanted(typed) {
  return fold(typed).trim();
}

/** Every place of `wanted` (folded) in `text`: [[from, to], ...] in units of `text`, at most `most`. */
export function placesIn(text, wanted, most = 200) {
  if (!wanted || !fold(text).includes(wanted)) return []; // to know where is dearer than to know whether
  const { folded, from, to } = mapped(text);
  const places = [];
  for (let at = folded.indexOf(wanted); at >= 0 && places.length < most; at = folded.indexOf(wanted, at + wanted.length)) {
    const last = at + wanted.length - 1;
    places.push(from ? [from[at], to[last]] : [at, last + 1]);
  }
  return places;
}

/** The folded text, and for each of its units the letter (a whole cluster of `text`) it came from. */
function mapped(text) {
  if (PLAIN.test(text)) return { folded: fold(text) };
  const [from, to] = [[], []];
  let folded = "";
  for (const { segment, index } of clusters.segment(text)) {
    let part = fold(segment);
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
  constructor(strings) {
    Object.assign(this, { strings, folded: new Array(strings.length) });
  }

  /** Folds the texts `codes` while the page has nothing else to do. */
  prepare(codes) {
    const rest = [...codes];
    const work = () => {
      const until = performance.now() + SLICE_MS;
      while (rest.length && performance.now() < until) this.of(rest.pop());
      if (rest.length) setTimeout(work);
    };
    (globalThis.requestIdleCallback ?? setTimeout)(work);
  }

  of(code) {
    return (this.folded[code] ??= fold(this.strings[code]));
  }

  /** For each place in `strings` 1 when its text holds `wanted`; only `codes` are looked at. */
  find(wanted, codes) {
    const holds = new Uint8Array(this.strings.length);
    if (wanted) for (const code of codes) if (this.of(code).includes(wanted)) holds[code] = 1;
    return holds;
  }
}
