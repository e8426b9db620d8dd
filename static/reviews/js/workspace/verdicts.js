// What a person says at the desk: verdicts on findings, detections and the job, findings that were missed, and undo. Each is
// an entry of the outbox before it is sent; `Desk` is the one class that has these.
import { say } from "../base/i18n.js";

const NOT_GOING = ["look", "lost", "refused"];

export class Writes extends EventTarget {
  /** Gives a verdict. It shows at once; the answer comes when it is stored, refused, or found unable to be sent yet. */
  decide(target, place, verdict) {
    const id = this.idOf(target, place);
    const body = { verdict, took_ms: Math.round(performance.now() - this.shownAt) };
    return this.send({ target, ids: [id], address: `/${target}s/${id}/decisions/`, body });
  }

  /** One verdict on many findings (by place), one write; the same key again is the same act. */
  decideMany(places, verdict, key) {
    return this.sendMany(Array.from(places, (place) => this.evidence.id[place]), verdict, { key });
  }

  sendMany(ids, verdict, more = {}) {
    const body = { verdict, took_ms: null, finding_ids: ids };
    return this.send({ target: "many", ids, address: `/jobs/${this.job}/findings/decisions/`, body, ...more });
  }

  /** A finding that the machine missed. */
  add({ verdict, ...more }) {
    const body = { verdict, took_ms: null, ...more };
    return this.send({ target: "missed", ids: [], key: this.keyOf("missed", body), address: `/jobs/${this.job}/findings/`, body });
  }

  submit(verdict, policy, note, next) {
    const said = { verdict, took_ms: null, policy_id: policy, note };
    return this.send({ target: "job", ids: [], key: this.keyOf("job", said), address: `/jobs/${this.job}/decisions/`, body: { ...said, next } });
  }

  /** The same words sent again (an answer that got lost) carry the same key, so they are stored once. */
  keyOf(target, said) {
    const words = JSON.stringify(said);
    const same = this.outbox.list().find((entry) => entry.target === target && JSON.stringify({ ...entry.body, next: undefined }) === words);
    return same?.key ?? crypto.randomUUID();
  }

  send({ isUndo = false, key = crypto.randomUUID(), ...entry }) {
    if (!this.canWrite) return Promise.resolve({ ok: false, status: 409, data: {} });
    const isOver = (old) => old.target === entry.target && String(old.ids) === String(entry.ids) && NOT_GOING.includes(old.state);
    for (const old of this.outbox.list()) if (isOver(old)) this.outbox.drop(old.key); // a newer word on the same thing
    if (!isUndo) this.undoes.remember({ key, ...entry });
    const waits = this.sending.send(this.outbox.add({ key, ...entry }));
    this.overlay();
    return waits;
  }

  /** Takes the last act of this page back: with a decision that says what stood before. */
  undo() {
    const last = this.undoes.take();
    if (!last) return this.emit("say", { text: say("nothing_to_undo"), tone: "warn", brief: 3000 });
    this.undoneAt = performance.now();
    const unsent = this.outbox.entries.get(last.key);
    const words = [...last.groups.keys()].map((verdict) => say(verdict)).join(", ");
    const text = say(last.isMachine ? "undone_machine" : "undone", { n: last.ids.length, verdict: words });
    if (unsent?.tried === 0 || NOT_GOING.includes(unsent?.state)) {
      this.outbox.drop(last.key);
      this.overlay();
    } else {
      for (const [verdict, ids] of last.groups) this.takeBack(last.target, ids, verdict, text);
    }
    return this.emit("say", { text, tone: "good", brief: 4000 });
  }

  takeBack(target, ids, verdict, done) {
    if (target === "many") return this.sendMany(ids, verdict, { isUndo: true, done });
    const body = { verdict, took_ms: null };
    return this.send({ target, ids, address: `/${target}s/${ids[0]}/decisions/`, body, isUndo: true, done });
  }
}
