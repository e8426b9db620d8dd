// The state of one workspace: evidence, selection, verdicts, claim. Elements read its fields and call its methods,
// which tell all others; nobody else assigns a field (a house test holds that). What each event means stands in
// `events.js`.
import { postJson } from "../base/http.js";
import { t } from "../base/i18n.js";
import { computeHarmBands } from "../evidence/harm-bands.js";
import { WorkspaceEvents } from "./events.js";
import { Outbox } from "./outbox.js";
import { Sender } from "./sender.js";
import { emptyVerdicts, parseVerdicts, setVerdicts } from "./verdict-maps.js";
import { VerdictWriter } from "./verdict-writer.js";

/** @typedef {import("./events.js").WorkspaceEventDetails} WorkspaceEventDetails */
/** @typedef {"finding" | "detection"} Target */

export class WorkspaceStore {
  #events = new WorkspaceEvents();
  #saved = emptyVerdicts(); // as the server answered, without what is on its way
  #start;
  canWrite = false;
  isReady = false; // true once every element listens
  selected = -1; // the place of the selected finding
  selectedAt = performance.now(); // a verdict tells how long it took
  tab = ""; // the kind of the list whose tab is open
  listOrder = "time";
  total = 0; // how many findings the open tab holds
  /** @type {Int32Array} */
  hits = new Int32Array(0); // places that a search found, in time order
  coverage = []; // {who, mine, ranges: [[start_ms, end_ms, speed, muted, revealed], ...]}
  verdicts = emptyVerdicts(); // what is shown as decided: what is stored, and over it what is on its way
  rollup = { pass: 0, review: 0, block: 0, suggests: "pass" };
  added = {}; // finding id -> who added it
  actions = new Map(); // action name -> {run, release}: what a key does, see `keys.js`

  /**
   * @param {Record<string, any>} start What the server wrote into the page: see `_desk` in `web/workspace.py`.
   * @param {import("../evidence/evidence.js").Evidence} evidence
   */
  constructor(start, evidence) {
    this.#start = start;
    this.evidence = evidence;
    this.job = start.job;
    this.media = start.media; // what the server measured of the video before the page was made
    this.mode = start.mode;
    this.noFindings = start.no_findings; // the key of what an empty list says
    this.platformLink = start.platform_link; // where the video is on its own platform; empty when not known
    this.textFields = start.text_fields; // finding id -> which of the job's texts it is about
    this.wasChecked = start.was_checked; // whether a machine looked at all
    this.person = start.person;
    this.settings = start.settings;
    this.keys = start.keys; // action name -> keys
    this.keyMarks = start.key_marks; // action name -> when its key counts
    this.fence = start.fence;
    this.secondsLeft = start.seconds_left; // of the claim, when the page was made
    this.version = start.version;
    this.canWrite = start.fence !== null;
    this.order = Int32Array.from({ length: evidence.count }, (_, place) => place); // what the filter shows
    this.ranked = this.order; // every place in the list's order, shown or not
    this.shown = new Uint8Array(evidence.count).fill(1); // by place: whether the filter shows it
    this.picturesAllowed = start.may_show; // false: none may be fetched before the warning card was answered
    this.pictureSettings = { grey: start.settings.greyscale, blur: start.settings.blur > 0, reveal: 0 };
    this.bands = computeHarmBands(start.harm_rules, evidence); // by place: a place in HARM_BANDS
    this.outbox = new Outbox(start.person, start.job, () => this.emit("outbox", null));
    this.sender = new Sender(this, this.outbox);
    this.writer = new VerdictWriter(this);
    this.registerAction("undo", () => this.writer.undo());
  }

  /**
   * The address that the server gave for `name`, with `id` in the place that it left for one.
   * @param {string} name
   * @param {number | string} [id]
   */
  addressOf(name, id = "") {
    return this.#start.addresses[name].replace("{id}", String(id));
  }

  /** Where the picture of a finding (by place) is; the browser caches it as long as the evidence stays as it is. */
  stillAddress(place, width) {
    return `${this.addressOf("still", this.evidence.id[place])}?w=${width}&v=${this.#start.evidence_version}`;
  }

  /**
   * @template {keyof WorkspaceEventDetails} Name
   * @param {Name} name
   * @param {WorkspaceEventDetails[Name]} detail
   */
  emit(name, detail) {
    this.#events.emit(name, detail);
  }

  /**
   * @template {keyof WorkspaceEventDetails} Name
   * @param {Name} name
   * @param {(event: {detail: WorkspaceEventDetails[Name]}) => void} listener
   * @param {AddEventListenerOptions} [options]
   */
  addEventListener(name, listener, options) {
    this.#events.addEventListener(name, listener, options);
  }

  /**
   * Shows a sentence to the person at the page.
   * @param {string} text
   * @param {Partial<import("./events.js").Message>} [more]
   */
  showMessage(text, { tone = "", brief = false } = {}) {
    this.emit("message", { text, tone, brief });
  }

