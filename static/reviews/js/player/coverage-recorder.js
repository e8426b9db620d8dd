// <coverage-recorder>: tells the server what was played and how, and for how long somebody was at work; keeps what
// could not be told. Invisible.
import { BANDS } from "../evidence/harm-bands.js";
import { bandAt, seenAs, Watching } from "./watching.js";
import { post } from "../base/http.js";

const TICK_MS = 1000;
const SEND_MS = 15_000;
const IDLE_MS = 60_000; // without a key, a pointer or a playing video for so long nobody is at work
const MOST_SENT = 500;
const LENGTH_SLACK_MS = 4000;
const LONGEST_MS = 4 * 3_600_000; // more than this at once the server does not believe

export class CoverageRecorder extends HTMLElement {
  start(desk, player) {
    Object.assign(this, { desk, video: player.video, kept: [], active: 0, revealed: {}, told: [] });
    this.keyPrefix = `desk-coverage-${desk.person}-`;
    this.watching = new Watching(this.video, () => seenAs(desk.look));
    desk.addEventListener("look", () => this.watching.look());
    this.usedAt = this.tickedAt = this.toldAt = performance.now();
    const used = () => (this.usedAt = performance.now());
    for (const type of ["pointerdown", "pointermove", "keydown", "wheel"]) addEventListener(type, used, { passive: true });
    this.video.addEventListener("pause", () => this.send());
    addEventListener("pagehide", () => this.leave());
    addEventListener("online", () => this.send());
    setInterval(() => this.tick(), TICK_MS);
    setInterval(() => this.send(), SEND_MS);
    this.sendLeftOver();
    this.load();
  }

  async load() {
    try {
      const answer = await fetch(this.address(this.desk.job), { headers: { Accept: "application/json" } });
      if (answer.ok && !answer.redirected) this.tell((await answer.json()).coverage);
    } catch {
      // told with the next batch
    }
  }

  address(job) {
    return `/jobs/${job}/coverage/`;
  }

  tick() {
    const now = performance.now();
    const passed = Math.min(now - this.tickedAt, 2 * TICK_MS);
    this.tickedAt = now;
    if (document.hidden) return;
    const isPlaying = !this.video.paused;
    if (isPlaying || now - this.usedAt < IDLE_MS) this.active += passed;
    if (this.desk.mayShow && seenAs(this.desk.look) && (isPlaying || this.desk.look.reveal)) {
      const band = BANDS[bandAt(this.desk, this.video.currentTime * 1000)];
      this.revealed[band] = (this.revealed[band] ?? 0) + passed;
    }
    if (isPlaying) this.tell(this.told);
  }

  /** The coverage of the job as everybody knows it, with what the server was not told yet. */
  tell(coverage) {
    this.told = coverage;
    const fresh = [...this.kept, ...this.watching.all];
    const mine = coverage.find((one) => one.mine) ?? { who: "", mine: true, ranges: [] };
    const others = coverage.filter((one) => !one.mine);
    this.desk.coverage = mine.ranges.length || fresh.length ? [...others, { ...mine, ranges: [...mine.ranges, ...fresh] }] : others;
    this.desk.emit("coverage");
  }

  /** Takes what there is to tell: at most MOST_SENT ranges; the rest waits. */
  batch() {
    this.kept.push(...this.watching.take().filter((range) => this.isInside(range)));
    const body = { ranges: this.kept.splice(0, MOST_SENT), active_ms: Math.round(this.active), revealed_ms: {}, used: this.usedAt > this.toldAt };
    for (const [band, ms] of Object.entries(this.revealed)) body.revealed_ms[band] = Math.round(ms);
    this.active = 0;
    this.revealed = {};
    this.toldAt = performance.now();
    return body;
  }

  /** A video that runs on after its known end has ranges that no server takes. */
  isInside([start, end]) {
    const length = this.desk.evidence.duration;
    return end > start && (!length || end <= length + LENGTH_SLACK_MS);
  }

  async send() {
    if (this.isSending) return void (this.isAsked = true);
    this.isAsked = false;
    const body = this.batch();
    if (!body.ranges.length && !body.active_ms) return;
    this.isSending = true;
    const answer = await post(this.address(this.desk.job), body);
    this.isSending = false;
    if (answer.ok) {
      this.store();
      this.tell(answer.data.coverage);
      this.desk.emit("break", answer.data.break);
      if (this.isAsked) await this.send(); // paused, say, while this was on its way
    } else if (answer.status === 0 || answer.status === 401 || answer.status >= 500) {
      this.takeBack(body);
    }
  }

  takeBack(body) {
    this.kept.unshift(...body.ranges);
    this.active = Math.min(LONGEST_MS, this.active + body.active_ms);
    for (const [band, ms] of Object.entries(body.revealed_ms)) this.revealed[band] = Math.min(LONGEST_MS, (this.revealed[band] ?? 0) + ms);
    this.store();
  }

  /** The page goes: tell what there is, and keep its ranges in case that nobody hears it. Ranges told twice count once. */
  leave() {
    const body = this.batch();
    if (!body.ranges.length && !body.active_ms) return;
    const rest = this.kept;
    this.kept = [...body.ranges, ...rest];
    this.store();
    this.kept = rest;
    post(this.address(this.desk.job), body, { keepalive: true });
  }

  store() {
    try {
      const key = this.keyPrefix + this.desk.job;
      if (this.kept.length) sessionStorage.setItem(key, JSON.stringify(this.kept));
      else sessionStorage.removeItem(key);
    } catch {
      // storage full or switched off: what is kept lasts as long as the page
    }
  }

  /** What earlier pages of this tab kept, of this job or others. */
  async sendLeftOver() {
    try {
      for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith(this.keyPrefix))) {
        const ranges = JSON.parse(sessionStorage.getItem(key)).slice(0, MOST_SENT);
        const answer = await post(this.address(key.slice(this.keyPrefix.length)), { ranges });
        if (answer.status && answer.status !== 401 && answer.status < 500) sessionStorage.removeItem(key);
      }
    } catch {
      // storage switched off: nothing was kept
    }
  }
}
