// Sends what the outbox holds, one after the other, since each write needs the version of the one before. What nobody
// answered is sent again with the same key: when the network is back, when the page gets the focus, and ever more
// slowly.
import { postJson } from "../base/http.js";
import { t } from "../base/i18n.js";
import { VERDICTS } from "../evidence/evidence.js";

const RETRY_MS = [1000, 2000, 4000, 8000, 16_000, 30_000];
const UNDONE_MS = 4000;
const FORMS = new Set(["job", "missed"]);
const CLAIM_ERRORS = new Set(["claim_lost", "already_settled", "not_claimed", "claim_held"]);

export class Sender {
  #store;
  #outbox;
  #failures = 0;
  #answers = new Map(); // key -> what its caller waits for
  #isRunning = false;
  #retry = 0;
  #why = "";

  /**
   * @param {import("./store.js").WorkspaceStore} store
   * @param {import("./outbox.js").Outbox} outbox
   */
  constructor(store, outbox) {
    this.#store = store;
    this.#outbox = outbox;
    for (const type of ["online", "focus"]) addEventListener(type, () => this.#wake());
    outbox.onAdopted = () => this.run();
    addEventListener("beforeunload", (event) => this.#isBehind() && event.preventDefault());
  }

  /** The first answer to this entry; {ok: false, status: 0} while nobody answers and it waits. */
  send(entry) {
    const answered = new Promise((done) => this.#answers.set(entry.key, done));
    this.run();
    return answered;
  }

  /** Sends what there is, until nothing is left or nobody answers. */
  async run() {
    if (this.#isRunning) return;
    this.#isRunning = true;
    clearTimeout(this.#retry);
    try {
      let entry = this.#nextEntry();
      while (entry && (await this.#sendOne(entry.key))) entry = this.#nextEntry();
    } finally {
      this.#isRunning = false;
    }
  }

  /** Nothing more is sent by itself: the claim has ended. */
  stop(why) {
    for (const { key } of this.#outbox.ownEntries("saving", "waiting")) {
      this.#outbox.change(key, { state: "lost", why });
    }
  }

  /** A person looked and wants it sent: as of now, with the same key. */
  repeat(key) {
    const { after } = this.#outbox.entries.get(key);
    if (after && this.#outbox.entries.has(after)) this.repeat(after);
    this.#outbox.change(key, { state: "saving", why: "", version: null, fence: null });
    this.#store.applyPending();
    this.run();
  }

  /** What an earlier page left: sent again under the same claim or when its outcome is unknown, else shown. */
  resume() {
    const { canWrite, fence: ownFence } = this.#store;
    const outbox = this.#outbox;
    for (const { key } of outbox.ownEntries("lost")) if (canWrite) outbox.change(key, { state: "look" });
    for (const { key, fence, tried, body } of outbox.ownEntries("saving", "waiting")) {
      if (canWrite && (fence === null || fence === ownFence)) outbox.change(key, { state: "waiting" });
      else if (tried) outbox.change(key, { state: "waiting", body: "next" in body ? { ...body, next: false } : body });
      else outbox.change(key, { state: canWrite ? "look" : "lost" });
    }
    this.run();
  }

  /** An undo waits for the act that it takes back, also for one that waits for a person. */
  #nextEntry() {
    const { entries } = this.#outbox;
    return this.#outbox.ownEntries("saving", "waiting").find(({ after }) => !after || !entries.has(after));
  }

  async #wake() {
    this.run();
    if (await this.#outbox.adopt()) this.run();
  }

  async #sendOne(key) {
    const outbox = this.#outbox;
    const { version: lastVersion, fence: lastFence, tried } = outbox.entries.get(key);
    const version = lastVersion ?? this.#store.version;
    const fence = lastFence ?? this.#store.fence;
    const entry = outbox.change(key, { version, fence, tried: tried + 1 });
    const answer = await postJson(entry.address, { ...entry.body, version, fence, idempotency_key: key });
    if (!outbox.entries.has(key)) return true; // dropped meanwhile
    if (answer.ok) await this.#settle(entry, answer);
    else if (isNoAnswer(answer)) return this.#wait(answer);
    else await this.#refuse(entry, answer);
    this.#answerCallers(answer);
    return true;
  }

  /** Whoever waits for an entry that is not on its way any more gets this answer. */
  #answerCallers(answer) {
    const isGoing = (key) => ["saving", "waiting"].includes(this.#outbox.entries.get(key)?.state);
    for (const [key, done] of this.#answers) {
      if (isGoing(key)) continue;
      this.#answers.delete(key);
      done(answer);
    }
  }

  async #settle(entry, answer) {
    const store = this.#store;
    const isUndo = Boolean(entry.body.take_back);
    const isQuiet = !isUndo && store.writer.hasJustUndone;
    const text = isUndo ? store.writer.confirmUndo(entry, answer.data) : t(this.#failures ? "sent_now" : "saved");
    if (!isQuiet) store.showMessage(text, { tone: "good", brief: isUndo ? UNDONE_MS : true });
    this.#failures = 0;
    store.applySaved(entry, answer.data);
    store.writer.release(entry, answer.data);
    this.#outbox.drop(entry.key);
    store.applyPending();
    const isAlone = answer.data.version === entry.version + 1; // else this was a second sending, or more went on
    if (!isAlone || (isUndo && entry.target === "many")) await store.loadVerdicts();
    store.emit("saved", { entry, answer });
  }

  /** Nobody answered: everything waits, and whoever waits for an answer is told so. */
  #wait(answer) {
    const why = answer.status === 401 ? "signed_out" : answer.status === 0 ? "offline" : "busy";
    const outbox = this.#outbox;
    for (const { key } of outbox.ownEntries("saving", "waiting")) outbox.change(key, { state: "waiting", why });
    const isNews = !this.#failures || this.#why !== why;
    if (isNews) this.#store.showMessage(t(why), { tone: "bad", brief: why === "signed_out" ? false : 4000 });
    this.#why = why;
    for (const done of this.#answers.values()) done(answer);
    this.#answers.clear();
    this.#retry = setTimeout(() => this.run(), RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)]);
    return false;
  }

  async #refuse(entry, { status, data }) {
    const store = this.#store;
    const outbox = this.#outbox;
    const error = data.error ?? {};
    const isClaim = CLAIM_ERRORS.has(error.code);
    if (isClaim && entry.fence === store.fence) store.claimLost(error);
    else if (isClaim) outbox.change(entry.key, { state: store.canWrite ? "look" : "lost", why: error.message });
    else if (error.code === "stale_version") await this.#holdBack(error.context);
    else {
      store.writer.discard(entry.key);
      if (error.field && FORMS.has(entry.target)) {
        outbox.drop(entry.key);
      } // shown beside the field, where the text stays
      else this.#showRefusal(entry, error.message ?? String(status));
    }
    store.applyPending();
  }

  #showRefusal({ key }, message) {
    this.#outbox.change(key, { state: "refused", why: message });
    this.#store.showMessage(t("refused", { message }), { tone: "bad" });
  }

  /** Somebody changed the job: what was decided before that was seen waits for another look. */
  async #holdBack(context) {
    const who = describeChange(context);
    const outbox = this.#outbox;
    for (const { key } of outbox.ownEntries("saving", "waiting")) outbox.change(key, { state: "look", why: who });
    await this.#store.loadVerdicts();
    this.#store.showMessage(t("changed", { who }), { tone: "warn" });
  }

  #isBehind() {
    return this.#outbox.ownEntries("waiting").length > 0;
  }
}

/** No answer, signed out, too many requests or a server in trouble: the same key may be sent again. */
function isNoAnswer({ status, data }) {
  return status === 0 || status === 401 || status === 429 || status >= 500 || (status === 403 && !data.error);
}

/** The sentence about who changed the job, "" when nobody is known. */
function describeChange(context) {
  const who = context?.decided_by ?? context?.by;
  const at = context?.decided_at ?? context?.at;
  if (!who) return "";
  if (context.taken_back) return t("changed_by_undo", { who, at: at ? new Date(at).toLocaleTimeString() : "" });
  const verdict = VERDICTS.includes(context.verdict) ? t(context.verdict) : (context.verdict ?? "");
  return t("changed_by", { who, verdict, at: at ? new Date(at).toLocaleTimeString() : "" });
}
