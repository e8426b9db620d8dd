// Writes that nobody has answered yet: each kept in this browser under its idempotency key before it is sent, so that a
// lost answer, a reload or a closed tab loses nothing. One entry a key, so that two tabs never write over each other.
import { keysWithPrefix, loadValue, removeValue, saveValue } from "../base/storage.js";

const MAX_AGE_MS = 7 * 24 * 3600_000;
const ADOPT_EVERY_MS = 3000; // while there are entries of other tabs
const MAX_ADOPT_WAIT_MS = 1500; // the page does not wait longer to hear of them

/**
 * @typedef {"saving" | "waiting" | "look" | "lost" | "refused"} EntryState Saving: on its way; waiting: nobody
 *   answered, it is
 *   sent again; look: the job changed; lost: the claim ended; refused: by the server.
 * @typedef {object} Entry
 * @property {string} key
 * @property {"finding" | "detection" | "many" | "missed" | "job"} target
 * @property {number[]} ids
 * @property {number[]} [detections] Of "many": the ids of detections, beside `ids` of findings.
 * @property {string} address
 * @property {Record<string, any>} body
 * @property {EntryState} state
 * @property {string} why
 * @property {number | null} version
 * @property {number | null} fence
 * @property {number} tried
 * @property {string} tab
 * @property {number} at
 * @property {string} [after] Of an undo: the key of the act that it takes back, which is to be answered before.
 * @property {(import("./verdict-maps.js").Verdict | null)[]} [before] Of an undo: what stands again on each of
 *   `ids`, then of `detections`.
 */

export class Outbox {
  #onChange;
  #prefix;
  #tab = crypto.randomUUID();
  #lastAt = 0;
  onAdopted = () => {}; // called after entries of a closed tab were taken over

  /**
   * @param {number} person
   * @param {number} job
   * @param {() => void} onChange Called after every change, also one of another tab.
   */
  constructor(person, job, onChange) {
    this.#prefix = `desk-unsent-${person}-${job}-`;
    this.#onChange = onChange;
    /** @type {Map<string, Entry>} */
    this.entries = new Map();
    for (const name of keysWithPrefix(this.#prefix)) this.#loadEntry(name);
    addEventListener("storage", ({ key }) => key?.startsWith(this.#prefix) && this.#reloadEntry(key));
  }

  /** Tells other tabs that this one lives, then takes over what closed ones left behind, now and from time to time. */
  async begin() {
    if (navigator.locks) await holdLock(lockName(this.#tab));
    setInterval(async () => (await this.adopt()) && this.onAdopted(), ADOPT_EVERY_MS);
    await Promise.race([this.adopt(), new Promise((done) => setTimeout(done, MAX_ADOPT_WAIT_MS))]);
  }

  /**
   * Takes over the entries of tabs that are gone: those whose lock is free. Whether there were any. Each look stands
   * alone: browsers were seen to leave one unanswered while another tab closed.
   */
  async adopt() {
    const others = new Set(this.list().map(({ tab }) => tab));
    others.delete(this.#tab);
    const taken = [...others].map((tab) => {
      if (!navigator.locks) return this.#takeFrom(tab);
      const options = { ifAvailable: true };
      return navigator.locks.request(lockName(tab), options, (lock) => lock !== null && this.#takeFrom(tab));
    });
    return (await Promise.all(taken)).includes(true);
  }

  /** Entries in the order in which they were made. */
  list() {
    return [...this.entries.values()].sort((a, b) => a.at - b.at);
  }

  /** Those of this tab that are in one of `states`. @param {...EntryState} states */
  ownEntries(...states) {
    return this.list().filter((entry) => entry.tab === this.#tab && states.includes(entry.state));
  }

  add(entry) {
    this.#lastAt = Math.max(Date.now(), this.#lastAt + 1);
    const fresh = { version: null, fence: null, tried: 0, why: "", state: "saving" };
    return this.change(entry.key, { ...fresh, ...entry, tab: this.#tab, at: this.#lastAt });
  }

  change(key, fields) {
    const entry = { ...this.entries.get(key), ...fields };
    this.entries.set(key, entry);
    saveValue(this.#prefix + key, entry);
    this.#onChange();
    return entry;
  }

  /** An undo of what is dropped goes with it: it would take back an earlier act. */
  drop(key) {
    for (const entry of this.list()) if (entry.after === key) this.drop(entry.key);
    this.entries.delete(key);
    removeValue(this.#prefix + key);
    this.#onChange();
  }

  /** The act `key` is stored: what undoes it may go. @param {string} key @param {Partial<Entry>} [fields] */
  release(key, fields = {}) {
    for (const entry of this.list()) if (entry.after === key) this.change(entry.key, { ...fields, after: "" });
  }

  /**
   * "", or why the last verdict on a finding or detection is not stored: a state.
   * @param {"finding" | "detection"} target
   * @param {number} id
   */
  unsentState(target, id) {
    const isOn = (entry) => {
      if (entry.target === "many" && target === "detection") return Boolean(entry.detections?.includes(id));
      return [target, target === "finding" && "many"].includes(entry.target) && entry.ids.includes(id);
    };
    return this.list().findLast(isOn)?.state ?? "";
  }

  #takeFrom(tab) {
    const stored = (key) => loadValue(this.#prefix + key);
    const left = this.list().filter(({ key }) => stored(key)?.tab === tab);
    for (const { key } of left) this.change(key, { ...stored(key), tab: this.#tab });
    return left.length > 0;
  }

  #loadEntry(name) {
    const entry = loadValue(name);
    if (!entry?.key || Date.now() - entry.at > MAX_AGE_MS) return removeValue(name);
    this.entries.set(entry.key, entry);
    this.#lastAt = Math.max(this.#lastAt, entry.at);
  }

  #reloadEntry(name) {
    this.entries.delete(name.slice(this.#prefix.length));
    if (loadValue(name)) this.#loadEntry(name);
    this.#onChange();
  }
}

function lockName(tab) {
  return `desk-tab-${tab}`;
}

/** Holds the lock `name` for as long as the page lives. */
function holdLock(name) {
  return new Promise((held) => {
    navigator.locks.request(name, () => {
      held();
      return new Promise(() => {});
    });
  });
}
