// What is said and what stands on the screen, as lines in time order. Pure: no page.
/** @typedef {import("./evidence.js").Evidence} Evidence */
/**
 * @typedef {object} Line Speech, or a text on the screen.
 * @property {number[]} places Of findings, in time order.
 * @property {number} text A place in `strings`.
 * @property {number[]} contents What QR codes say: places in `strings`.
 * @property {number} start The time of its first finding, -1 without one.
 * @property {number} last The same of its last one.
 * @property {number} end
 */

const MAX_GAP_MS = 10_000; // of frames whose sampling interval nobody told

/**
 * A line of speech for each piece of sound that was judged, with words or without.
 * @param {Evidence} evidence
 * @returns {Line[]}
 */
export function buildSpeechLines(evidence) {
  const audio = evidence.strings.indexOf("audio");
  /** @type {Line[]} */
  const lines = [];
  for (let i = 0; i < evidence.count; i++) if (evidence.kind[i] === audio) lines.push(newLine(evidence, i, []));
  return lines;
}

/**
 * A line for each text on the screen: the same words in frames near each other are one line.
 * @param {Evidence} evidence
 * @returns {Line[]}
 */
export function buildTextLines(evidence) {
  const frame = evidence.strings.indexOf("frame");
  const gap = evidence.interval ? evidence.interval * 2 : MAX_GAP_MS;
  /** @type {Line[]} */
  const lines = [];
  /** @type {Map<string, Line>} */
  const open = new Map();
  for (let i = 0; i < evidence.count; i++) {
    if (evidence.kind[i] !== frame) continue;
    const contents = contentCodes(evidence, i);
    if (!evidence.strings[evidence.text[i]] && !contents.length) continue;
    const key = `${evidence.text[i]} ${contents} ${evidence.suggestion[i]} ${evidence.withdrawn[i]}`;
    const before = open.get(key);
    if (before && before.start >= 0 && evidence.start[i] - before.last <= gap) {
      before.places.push(i);
      before.last = evidence.start[i];
      before.end = evidence.endOf(i);
    } else {
      const line = newLine(evidence, i, contents);
      open.set(key, line);
      lines.push(line);
    }
  }
  return lines;
}

/**
 * @param {Evidence} evidence
 * @param {number} i
 * @param {number[]} contents
 * @returns {Line}
 */
function newLine(evidence, i, contents) {
  const start = evidence.start[i];
  return { places: [i], text: evidence.text[i], contents, start, last: start, end: evidence.endOf(i) };
}

/** @param {Evidence} evidence @param {number} i */
function contentCodes({ detections, rows, first, strings }, i) {
  /** @type {number[]} */
  const found = [];
  for (let k = first[i]; k < first[i + 1]; k++) {
    const content = detections.content[rows[k]];
    if (strings[content] && !found.includes(content)) found.push(content);
  }
  return found;
}

/**
 * The lines at `ms`: {now: the latest that is going on, or -1; passed: the latest that began, or -1}.
 * @param {Line[]} lines
 * @param {number} ms
 */
export function findLinesAt(lines, ms) {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle].start <= ms) low = middle + 1;
    else high = middle;
  }
  const passed = low - 1;
  for (let n = passed; n >= 0 && n > passed - 50; n--) {
    if (lines[n].end > ms && lines[n].start >= 0) return { now: n, passed };
  }
  return { now: -1, passed };
}

/** Every place in `strings` that the lines can be searched in. @param {Line[]} lines @returns {Set<number>} */
export function searchableTexts(lines) {
  const codes = new Set();
  for (const { text, contents } of lines) {
    if (text >= 0) codes.add(text);
    for (const content of contents) codes.add(content);
  }
  return codes;
}

/**
 * What the machine matched in a line's words: [{words, severity}], the worst first, each once.
 * @param {Evidence} evidence
 * @param {Line} line
 */
export function collectMatches(evidence, line) {
  const found = new Map();
  const { detections: d, strings } = evidence;
  for (const place of line.places.slice(0, 30)) {
    for (const row of evidence.detectionsOf(place)) {
      if (d.withdrawn[row]) continue;
      for (const words of parseSpans(strings[d.spans[row]])) {
        found.set(words, Math.max(found.get(words) ?? 0, d.suggestion[row]));
      }
    }
  }
  return Array.from(found, ([words, severity]) => ({ words, severity })).sort((a, b) => b.severity - a.severity);
}

/** @param {string | undefined} json @returns {string[]} */
function parseSpans(json) {
  if (!json || json === "[]") return [];
  try {
    return JSON.parse(json).filter((/** @type {unknown} */ span) => typeof span === "string" && span.trim());
  } catch {
    return []; // a column that was cut is no reason to lose the line
  }
}
