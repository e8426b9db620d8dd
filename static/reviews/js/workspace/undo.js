// What this tab decided under its claim, so that the last act can be taken back: by a decision that supersedes it and
// holds no verdict, never by deleting. What stood before stands again; nothing that nobody chose takes its place.
import { loadForTab, saveForTab } from "../base/storage.js";
import { listTargets } from "./verdict-maps.js";

/** @typedef {import("./verdict-maps.js").Verdict} Verdict */
/**
 * @typedef {object} Act
 * @property {string} key The idempotency key that it was sent with.
 * @property {"finding" | "detection" | "many" | "missed"} target
 * @property {number[]} ids A finding that was added has its id once it is stored.
 * @property {number[]} [detections] Of many: the detections among them.
 * @property {(Verdict | null)[]} before What was shown as decided on each of `ids` and `detections`, null for nothing.
 */

const UNDOABLE = new Set(["finding", "detection", "many", "missed"]);
const MAX_ACTS = 100;

export class UndoHistory {
  /** @type {Act[]} */
  #acts;
  #name;
  #store;

  /** @param {import("./store.js").WorkspaceStore} store */
  constructor(store) {
    this.#store = store;
    this.#name = `desk-undo-${store.person}-${store.job}-${store.fence}`;
    this.#acts = loadForTab(this.#name) ?? [];
  }

  /** The key of the act that would be taken back next, "" without one. */
  get lastKey() {
    return this.#acts.at(-1)?.key ?? "";
  }

  /** Remembers a write before it is shown. @param {Record<string, any>} write */
  remember({ key, target, ids, detections = [] }) {
    if (!UNDOABLE.has(target)) return;
    const { verdicts } = this.#store;
    const about = listTargets({ target, ids, detections });
    const before = about.map(([of, id]) => withoutWords(verdicts[of].get(id)));
    this.discard(key); // sent once more
    this.#save([...this.#acts, { key, target, ids, detections, before }].slice(-MAX_ACTS));
  }

  /** A finding that was added is stored, and has an id. @param {string} key @param {number} id */
  setFinding(key, id) {
    this.#save(this.#acts.map((act) => (act.key === key ? { ...act, ids: [id], before: [null] } : act)));
  }

  /** Forgets a write that never came to be. @param {string} key */
  discard(key) {
    this.#save(this.#acts.filter((act) => act.key !== key));
  }

  /** Takes the last act off. @returns {Act | null} */
  popLast() {
    const act = this.#acts.at(-1) ?? null;
    if (act) this.#save(this.#acts.slice(0, -1));
    return act;
  }

  #save(acts) {
    this.#acts = acts;
    saveForTab(this.#name, acts);
  }
}

/** Notes are not kept in the tab. @param {Verdict | undefined} verdict @returns {Verdict | null} */
function withoutWords(verdict) {
  return verdict ? [verdict[0], verdict[1], verdict[2], "", ""] : null;
}

/**
 * What an undo came to, by the server's answer to it.
 * @param {{target: string, detections?: number[]}} write
 * @param {any} answer {undecided, restored, removed, verdict, by}
 * @param {(key: string, parts?: Record<string, any>) => string} translate
 */
export function describeUndo({ target, detections = [] }, answer, translate) {
  const noun = detections.length ? "undone_either" : "undone_finding";
  const what = target === "many" ? describeMany(noun, answer, translate) : describeOne(target, answer, translate);
  return translate("undone", { what });
}

function describeOne(target, { restored, removed, verdict, by }, translate) {
  if (restored) return translate("undone_restored", { verdict: translate(verdict), who: by });
  if (removed) return translate("undone_removed");
  return translate(target === "detection" ? "undone_detection" : "undone_finding");
}

function describeMany(noun, { undecided, restored, removed }, translate) {
  const counted = (key, n) => (n > 1 ? translate(`${key}s`, { n }) : n === 1 ? translate(key) : "");
  const parts = [
    counted(noun, undecided - removed),
    counted("undone_earlier", restored),
    counted("undone_removed", removed),
  ];
  return parts.filter(Boolean).join(" ");
}
