// The desk of one job: selection, verdicts, claim. Elements listen to it and never talk to each other.
// Events: `select` (detail {index, seek}), `verdicts`, `say` (detail {text, tone}), `lost`, `filter`.
import { post } from "./wire.js";
import { say } from "./words.js";
import { WORD_OF } from "./evidence.js";

export class Desk extends EventTarget {
  constructor(start, evidence) {
    super();
    Object.assign(this, { ...start, evidence });
    this.canWrite = start.fence !== null;
    this.selected = -1;
    this.shownAt = performance.now();
    this.verdicts = { finding: new Map(), detection: new Map() };
    this.order = Int32Array.from({ length: evidence.count }, (_, i) => i);
    this.waits = Promise.resolve();
  }

  emit(type, detail = null) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  async loadVerdicts() {
    const answer = await fetch(`/jobs/${this.job}/verdicts.json`);
    if (!answer.ok || answer.redirected) return null;
    const data = await answer.json();
    this.version = data.version;
    this.verdicts.finding = new Map(Object.entries(data.findings).map(([id, said]) => [Number(id), said]));
    this.verdicts.detection = new Map(Object.entries(data.detections).map(([id, said]) => [Number(id), said]));
    this.rollup = data.rollup;
    this.emit("verdicts");
    return data;
  }

  /** A person's word on a finding or detection (by place), or undefined. */
  saidOf(target, place) {
    const ids = target === "finding" ? this.evidence.id : this.evidence.detections.id;
    return this.verdicts[target].get(ids[place])?.[0];
  }

  select(index, { seek = true } = {}) {
    this.selected = index;
    this.shownAt = performance.now();
    this.emit("select", { index, seek });
  }

  /** The next (+1) or previous (-1) finding of the list as it is filtered and ordered. */
  step(by) {
    if (!this.order.length) return;
    const place = this.order.indexOf(this.selected);
    const next = place < 0 ? (by > 0 ? 0 : this.order.length - 1) : place + by;
    if (next >= 0 && next < this.order.length) this.select(this.order[next]);
  }

  /** Gives a verdict; writes go one after the other, since each needs the version of the one before. */
  decide(target, place, verdict) {
    const ids = target === "finding" ? this.evidence.id : this.evidence.detections.id;
    const key = crypto.randomUUID();
    const took = Math.round(performance.now() - this.shownAt);
    this.waits = this.waits.then(() => this.write(`/${target}s/${ids[place]}/decisions/`, { verdict, key, took }));
    return this.waits.then((answer) => {
      if (!answer?.ok) return answer;
      const { by, at } = answer.data;
      this.verdicts[target].set(ids[place], [answer.data.verdict, by, at, "", ""]);
      this.emit("verdicts");
      return answer;
    });
  }

  submit(verdict, policy, note, next) {
    const more = { policy_id: policy, note, next };
    const body = { verdict, key: this.jobKey(verdict, policy, note), took: null, more };
    this.waits = this.waits.then(() => this.write(`/jobs/${this.job}/decisions/`, body));
    return this.waits;
  }

  /** The same words sent again (an answer that got lost) carry the same key, so they are stored once. */
  jobKey(...words) {
    const said = JSON.stringify(words);
    if (this.saidBefore?.said !== said) this.saidBefore = { said, key: crypto.randomUUID() };
    return this.saidBefore.key;
  }

  async write(address, { verdict, key, took, more = {} }) {
    if (!this.canWrite) return { ok: false, status: 409, data: {} };
    const body = { verdict, version: this.version, fence: this.fence, idempotency_key: key, took_ms: took, ...more };
    const answer = await post(address, body);
    if (answer.ok) {
      this.version = answer.data.version;
      this.rollup = answer.data.rollup;
      this.emit("say", { text: say("saved"), tone: "good", brief: true });
    } else {
      await this.explain(answer);
    }
    return answer;
  }

  async explain({ status, data }) {
    const error = data.error ?? {};
    if (status === 0) return this.emit("say", { text: say("offline"), tone: "bad" });
    if (status === 401) return this.emit("say", { text: say("signed_out"), tone: "bad" });
    if (error.code === "claim_lost" || error.code === "already_settled") return this.lose(error);
    if (error.code === "stale_version") {
      await this.loadVerdicts();
      return this.emit("say", { text: say("changed", { who: this.whoChanged(error.context) }), tone: "warn" });
    }
    return this.emit("say", { text: say("refused", { message: error.message ?? status }), tone: "bad" });
  }

  whoChanged(context) {
    const parts = [context?.verdict, context?.decided_by ?? context?.by, context?.decided_at ?? context?.at];
    if (!parts[1]) return "";
    const verdict = WORD_OF.includes(parts[0]) ? say(parts[0]) : (parts[0] ?? "");
    const at = parts[2] ? new Date(parts[2]).toLocaleTimeString() : "";
    return say("changed_by", { who: parts[1], verdict, at });
  }

  lose(error) {
    this.canWrite = false;
    const text = say("lost", { message: error.message ?? "" });
    this.emit("lost");
    this.emit("say", { text, tone: "bad" });
  }

  /** The heartbeat. Returns the seconds left, or null when the claim is gone or nobody answered. */
  async renew() {
    const answer = await post(`/jobs/${this.job}/lease/`, { fence: this.fence });
    if (answer.ok) return answer.data.seconds_left;
    if (answer.status === 409) this.lose(answer.data.error ?? {});
    else if (answer.status !== 0) await this.explain(answer);
    return null;
  }
}
