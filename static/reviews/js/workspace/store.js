// The desk of one job: selection, verdicts, claim. Elements listen to it and never talk to each other.
// Events: `select` (detail {index, seek}), `verdicts`, `say` (detail {text, tone, brief}), `lost`, `filter` (`order` and
// `shown` are others), `hits` (search), `coverage`, `pixels` (`mayShow` is true now), `look` (grey, blur, reveal),
// `tab` (detail: the list's kind), `outbox` (what is not saved yet changed: `unsentOf`), `sent` (detail {entry, answer}),
// `whole` (every element listens).
import { Outbox } from "./outbox.js";
import { Sending } from "./sender.js";
import { Undo } from "./undo.js";
import { Writes } from "./verdicts.js";
import { post } from "../base/http.js";
import { say } from "../base/i18n.js";
import { WORD_OF } from "../evidence/evidence.js";
import { bandsOf } from "../evidence/harm-bands.js";

export class Desk extends Writes {
  constructor(start, evidence) {
    super();
    Object.assign(this, { ...start, evidence });
    this.canWrite = start.fence !== null;
    this.isWhole = false; // true once every element listens
    this.selected = -1;
    this.tab = ""; // the kind of the list whose tab is open
    this.addEventListener("tab", ({ detail }) => (this.tab = detail));
    this.shownAt = performance.now();
    this.verdicts = { finding: new Map(), detection: new Map() }; // what shows: what stands, under what is on its way
    this.standing = { finding: new Map(), detection: new Map() }; // as the server told it
    this.order = Int32Array.from({ length: evidence.count }, (_, i) => i);
    this.shown = new Uint8Array(evidence.count).fill(1); // by place: whether the list's filter lets it through
    this.hits = new Int32Array(0); // places that a search found, in time order
    this.coverage = []; // {who, mine, ranges: [[start, end, speed, muted, revealed], ...]}
    this.mayShow = start.may_show; // false: no picture of this job may be fetched before its card was answered
    this.look = { grey: start.settings.greyscale, blur: start.settings.blur > 0, reveal: 0 }; // reveal: 1 shape, 2 and colour
    this.bands = bandsOf(start.harm_rules, evidence);
    this.acts = new Map(); // act name -> {run, release}: what a key does, see `workspace/keys.js`
    this.outbox = new Outbox(this.person, this.job, () => this.emit("outbox"));
    this.sending = new Sending(this, this.outbox);
    this.undoes = new Undo(this);
    this.act("undo", () => this.undo());
  }

  emit(type, detail = null) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Says what the act `name` does; `release` runs when a held key is let go. */
  act(name, run, release = null) {
    this.acts.set(name, { run, release });
  }

  /** A person looks at pictures of this job: from now on they may be fetched. */
  showPixels() {
    this.mayShow = true;
    this.emit("pixels");
  }

  /** The verdicts that stand. `early`: an answer to the question for them that is under way already. */
  async begin(early) {
    await this.outbox.begin();
    await this.loadVerdicts(await early);
  }

  /** All elements listen: what an earlier page could not send goes out, and the key that came too early counts. */
  resume() {
    this.sending.resume();
    this.isWhole = true;
    this.emit("whole");
  }

  async loadVerdicts(early = null) {
    const answer = early ?? (await fetch(`/jobs/${this.job}/verdicts.json`).catch(() => null));
    if (!answer?.ok || answer.redirected) return null;
    const data = await answer.json();
    this.version = data.version;
    this.standing.finding = new Map(Object.entries(data.findings).map(([id, said]) => [Number(id), said]));
    this.standing.detection = new Map(Object.entries(data.detections).map(([id, said]) => [Number(id), said]));
    this.added = data.added;
    this.rollup = data.rollup;
    this.overlay();
    return data;
  }

  /** Shows what stands, and over it what is on its way. */
  overlay() {
    this.verdicts = { finding: new Map(this.standing.finding), detection: new Map(this.standing.detection) };
    for (const { target, ids, body, at } of this.outbox.mine("saving", "waiting")) {
      const map = this.verdicts[target === "many" ? "finding" : target];
      for (const id of ids) map?.set(id, [body.verdict, this.name, at, "", ""]);
    }
    this.judged();
  }

  judged() {
    this.evidence.judge((i) => this.saidOf("finding", i));
    this.emit("verdicts");
  }

  /** An answered write: its words stand now. */
  stand({ target, ids }, { verdict, by, at, version, rollup }) {
    this.version = version;
    this.rollup = rollup;
    const map = this.standing[target === "many" ? "finding" : target];
    for (const id of ids) map?.set(id, [verdict, by, at, "", ""]);
  }

  idOf(target, place) {
    return (target === "finding" ? this.evidence.id : this.evidence.detections.id)[place];
  }

  /** Where the picture of a finding (by place) is; the browser keeps it as long as the evidence stays as it is. */
  stillOf(place, width) {
    return `/findings/${this.evidence.id[place]}/still/?w=${width}&v=${this.evidence_version}`;
  }

  /** A person's word on a finding or detection (by place), or undefined. */
  saidOf(target, place) {
    return this.verdicts[target].get(this.idOf(target, place))?.[0];
  }

  /** "", or why the last word on this finding or detection (by place) is not stored: a state of the outbox. */
  unsentOf(target, place) {
    const id = this.idOf(target, place);
    const isOn = (entry) => (entry.target === target || (target === "finding" && entry.target === "many")) && entry.ids.includes(id);
    return this.outbox.list().findLast(isOn)?.state ?? "";
  }

  select(index, { seek = true } = {}) {
    this.selected = index;
    this.shownAt = performance.now();
    this.emit("select", { index, seek });
  }

  whoChanged(context) {
    const parts = [context?.verdict, context?.decided_by ?? context?.by, context?.decided_at ?? context?.at];
    if (!parts[1]) return "";
    const verdict = WORD_OF.includes(parts[0]) ? say(parts[0]) : (parts[0] ?? "");
    const at = parts[2] ? new Date(parts[2]).toLocaleTimeString() : "";
    return say("changed_by", { who: parts[1], verdict, at });
  }

  lose(error) {
    if (!this.canWrite) return;
    this.canWrite = false;
    this.sending.stop(error.message ?? "");
    this.overlay();
    this.emit("lost");
    this.emit("say", { text: say("lost", { message: error.message ?? "" }), tone: "bad" });
  }

  /** The heartbeat. Returns the seconds left, or null when the claim is gone or nobody answered. */
  async renew() {
    const { ok, status, data } = await post(`/jobs/${this.job}/lease/`, { fence: this.fence });
    if (ok) {
      this.sending.run();
      return data.seconds_left;
    }
    if (status === 409) this.lose(data.error ?? {});
    else if (status === 401) this.emit("say", { text: say("signed_out"), tone: "bad" });
    return null;
  }
}
