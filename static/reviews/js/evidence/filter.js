// Which findings a list shows, in which order, and how many each choice would show. Pure: no page. Columns are worked
// out once, so that one pass over ten thousand findings makes no object.
import { VERDICTS } from "./evidence.js";

/** @typedef {import("./evidence.js").Evidence} Evidence */
/** @typedef {typeof NO_FILTER} Filter What a person asks for; "", [] and 0 ask for nothing. */
/** @typedef {{words: Int32Array, first: Int32Array, counts: Int32Array}} WordColumn Of finding i from first[i] on. */
/**
 * @typedef {object} ChoiceCounts How many findings each choice would show; words by their place in `strings`.
 * @property {number[]} machine
 * @property {number[]} state
 * @property {number[]} band
 * @property {Int32Array} category
 * @property {Int32Array} label
 * @property {Int32Array} kind
 */

const TABS = ["all", "speech", "text", "title"];
const FAILS = { category: 1, label: 2, kind: 4, machine: 8, state: 16, score: 32, band: 64 };
const MAX_PLACES = 2 ** 21; // more findings than a job has: sort keys hold a rank and a place
export const STATES = ["undecided", "overridden", "withdrawn"];
export const ORDERS = ["time", "risk", "score"];
export const NO_FILTER = {
  category: "",
  label: "",
  kind: "",
  machine: /** @type {string[]} */ ([]),
  state: /** @type {string[]} */ ([]),
  score: 0,
  band: 0,
  order: "time",
};

/** How many findings each tab holds. @param {Evidence} evidence @returns {Record<string, number>} */
export function countByTab(evidence) {
  const tabs = tabBits(evidence);
  const countOf = (/** @type {number} */ n) => tabs.reduce((sum, bits) => sum + ((bits >> n) & 1), 0);
  return Object.fromEntries(TABS.map((tab, n) => [tab, countOf(n)]));
}

/** @param {Evidence} evidence */
function tabBits(evidence) {
  const code = (/** @type {string} */ word) => evidence.strings.indexOf(word);
  const [audio, frame, text, cover, empty] = [code("audio"), code("frame"), code("text"), code("cover"), code("")];
  return Uint8Array.from(evidence.kind, (kind, i) => {
    if (kind === audio) return 3;
    if (kind === frame) return evidence.text[i] === empty && !hasContent(evidence, i, empty) ? 1 : 5;
    return kind === text || kind === cover ? 9 : 1;
  });
}

/**
 * Whether a detection read something off the picture.
 * @param {Evidence} evidence
 * @param {number} i
 * @param {number} empty
 */
function hasContent(evidence, i, empty) {
  const { content } = evidence.detections;
  return evidence.detectionsOf(i).some((row) => content[row] !== empty && content[row] >= 0);
}

/**
 * For each finding the different words of its own column and of its detections': `words` from `first[i]` on.
 * @param {Evidence} evidence
 * @param {"category" | "label"} name
 * @returns {WordColumn}
 */
function collectWords(evidence, name) {
  const { strings, detections: d } = evidence;
  const own = evidence[name];
  const empty = strings.indexOf("");
  const words = new Int32Array(evidence.count + d.count);
  const first = new Int32Array(evidence.count + 1);
  let n = 0;
  const add = (/** @type {number} */ word, /** @type {number} */ from) => {
    if (word === empty || word < 0) return;
    for (let k = from; k < n; k++) if (words[k] === word) return;
    words[n++] = word;
  };
  for (let i = 0; i < evidence.count; i++) {
    const from = (first[i] = n);
    add(own[i], from);
    for (let k = evidence.first[i]; k < evidence.first[i + 1]; k++) add(d[name][evidence.rows[k]], from);
  }
  first[evidence.count] = n;
  return { words: words.subarray(0, n), first, counts: new Int32Array(strings.length) };
}

export class FindingFilter {
  /** @param {Evidence} evidence @param {Uint8Array} bands By place: see `computeHarmBands`. */
  constructor(evidence, bands) {
    this.evidence = evidence;
    this.bands = bands;
    this.tabs = tabBits(evidence);
    /** @type {Map<string, Int32Array>} */
    this.ranks = new Map();
    this.category = collectWords(evidence, "category");
    this.label = collectWords(evidence, "label");
    this.said = new Int8Array(evidence.count).fill(-1);
    this.found = new Int32Array(evidence.count);
    this.kinds = new Int32Array(evidence.strings.length);
  }

  /**
   * The words a column holds, the most frequent first: [[place in strings, findings], ...].
   * @param {"category" | "label"} name
   * @param {number} most
   * @returns {[word: number, findings: number][]}
   */
  listChoices(name, most) {
    const times = new Map();
    const { words } = name === "category" ? this.category : this.label;
    for (const word of words) times.set(word, (times.get(word) ?? 0) + 1);
    return [...times].sort((a, b) => b[1] - a[1]).slice(0, most);
  }

  /** What people said now, by finding id: [verdict, ...]. @param {Iterable<[number, any[]]>} verdicts */
  setVerdicts(verdicts) {
    this.said.fill(-1);
    for (const [id, [verdict]] of verdicts) {
      const place = this.evidence.placeOf.get(id);
      if (place !== undefined) this.said[place] = VERDICTS.indexOf(verdict);
    }
    if (this.evidence.people.length) this.ranks.clear(); // their verdict is their risk
  }

