// Gives verdicts on findings, detections and the job, adds findings that the machine missed, and takes the last one
// back. Each is an entry of the outbox before it is sent.
import { t } from "../base/i18n.js";
import { UndoHistory } from "./undo.js";

const NOT_SENT = new Set(["look", "lost", "refused"]);
const QUIET_MS = 2000; // the message about an undo stays readable

/** @typedef {{ok: boolean, status: number, data: Record<string, any>}} Answer */

export class VerdictWriter {
  #history;
  #undoneAt = -Infinity;

  /** @param {import("./store.js").WorkspaceStore} store */
  constructor(store) {
    this.store = store;
    this.#history = new UndoHistory(store);
  }

  /** Whether something was taken back a moment ago. */
  get hasJustUndone() {
    return performance.now() - this.#undoneAt < QUIET_MS;
  }

  /**
   * Gives a verdict. It shows at once; the answer comes when it is stored, refused, or found unable to be sent yet.
   * @param {"finding" | "detection"} target
   * @param {number} place
   * @param {string} verdict
   * @returns {Promise<Answer>}
   */
  decide(target, place, verdict) {
    const id = this.store.idOf(target, place);
    const body = { verdict, took_ms: Math.round(performance.now() - this.store.selectedAt) };
    return this.#send({ target, ids: [id], address: this.store.addressOf(target, id), body });
  }

  /**
   * Gives one verdict on many findings in one write; the same key again is the same write.
   * @param {Iterable<number>} places
   * @param {string} verdict
   * @param {string} key
   * @returns {Promise<Answer>}
   */
  decideMany(places, verdict, key) {
    return this.#sendMany(
      Array.from(places, (place) => this.store.evidence.id[place]),
      verdict,
      { key },
    );
  }

  /** Adds a finding that the machine missed. @param {Record<string, any>} finding @returns {Promise<Answer>} */
  addFinding({ verdict, ...more }) {
    const body = { verdict, took_ms: null, ...more };
    const address = this.store.addressOf("findings");
    return this.#send({ target: "missed", ids: [], key: this.#keyOf("missed", body), address, body });
  }

  /**
   * Gives the verdict on the whole job.
   * @param {string} verdict
   * @param {number | null} policy
   * @param {string} note
   * @param {boolean} next Whether the next job is claimed with it.
   * @returns {Promise<Answer>}
   */
  submit(verdict, policy, note, next) {
    const request = { verdict, took_ms: null, policy_id: policy, note };
    const address = this.store.addressOf("job");
    return this.#send({
      target: "job",
      ids: [],
      key: this.#keyOf("job", request),
      address,
      body: { ...request, next },
    });
  }

  /** Takes the last write of this page back: with a decision that says what was valid before. */
  undo() {
    const { store } = this;
    const last = this.#history.popLast();
    if (!last) return store.showMessage(t("nothing_to_undo"), { tone: "warn", brief: 3000 });
    this.#undoneAt = performance.now();
    const unsent = store.outbox.entries.get(last.key);
    const verdicts = [...last.groups.keys()].map((verdict) => t(verdict)).join(", ");
    const text = t(last.isMachine ? "undone_machine" : "undone", { n: last.ids.length, verdict: verdicts });
    if (unsent && (unsent.tried === 0 || NOT_SENT.has(unsent.state))) {
      store.outbox.drop(last.key);
      store.applyPending();
    } else {
      for (const [verdict, ids] of last.groups) this.#restore(last.target, ids, verdict, text);
    }
    return store.showMessage(text, { tone: "good", brief: 4000 });
  }

  /** A write that was refused cannot be taken back. */
  discard(key) {
    this.#history.discard(key);
  }

  #restore(target, ids, verdict, doneMessage) {
    if (target === "many") return this.#sendMany(ids, verdict, { isUndo: true, done: doneMessage });
    const body = { verdict, took_ms: null };
    const address = this.store.addressOf(target, ids[0]);
    return this.#send({ target, ids, address, body, isUndo: true, done: doneMessage });
  }

  #sendMany(ids, verdict, more) {
    const body = { verdict, took_ms: null, finding_ids: ids };
    return this.#send({ target: "many", ids, address: this.store.addressOf("many_findings"), body, ...more });
  }

  /** The same request sent again (an answer that got lost) carries the same key, so it is stored once. */
  #keyOf(target, request) {
    const text = JSON.stringify(request);
    const isSame = ({ body, ...entry }) => {
      return entry.target === target && JSON.stringify({ ...body, next: undefined }) === text;
    };
    return this.store.outbox.list().find(isSame)?.key ?? newKey();
  }

  /**
   * @param {Record<string, any>} write `isUndo`: it cannot be taken back itself.
   * @returns {Promise<Answer>}
   */
  #send({ isUndo = false, key = newKey(), ...entry }) {
    const { store } = this;
    if (!store.canWrite) return Promise.resolve({ ok: false, status: 409, data: {} });
    for (const old of store.outbox.list()) if (isReplaced(old, entry)) store.outbox.drop(old.key);
    if (!isUndo) this.#history.remember({ key, ...entry });
    const answered = store.sender.send(store.outbox.add({ key, ...entry }));
    store.applyPending();
    return answered;
  }
}

/** @returns {string} */
function newKey() {
  return crypto.randomUUID();
}

/** A newer verdict on the same thing replaces one that is not on its way. */
function isReplaced(old, entry) {
  return old.target === entry.target && String(old.ids) === String(entry.ids) && NOT_SENT.has(old.state);
}
