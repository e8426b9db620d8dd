// A list's filter in the address of the page. What the address says is not trusted: unknown words are left out.
import { VERDICTS } from "../evidence/evidence.js";
import { NO_FILTER, ORDERS, STATES } from "../evidence/filter.js";
import { HARM_BANDS } from "../evidence/harm-bands.js";

const KINDS = ["frame", "audio", "text", "cover", "video"];

/**
 * The filter of a query string; `knows(name, word)` says whether the job has that category or label.
 * @param {string} query
 * @param {(name: "category" | "label", word: string) => boolean} knows
 * @returns {import("../evidence/filter.js").Filter}
 */
export function parseFilter(query, knows) {
  const asked = new URLSearchParams(query);
  const one = (name, words) => (words.includes(asked.get(name)) ? asked.get(name) : "");
  const some = (name, words) => words.filter((word) => (asked.get(name) ?? "").split(",").includes(word));
  const word = (name) => (asked.get(name) && knows(name, asked.get(name)) ? asked.get(name) : "");
  return {
    category: word("category"),
    label: word("label"),
    kind: one("kind", KINDS),
    machine: some("machine", VERDICTS),
    state: some("state", STATES),
    score: /^(0(\.\d{1,2})?|1(\.00?)?)$/.test(asked.get("score") ?? "") ? Number(asked.get("score")) : 0,
    band: Math.max(0, HARM_BANDS.indexOf(asked.get("band"))),
    order: one("order", ORDERS) || NO_FILTER.order,
  };
}

/**
 * The query string that `read` reads back; what else stands in `query` stays.
 * @param {string} query
 * @param {import("../evidence/filter.js").Filter} wanted
 * @returns {string}
 */
export function formatFilter(query, wanted) {
  const asked = new URLSearchParams(query);
  const said = {
    ...wanted,
    machine: wanted.machine.join(","),
    state: wanted.state.join(","),
    score: wanted.score ? wanted.score.toFixed(2) : "",
    band: wanted.band ? HARM_BANDS[wanted.band] : "",
    order: wanted.order === NO_FILTER.order ? "" : wanted.order,
  };
  for (const name of Object.keys(NO_FILTER)) {
    asked.delete(name);
    if (said[name]) asked.set(name, said[name]);
  }
  const text = asked.toString();
  return text ? `?${text}` : "";
}

/**
 * Whether a filter hides anything: an order alone does not.
 * @param {import("../evidence/filter.js").Filter} filter
 * @returns {boolean}
 */
export function isNarrowing({ category, label, kind, machine, state, score, band }) {
  return Boolean(category || label || kind || machine.length || state.length || score || band);
}