  /** @param {number} i */
  isOverridden(i) {
    return this.said[i] >= 0 && !this.evidence.byPerson[i] && this.said[i] !== this.evidence.suggestion[i];
  }

  /** @param {number} i */
  isUndecided(i) {
    return this.said[i] < 0 && !this.evidence.withdrawn[i];
  }

  /**
   * All places in the order `order`; withdrawn ones last unless by time.
   * @param {string} order
   * @returns {Int32Array}
   */
  rankPlaces(order) {
    const ranked = this.ranks.get(order) ?? this.sortPlaces(order);
    this.ranks.set(order, ranked);
    return ranked;
  }

  /** @param {string} order */
  sortPlaces(order) {
    const { count, suggestion, topScore, withdrawn } = this.evidence;
    const keys = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const score = Math.round(Math.max(0, Math.min(topScore[i], 0.9999)) * 10000);
      const worth = (order === "risk" ? suggestion[i] * 10000 : 0) + score;
      keys[i] = (order === "time" ? 0 : 30000 - worth + withdrawn[i] * 40000) * MAX_PLACES + i;
    }
    return Int32Array.from(keys.sort(), (key) => key % MAX_PLACES);
  }

  /**
   * {order: places, total: findings of the tab, counts}. `tab` is one of TABS, `keep` a place that stays whatever its
   * state.
   * A choice's count is how many would be shown if it were added to the choices of the other filters.
   * @param {string} tab
   * @param {Filter} wanted
   * @param {number} [keep]
   * @returns {{order: Int32Array, total: number, counts: ChoiceCounts}}
   */
  apply(tab, wanted, keep = -1) {
    const bit = 1 << TABS.indexOf(tab);
    const test = this.buildTest(wanted);
    const counts = this.resetCounts();
    let total = 0;
    let n = 0;
    for (const i of this.rankPlaces(wanted.order)) {
      if (!(this.tabs[i] & bit)) continue;
      total++;
      const failed = test(i);
      this.countFinding(counts, i, failed);
      if (!failed || (i === keep && failed === FAILS.state)) this.found[n++] = i;
    }
    return { order: this.found.slice(0, n), total, counts };
  }

  /** A test that names what a place fails: 0 for nothing, else bits of FAILS. @param {Filter} wanted */
  buildTest(wanted) {
    const { evidence, bands, category, label } = this;
    const place = (/** @type {string} */ word) => (word ? evidence.strings.indexOf(word) : -1);
    const [inCategory, inLabel, kind] = [place(wanted.category), place(wanted.label), place(wanted.kind)];
    const machine = wanted.machine.reduce((bits, word) => bits | (1 << VERDICTS.indexOf(word)), 0);
    const states = wanted.state.reduce((bits, word) => bits | (1 << STATES.indexOf(word)), 0);
    const least = Math.fround(wanted.score); // scores are kept as 32 bit floats
    return (/** @type {number} */ i) => {
      let failed = 0;
      if (wanted.category && !hasWord(category, i, inCategory)) failed |= FAILS.category;
      if (wanted.label && !hasWord(label, i, inLabel)) failed |= FAILS.label;
      if (wanted.kind && evidence.kind[i] !== kind) failed |= FAILS.kind;
      if (machine && (evidence.byPerson[i] || !((machine >> evidence.suggestion[i]) & 1))) failed |= FAILS.machine;
      if (states && !(states & this.stateBits(i))) failed |= FAILS.state;
      if (wanted.score > 0 && evidence.topScore[i] < least) failed |= FAILS.score;
      if (bands[i] < wanted.band) failed |= FAILS.band;
      return failed;
    };
  }

  /** @param {number} i */
  stateBits(i) {
    return (this.isUndecided(i) ? 1 : 0) | (this.isOverridden(i) ? 2 : 0) | (this.evidence.withdrawn[i] ? 4 : 0);
  }

  /** @returns {ChoiceCounts} */
  resetCounts() {
    for (const counts of [this.category.counts, this.label.counts, this.kinds]) counts.fill(0);
    return {
      machine: [0, 0, 0],
      state: [0, 0, 0],
      band: [0, 0, 0, 0],
      category: this.category.counts,
      label: this.label.counts,
      kind: this.kinds,
    };
  }

  /** @param {ChoiceCounts} counts @param {number} i @param {number} failed */
  countFinding(counts, i, failed) {
    if (!(failed & ~FAILS.category)) countWords(this.category, i);
    if (!(failed & ~FAILS.label)) countWords(this.label, i);
    if (!(failed & ~FAILS.kind)) counts.kind[this.evidence.kind[i]]++;
    if (!(failed & ~FAILS.machine) && !this.evidence.byPerson[i]) counts.machine[this.evidence.suggestion[i]]++;
    if (!(failed & ~FAILS.band)) for (let band = 0; band <= this.bands[i]; band++) counts.band[band]++;
    if (failed & ~FAILS.state) return;
    const states = this.stateBits(i);
    for (let state = 0; state < 3; state++) counts.state[state] += (states >> state) & 1;
  }
}

/** @param {WordColumn} column @param {number} i @param {number} word */
function hasWord({ words, first }, i, word) {
  for (let k = first[i]; k < first[i + 1]; k++) if (words[k] === word) return true;
  return false;
}

/** @param {WordColumn} column @param {number} i */
function countWords({ words, first, counts }, i) {
  for (let k = first[i]; k < first[i + 1]; k++) counts[words[k]]++;
}
