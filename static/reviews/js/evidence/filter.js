// Which findings a list shows, in which order, and how many each choice would show. Pure: no page. Columns are worked out
// once, so that one pass over ten thousand findings makes no object.
import { WORD_OF } from "./evidence.js";

const TABS = ["all", "speech", "text", "title"];
const FAILS = { category: 1, label: 2, kind: 4, machine: 8, state: 16, score: 32, band: 64 };
const PLACES = 2 ** 21; // more findings than a job has: sort keys hold a rank and a place
export const STATES = ["undecided", "overridden", "withdrawn"];
export const ORDERS = ["time", "risk", "score"];
export const NO_FILTER = { category: "", label: "", kind: "", machine: [], state: [], score: 0, band: 0, order: "time" };

/** How many findings each tab holds. */
export function counts(evidence) {
  const tabs = tabsOf(evidence);
  return Object.fromEntries(TABS.map((tab, n) => [tab, tabs.reduce((sum, bits) => sum + ((bits >> n) & 1), 0)]));
}

function tabsOf(evidence) {
  const code = (word) => evidence.strings.indexOf(word);
  const [audio, frame, text, cover, empty] = [code("audio"), code("frame"), code("text"), code("cover"), code("")];
  return Uint8Array.from(evidence.kind, (kind, i) => {
    if (kind === audio) return 3;
    if (kind === frame) return evidence.text[i] === empty && !hasContent(evidence, i, empty) ? 1 : 5;
    return kind === text || kind === cover ? 9 : 1;
  });
}

/** Whether a detection read something off the picture, a QR code say. */
function hasContent(evidence, i, empty) {
  return evidence.detectionsOf(i).some((row) => evidence.detections.content[row] !== empty && evidence.detections.content[row] >= 0);
}

/** For each finding the different words of its own column and of its detections': `words` from `first[i]` on. */
function wordsOf(evidence, name) {
  const { strings, detections: d } = evidence;
  const empty = strings.indexOf("");
  const words = new Int32Array(evidence.count + d.count);
  const first = new Int32Array(evidence.count + 1);
  let n = 0;
  const add = (word, from) => {
    if (word === empty || word < 0) return;
    for (let k = from; k < n; k++) if (words[k] === word) return;
    words[n++] = word;
  };
  for (let i = 0; i < evidence.count; i++) {
    const from = (first[i] = n);
    add(evidence[name][i], from);
    for (let k = evidence.first[i]; k < evidence.first[i + 1]; k++) add(d[name][evidence.rows[k]], from);
  }
  first[evidence.count] = n;
  return { words: words.subarray(0, n), first, counts: new Int32Array(strings.length) };
}

export class Sieve {
  constructor(evidence, bands) {
    Object.assign(this, { evidence, bands, tabs: tabsOf(evidence), ranks: new Map() });
    this.category = wordsOf(evidence, "category");
    this.label = wordsOf(evidence, "label");
    this.said = new Int8Array(evidence.count).fill(-1);
    this.found = new Int32Array(evidence.count);
    this.kinds = new Int32Array(evidence.strings.length);
  }

  /** The words a column holds, the most frequent first: [[place in strings, findings], ...]. */
  choices(name, most) {
    const times = new Map();
    for (const word of this[name].words) times.set(word, (times.get(word) ?? 0) + 1);
    return [...times].sort((a, b) => b[1] - a[1]).slice(0, most);
  }

  /** What people said now, by finding id: [verdict, ...]. */
  hear(verdicts) {
    this.said.fill(-1);
    for (const [id, [verdict]] of verdicts) {
      const place = this.evidence.placeOf.get(id);
      if (place !== undefined) this.said[place] = WORD_OF.indexOf(verdict);
    }
    if (this.evidence.people.length) this.ranks.clear(); // their verdict is their risk
  }

  isOverridden(i) {
    return this.said[i] >= 0 && !this.evidence.byPerson[i] && this.said[i] !== this.evidence.suggestion[i];
  }

  isUndecided(i) {
    return this.said[i] < 0 && !this.evidence.withdrawn[i];
  }

