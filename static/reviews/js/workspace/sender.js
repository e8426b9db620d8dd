// Sends what the outbox holds, one after the other, since each write needs the version of the one before. What nobody
// answered is sent again with the same key: when the network is back, when the page gets the focus, and ever more slowly.
import { post } from "../base/http.js";
import { say } from "../base/i18n.js";

const AGAIN_MS = [1000, 2000, 4000, 8000, 16_000, 30_000];
const FORMS = new Set(["job", "missed"]);
const LOST = new Set(["claim_lost", "already_settled", "not_claimed", "claim_held"]);

export class Sending {
  constructor(desk, outbox) {
    Object.assign(this, { desk, outbox, failures: 0, answers: new Map() });
    for (const event of ["online", "focus"]) addEventListener(event, () => this.wake());
    outbox.freed = () => this.run();
    addEventListener("beforeunload", (event) => this.isBehind() && event.preventDefault());
  }

  /** The first answer to this entry; {ok: false, status: 0} while nobody answers and it waits. */
  send(entry) {
    const answered = new Promise((done) => this.answers.set(entry.key, done));
    this.run();
    return answered;
  }

  async wake() {
    this.run();
    if (await this.outbox.adopt()) this.run();
  }

  async run() {
    if (this.isRunning) return;
    this.isRunning = true;
    clearTimeout(this.again);
    try {
      for (let entry; (entry = this.outbox.mine("saving", "waiting")[0]); ) if (!(await this.sendOne(entry))) break;
    } finally {
      this.isRunning = false;
    }
  }

  async sendOne({ key }) {
    const { desk, outbox } = this;
    const before = outbox.entries.get(key);
    const entry = outbox.change(key, { version: before.version ?? desk.version, fence: before.fence ?? desk.fence, tried: before.tried + 1 });
    const { version, fence } = entry;
    const answer = await post(entry.address, { ...entry.body, version, fence, idempotency_key: key });
    if (!outbox.entries.has(key)) return true; // dropped meanwhile
    if (answer.ok) await this.settle(entry, answer);
    else if (isNoAnswer(answer)) return this.wait(answer);
    else await this.refuse(entry, answer);
    this.tellWaiting(answer);
    return true;
  }

  /** Whoever waits for an entry that is not on its way any more gets this answer. */
  tellWaiting(answer) {
    const isGoing = (key) => ["saving", "waiting"].includes(this.outbox.entries.get(key)?.state);
    for (const [key, done] of this.answers) {
      if (isGoing(key)) continue;
      this.answers.delete(key);
      done(answer);
    }
  }

  async settle(entry, answer) {
    const { desk } = this;
    const isQuiet = !entry.done && performance.now() - (desk.undoneAt ?? -Infinity) < 2000; // the word on an undo stays readable
    if (!isQuiet) desk.emit("say", { text: entry.done ?? say(this.failures ? "sent_now" : "saved"), tone: "good", brief: entry.done ? 4000 : true });
    this.failures = 0;
    desk.stand(entry, answer.data);
    this.outbox.drop(entry.key);
    desk.overlay();
    if (answer.data.version !== entry.version + 1) await desk.loadVerdicts(); // this was a second sending, or more went on
    desk.emit("sent", { entry, answer });
  }

  /** Nobody answered: everything waits, and whoever waits for an answer is told so. */
  wait(answer) {
    const why = answer.status === 401 ? "signed_out" : answer.status === 0 ? "offline" : "busy";
    for (const { key } of this.outbox.mine("saving", "waiting")) this.outbox.change(key, { state: "waiting", why });
    if (!this.failures || this.why !== why) this.desk.emit("say", { text: say(why), tone: "bad", brief: why === "signed_out" ? false : 4000 });
    this.why = why;
    for (const done of this.answers.values()) done(answer);
    this.answers.clear();
    this.again = setTimeout(() => this.run(), AGAIN_MS[Math.min(this.failures++, AGAIN_MS.length - 1)]);
    return false;
  }

  async refuse(entry, { status, data }) {
    const { desk, outbox } = this;
    const error = data.error ?? {};
    if (LOST.has(error.code) && entry.fence === desk.fence) desk.lose(error);
    else if (LOST.has(error.code)) outbox.change(entry.key, { state: desk.canWrite ? "look" : "lost", why: error.message });
    else if (error.code === "stale_version") await this.stale(error.context);
    else {
      desk.undoes.forget(entry.key);
      if (error.field && FORMS.has(entry.target)) outbox.drop(entry.key); // said beside the field, where the words stay
      else this.keepRefused(entry, error.message ?? String(status));
    }
    desk.overlay();
  }

  keepRefused({ key }, message) {
    this.outbox.change(key, { state: "refused", why: message });
    this.desk.emit("say", { text: say("refused", { message }), tone: "bad" });
  }

  /** Somebody changed the job: what was decided before that was seen waits for another look. */
  async stale(context) {
    const { desk, outbox } = this;
    const who = desk.whoChanged(context);
    for (const { key } of outbox.mine("saving", "waiting")) outbox.change(key, { state: "look", why: who });
    await desk.loadVerdicts();
    desk.emit("say", { text: say("changed", { who }), tone: "warn" });
  }

  /** The claim is gone: nothing more is sent by itself. */
  stop(why) {
    for (const { key } of this.outbox.mine("saving", "waiting")) this.outbox.change(key, { state: "lost", why });
  }

  /** A person looked and wants it sent: as of now, with the same key. */
  repeat(key) {
    this.outbox.change(key, { state: "saving", why: "", version: null, fence: null });
    this.desk.overlay();
    this.run();
  }

  /** What an earlier page left: sent again under the same claim or when its outcome is unknown, else shown. */
  resume() {
    const { desk, outbox } = this;
    for (const { key } of outbox.mine("lost")) if (desk.canWrite) outbox.change(key, { state: "look" });
    for (const { key, fence, tried, body } of outbox.mine("saving", "waiting")) {
      if (desk.canWrite && (fence === null || fence === desk.fence)) outbox.change(key, { state: "waiting" });
      else if (tried) outbox.change(key, { state: "waiting", body: "next" in body ? { ...body, next: false } : body });
      else outbox.change(key, { state: desk.canWrite ? "look" : "lost" });
    }
    this.run();
  }

  isBehind() {
    return this.outbox.mine("waiting").length > 0;
  }
}

/** No answer, signed out, too many requests or a server in trouble: the same key may be sent again. */
function isNoAnswer({ status, data }) {
  return status === 0 || status === 401 || status === 429 || status >= 500 || (status === 403 && !data.error);
}
