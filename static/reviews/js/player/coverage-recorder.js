// <coverage-recorder>: tells the server what was played and how, and for how long somebody was at work; keeps what
// could not be told. Invisible.
import { PageElement } from "../base/element.js";
import { postJson } from "../base/http.js";
import { HARM_BANDS } from "../evidence/harm-bands.js";
import { worstBandAt, visibilityOf, WatchRecorder } from "./watching.js";

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

const TICK_MS = 1000;
const SEND_MS = 15_000;
const IDLE_MS = 60_000; // without a key, a pointer or a playing video for so long nobody is at work
const MAX_RANGES_SENT = 500;
const LENGTH_SLACK_MS = 4000;
const MAX_ACTIVE_MS = 4 * 3_600_000; // more than this at once the server does not believe

export class CoverageRecorder extends PageElement {
  /** @type {Store} */
  store;

  /** @param {Store} store @param {any} player */
  start(store, player) {
    this.store = store;
    this.video = player.video;
    this.player = player;
    this.unsent = [];
    this.active = 0;
    this.revealed = {};
    this.known = [];
    this.keyPrefix = `desk-coverage-${store.person}-`;
    this.watching = new WatchRecorder(player.frames, () => visibilityOf(store.pictureSettings), this.signal);
    this.listen(store, "picture-settings", () => this.watching.update());
    this.usedAt = this.tickedAt = this.sentAt = performance.now();
    const used = () => (this.usedAt = performance.now());
    this.listen(window, ["pointerdown", "pointermove", "keydown", "wheel"], used, { passive: true });
    this.listen(this.video, "pause", () => this.send());
    this.listen(window, "pagehide", () => this.leave());
    this.listen(window, "online", () => this.send());
    this.repeat(() => this.tick(), TICK_MS);
    this.repeat(() => this.send(), SEND_MS);
    this.sendLeftOver();
    this.load();
  }

  async load() {
    try {
      const answer = await fetch(this.address(this.store.job), { headers: { Accept: "application/json" } });
      if (answer.ok && !answer.redirected) this.showCoverage((await answer.json()).coverage);
    } catch {
      // told with the next batch
    }
  }

  address(job) {
    return this.store.addressOf("coverage", job);
  }

  tick() {
    const now = performance.now();
    const passed = Math.min(now - this.tickedAt, 2 * TICK_MS);
    this.tickedAt = now;
    if (document.hidden) return;
    const isPlaying = !this.video.paused;
    if (isPlaying || now - this.usedAt < IDLE_MS) this.active += passed;
    if (
      this.store.picturesAllowed &&
      visibilityOf(this.store.pictureSettings) &&
      (isPlaying || this.store.pictureSettings.reveal)
    ) {
      const band = HARM_BANDS[worstBandAt(this.store, this.player.now)];
      this.revealed[band] = (this.revealed[band] ?? 0) + passed;
    }
    if (isPlaying) this.showCoverage(this.known);
  }

  /** The coverage of the job as everybody knows it, with what the server was not told yet. */
  showCoverage(coverage) {
    this.known = coverage;
    const fresh = [...this.unsent, ...this.watching.all];
    const mine = coverage.find((one) => one.mine) ?? { who: "", mine: true, ranges: [] };
    const others = coverage.filter((one) => !one.mine);
    const ranges = [...mine.ranges, ...fresh];
    this.store.setCoverage(ranges.length ? [...others, { ...mine, ranges }] : others);
  }

  /** Takes what there is to tell: at most MAX_RANGES_SENT ranges; the rest waits. */
  takeBatch() {
    this.unsent.push(...this.watching.takeRanges().filter((range) => this.isInside(range)));
    const body = {
      ranges: this.unsent.splice(0, MAX_RANGES_SENT),
      active_ms: Math.round(this.active),
      revealed_ms: {},
      used: this.usedAt > this.sentAt,
    };
    for (const [band, ms] of Object.entries(this.revealed)) body.revealed_ms[band] = Math.round(ms);
    this.active = 0;
    this.revealed = {};
    this.sentAt = performance.now();
    return body;
  }

  /** A video that runs on after its known end has ranges that no server takes. */
  isInside([start, end]) {
    const length = this.player.length;
    return end > start && (!length || end <= length + LENGTH_SLACK_MS);
  }

  async send() {
    if (this.isSending) return void (this.isAsked = true);
    this.isAsked = false;
    const body = this.takeBatch();
    if (!body.ranges.length && !body.active_ms) return;
    this.isSending = true;
    const answer = await postJson(this.address(this.store.job), body);
    this.isSending = false;
    if (answer.ok) {
      this.saveLeftOver();
      this.showCoverage(answer.data.coverage);
      this.store.emit("break-due", answer.data.break);
      if (this.isAsked) await this.send(); // paused, say, while this was on its way
    } else if (answer.status === 0 || answer.status === 401 || answer.status >= 500) {
      this.restoreBatch(body);
    }
  }

  restoreBatch(body) {
    this.unsent.unshift(...body.ranges);
    this.active = Math.min(MAX_ACTIVE_MS, this.active + body.active_ms);
    for (const [band, ms] of Object.entries(body.revealed_ms)) {
      this.revealed[band] = Math.min(MAX_ACTIVE_MS, (this.revealed[band] ?? 0) + ms);
    }
    this.saveLeftOver();
  }

  /**
   * The page goes: tell what there is, and keep its ranges in case that nobody hears it. Ranges told twice count once.
   */
  leave() {
    const body = this.takeBatch();
    if (!body.ranges.length && !body.active_ms) return;
    const rest = this.unsent;
    this.unsent = [...body.ranges, ...rest];
    this.saveLeftOver();
    this.unsent = rest;
    postJson(this.address(this.store.job), body, { keepalive: true });
  }

  saveLeftOver() {
    try {
      const key = this.keyPrefix + this.store.job;
      if (this.unsent.length) sessionStorage.setItem(key, JSON.stringify(this.unsent));
      else sessionStorage.removeItem(key);
    } catch {
      // storage full or switched off: what is kept lasts as long as the page
    }
  }

  /** What earlier pages of this tab kept, of this job or others. */
  async sendLeftOver() {
    try {
      for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith(this.keyPrefix))) {
        const ranges = JSON.parse(sessionStorage.getItem(key)).slice(0, MAX_RANGES_SENT);
        const answer = await postJson(this.address(key.slice(this.keyPrefix.length)), { ranges });
        if (answer.status && answer.status !== 401 && answer.status < 500) sessionStorage.removeItem(key);
      }
    } catch {
      // storage switched off: nothing was kept
    }
  }
}