  /** Says what the action `name` does; `release` runs when a held key is let go. */
  registerAction(name, run, release = null) {
    this.actions.set(name, { run, release });
  }

  /** Selects the finding at `index` (a place, -1 for none). */
  select(index, { seek = true } = {}) {
    this.selected = index;
    this.selectedAt = performance.now();
    this.emit("select", { index, seek });
  }

  openTab(kind) {
    this.tab = kind;
    this.emit("tab", kind);
  }

  setKeys(keys) {
    this.keys = keys;
  }

  /** Takes what a filter lets through. Tells it only when `isOther`, so that a verdict redraws no list without need. */
  setFilterResult({ order, ranked, total, listOrder }, { isOther = true, byPerson = false } = {}) {
    Object.assign(this, { order, ranked, total, listOrder });
    this.shown.fill(0);
    for (const place of order) this.shown[place] = 1;
    if (isOther) this.emit("filter", { byPerson });
  }

  /** @param {Int32Array} places In time order. */
  setHits(places) {
    this.hits = places;
    this.emit("search-hits", null);
  }

  setCoverage(coverage) {
    this.coverage = coverage;
    this.emit("coverage", null);
  }

  /** @param {{grey: boolean, blur: boolean, reveal: number}} settings `reveal`: 1 the shape, 2 its colour too. */
  setPictureSettings(settings) {
    this.pictureSettings = settings;
    this.emit("picture-settings", null);
  }

  /** A person chose to see pictures of this job: from now on they may be fetched. */
  allowPictures() {
    this.picturesAllowed = true;
    this.emit("pictures-allowed", null);
  }

  /** Loads the verdicts that are stored. `early`: an answer to the question for them that is under way already. */
  async begin(early) {
    await this.outbox.begin();
    await this.loadVerdicts(await early);
  }

  /** All elements listen: what an earlier page could not send goes out, and the key that came too early counts. */
  resume() {
    this.sender.resume();
    this.isReady = true;
    this.emit("ready", null);
    this.writer.showLeftMessage();
  }

  async loadVerdicts(early = null) {
    const answer = early ?? (await fetch(this.addressOf("verdicts")).catch(() => null));
    if (!answer?.ok || answer.redirected) return;
    const data = await answer.json();
    this.version = data.version;
    this.added = data.added;
    this.rollup = data.rollup;
    this.#saved = { finding: parseVerdicts(data.findings), detection: parseVerdicts(data.detections) };
    this.applyPending();
  }

  /** Shows what is stored, and over it what is on its way. */
  applyPending() {
    this.verdicts = { finding: new Map(this.#saved.finding), detection: new Map(this.#saved.detection) };
    for (const entry of this.outbox.ownEntries("saving", "waiting")) {
      const { body, at, before = [] } = entry;
      setVerdicts(this.verdicts, entry, (k) =>
        body.take_back ? before[k] : [body.verdict, this.#start.name, at, "", ""],
      );
    }
    this.evidence.applyVerdicts((place) => this.verdictOf("finding", place));
    this.emit("verdicts", null);
  }

  /** Takes over what the server answered to a write: it is stored now. */
  applySaved(entry, { verdict, by, at, version, rollup }) {
    this.version = version;
    this.rollup = rollup;
    setVerdicts(this.#saved, entry, () => (verdict ? [verdict, by, at, "", ""] : null));
  }

  /** @param {Target} target @param {number} place */
  idOf(target, place) {
    return (target === "finding" ? this.evidence.id : this.evidence.detections.id)[place];
  }

  /** A person's verdict on a finding or detection, or undefined. @param {Target} target @param {number} place */
  verdictOf(target, place) {
    return this.verdicts[target].get(this.idOf(target, place))?.[0];
  }

  /** "", or why its last verdict is not stored: a state of the outbox. @param {Target} target @param {number} place */
  unsentState(target, place) {
    return this.outbox.unsentState(target, this.idOf(target, place));
  }

  /** The claim has ended: nothing is sent by itself any more, and what was typed stays readable. */
  claimLost(error) {
    if (!this.canWrite) return;
    this.canWrite = false;
    this.sender.stop(error.message ?? "");
    this.applyPending();
    this.emit("claim-lost", null);
    this.showMessage(t("lost", { message: error.message ?? "" }), { tone: "bad" });
  }

  /** Renews the claim. Returns the seconds left, or null when the claim is gone or nobody answered. */
  async renewClaim() {
    const { ok, status, data } = await postJson(this.addressOf("lease"), { fence: this.fence });
    if (ok) {
      this.sender.run();
      return data.seconds_left;
    }
    if (status === 409) this.claimLost(data.error ?? {});
    else if (status === 401) this.showMessage(t("signed_out"), { tone: "bad" });
    return null;
  }
}
