// Writes that nobody has answered yet: each kept in this browser under its idempotency key before it is sent, so that a
// lost answer, a reload or a closed tab loses nothing. One entry a key, so that two tabs never write over each other.
// Entry: {key, target, ids, address, body, state, why, version, fence, tried, tab, at}.
// States: saving (on its way), waiting (not reached, sent again), look (the job changed), lost (the claim ended), refused.
import { forget, keep, kept, keysOf } from "../base/storage.js";

const KEPT_MS = 7 * 24 * 3600_000;
const LOOKED_MS = 3000; // after closed tabs, while there are entries of other tabs
const ANSWERED_MS = 1500; // the desk does not wait longer for word of them

export class Outbox {
  constructor(person, job, changed) {
    this.prefix = `desk-unsent-${person}-${job}-`;
    this.changed = changed; // called after every change, also one of another tab
    this.tab = crypto.randomUUID();
    this.entries = new Map();
    this.count = 0;
    for (const name of keysOf(this.prefix)) this.read(name);
    addEventListener("storage", ({ key }) => key?.startsWith(this.prefix) && this.heard(key));
  }

  /** Tells other tabs that this one lives, then takes over what closed ones left behind, now and from time to time. */
  async begin() {
    if (navigator.locks) await new Promise((done) => navigator.locks.request(nameOf(this.tab), () => (done(), new Promise(() => {}))));
    setInterval(async () => (await this.adopt()) && this.freed?.(), LOOKED_MS);
    await Promise.race([this.adopt(), new Promise((done) => setTimeout(done, ANSWERED_MS))]);
  }

  /**
   * Takes over the entries of tabs that are gone: those whose lock is free. Whether there were any. Each look stands
   * alone: browsers were seen to leave one unanswered while another tab closed.
   */
  async adopt() {
    const others = new Set(this.list().map(({ tab }) => tab));
    others.delete(this.tab);
    const taken = [...others].map((tab) => {
      if (!navigator.locks) return this.takeFrom(tab);
      return navigator.locks.request(nameOf(tab), { ifAvailable: true }, (lock) => lock !== null && this.takeFrom(tab));
    });
    return (await Promise.all(taken)).includes(true);
  }

  takeFrom(tab) {
    const left = this.list().filter(({ key }) => kept(this.prefix + key)?.tab === tab);
    for (const { key } of left) this.change(key, { ...kept(this.prefix + key), tab: this.tab });
    return left.length > 0;
  }

  read(name) {
    const entry = kept(name);
    if (!entry?.key || Date.now() - entry.at > KEPT_MS) return forget(name);
    this.entries.set(entry.key, entry);
    this.count = Math.max(this.count, entry.at);
  }

  heard(name) {
    this.entries.delete(name.slice(this.prefix.length));
    if (kept(name)) this.read(name);
    this.changed();
  }

  /** Entries in the order in which they were made. */
  list() {
    return [...this.entries.values()].sort((a, b) => a.at - b.at);
  }

  mine(...states) {
    return this.list().filter((entry) => entry.tab === this.tab && states.includes(entry.state));
  }

  add(entry) {
    this.count = Math.max(Date.now(), this.count + 1);
    this.change(entry.key, { version: null, fence: null, tried: 0, why: "", state: "saving", ...entry, tab: this.tab, at: this.count });
    return this.entries.get(entry.key);
  }

  change(key, fields) {
    const entry = { ...this.entries.get(key), ...fields };
    this.entries.set(key, entry);
    keep(this.prefix + key, entry);
    this.changed();
    return entry;
  }

  drop(key) {
    this.entries.delete(key);
    forget(this.prefix + key);
    this.changed();
  }
}

function nameOf(tab) {
  return `desk-tab-${tab}`;
}