  /** All places in the order `order`; withdrawn ones last unless by time. */
  ranked(order) {
    if (!this.ranks.has(order)) this.ranks.set(order, this.rank(order));
    return this.ranks.get(order);
  }

  rank(order) {
    const { count, suggestion, topScore, withdrawn } = this.evidence;
    const keys = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const score = Math.round(Math.max(0, Math.min(topScore[i], 0.9999)) * 10000);
      const worth = (order === "risk" ? suggestion[i] * 10000 : 0) + score;
      keys[i] = (order === "time" ? 0 : 30000 - worth + withdrawn[i] * 40000) * PLACES + i;
    }
    return Int32Array.from(keys.sort(), (key) => key % PLACES);
  }

  /**
   * {order: places, total: findings of the tab, counts}. `tab` is one of TABS, `keep` a place that stays whatever its state.
   * A choice's count is how many would be shown if it were added to the choices of the other filters.
   */
  apply(tab, wanted, keep = -1) {
    const bit = 1 << TABS.indexOf(tab);
    const test = this.tests(wanted);
    const counts = this.empty();
    let total = 0;
    let n = 0;
    for (const i of this.ranked(wanted.order)) {
      if (!(this.tabs[i] & bit)) continue;
      total++;
      const failed = test(i);
      this.count(counts, i, failed);
      if (!failed || (i === keep && failed === FAILS.state)) this.found[n++] = i;
    }
    return { order: this.found.slice(0, n), total, counts };
  }

  tests(wanted) {
    const { evidence, bands, category, label } = this;
    const place = (word) => (word ? evidence.strings.indexOf(word) : -1);
    const [inCategory, inLabel, kind] = [place(wanted.category), place(wanted.label), place(wanted.kind)];
    const machine = wanted.machine.reduce((bits, word) => bits | (1 << WORD_OF.indexOf(word)), 0);
    const states = wanted.state.reduce((bits, word) => bits | (1 << STATES.indexOf(word)), 0);
    const least = Math.fround(wanted.score); // scores are kept as 32 bit floats
    return (i) => {
      let failed = 0;
      if (wanted.category && !has(category, i, inCategory)) failed |= FAILS.category;
      if (wanted.label && !has(label, i, inLabel)) failed |= FAILS.label;
      if (wanted.kind && evidence.kind[i] !== kind) failed |= FAILS.kind;
      if (machine && (evidence.byPerson[i] || !((machine >> evidence.suggestion[i]) & 1))) failed |= FAILS.machine;
      if (states && !(states & this.statesOf(i))) failed |= FAILS.state;
      if (wanted.score > 0 && evidence.topScore[i] < least) failed |= FAILS.score;
      if (bands[i] < wanted.band) failed |= FAILS.band;
      return failed;
    };
  }

  statesOf(i) {
    return (this.isUndecided(i) ? 1 : 0) | (this.isOverridden(i) ? 2 : 0) | (this.evidence.withdrawn[i] ? 4 : 0);
  }

  empty() {
    for (const counts of [this.category.counts, this.label.counts, this.kinds]) counts.fill(0);
    return { machine: [0, 0, 0], state: [0, 0, 0], band: [0, 0, 0, 0], category: this.category.counts, label: this.label.counts, kind: this.kinds };
  }

  count(counts, i, failed) {
    if (!(failed & ~FAILS.category)) tally(this.category, i);
    if (!(failed & ~FAILS.label)) tally(this.label, i);
    if (!(failed & ~FAILS.kind)) counts.kind[this.evidence.kind[i]]++;
    if (!(failed & ~FAILS.machine) && !this.evidence.byPerson[i]) counts.machine[this.evidence.suggestion[i]]++;
    if (!(failed & ~FAILS.band)) for (let band = 0; band <= this.bands[i]; band++) counts.band[band]++;
    if (failed & ~FAILS.state) return;
    const states = this.statesOf(i);
    for (let state = 0; state < 3; state++) counts.state[state] += (states >> state) & 1;
  }
}

function has({ words, first }, i, word) {
  for (let k = first[i]; k < first[i + 1]; k++) if (words[k] === word) return true;
  return false;
}

function tally({ words, first, counts }, i) {
  for (let k = first[i]; k < first[i + 1]; k++) counts[words[k]]++;
}
