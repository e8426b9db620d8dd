// Gives verdicts on findings, detections and the job, adds findings that the machine missed, and takes the last one
// back. Each is an entry of the outbox before it is sent.
import { t } from "../base/i18n.js";
import { loadForTab, saveForTab } from "../base/storage.js";
import { UndoHistory, describeUndo } from "./undo.js";

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
   * Gives one verdict on many findings and detections in one write; the same key again is the same write.
   * @param {{findings: Iterable<number>, detections?: Iterable<number>}} targets Places, and rows of detections.
   * @param {string} verdict
   * @param {string} key
   * @returns {Promise<Answer>}
   */
  decideMany({ findings, detections = [] }, verdict, key) {
    const ids = Array.from(findings, (place) => this.store.idOf("finding", place));
    const detectionIds = Array.from(detections, (row) => this.store.idOf("detection", row));
    const body = { verdict, took_ms: null, finding_ids: ids, detection_ids: detectionIds };
    const address = this.store.addressOf("many_findings");
    return this.#send({ target: "many", ids, detections: detectionIds, key, address, body });
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

  /**
   * Leaves the whole job to a lead.
   * @param {string} note What to look at.
   * @param {boolean} next Whether the next job is claimed with it.
   * @returns {Promise<Answer>}
   */
  askLead(note, next) {
    const address = this.store.addressOf("ask_lead");
    return this.#send({ target: "job", ids: [], key: this.#keyOf("job", { note }), address, body: { note, next } });
  }

  /** The key of the act that `undo` would take back, "" without one. */
  get lastKey() {
    return this.#history.lastKey;
  }

  /** Takes the last act of this tab back: unsent, it is not sent; else a decision follows that takes it back. */
  undo() {
    const { store } = this;
    if (!store.canWrite) return;
    const last = this.#history.popLast();
    if (!last) return store.showMessage(t("nothing_to_undo"), { tone: "warn", brief: 3000 });
    const unsent = store.outbox.entries.get(last.key);
    if (unsent && (unsent.tried === 0 || NOT_SENT.has(unsent.state))) {
      store.outbox.drop(last.key);
      store.applyPending();
      this.#undoneAt = performance.now();
      return store.showMessage(t("undone_unsent"), { tone: "good", brief: 4000 });
    }
    this.#takeBack(last, unsent ? last.key : "");
  }

  /**
   * What the stored undo came to. An added finding leaves the page with a reload, and the sentence waits for it.
   * @param {import("./outbox.js").Entry} entry
   * @param {Record<string, any>} answer
   */
  confirmUndo(entry, answer) {
    this.#undoneAt = performance.now();
    const text = describeUndo(entry, answer, t);
    if (answer.removed) saveForTab(this.#leftMessage, text);
    return text;
  }

  /** What the page said before it was loaded again. */
  showLeftMessage() {
    const text = loadForTab(this.#leftMessage);
    if (text) this.store.showMessage(text, { tone: "good", brief: 4000 });
    saveForTab(this.#leftMessage, null);
  }

  /** A stored act may be undone from now on, an added finding by the id that it has now. */
  release({ key, target }, { finding }) {
    if (target !== "missed") return this.store.outbox.release(key);
    this.#history.setFinding(key, finding);
    this.store.outbox.release(key, { ids: [finding], address: this.store.addressOf("finding", finding) });
  }

  /** A write that was refused cannot be taken back, and nothing that undoes it is sent. */
  discard(key) {
    this.#history.discard(key);
    const { outbox } = this.store;
    for (const entry of outbox.list()) if (entry.after === key) outbox.drop(entry.key);
  }

  get #leftMessage() {
    return `desk-say-${this.store.person}-${this.store.job}`;
  }

  /** @param {import("./undo.js").Act} act @param {string} after Its key while it is not answered yet. */
  #takeBack({ key, target, ids, detections = [], before }, after) {
    const { store } = this;
    const body = { take_back: true, undoes: key, took_ms: null };
    const more = { ids, detections, before, after, isUndo: true };
    if (target === "many") {
      const address = store.addressOf("many_findings");
      return this.#send({ target, address, body: { ...body, finding_ids: ids, detection_ids: detections }, ...more });
    }
    const on = target === "missed" ? "finding" : target;
    return this.#send({ target: on, address: store.addressOf(on, ids[0] ?? ""), body, ...more });
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
  const about = (one) => [one.target, one.ids, "of", one.detections ?? []].join(" ");
  return about(old) === about(entry) && NOT_SENT.has(old.state);
}
