// One frame on, one frame back. Nobody tells a browser's page how long a frame lasts, and frames need not last equally
// long: so a step looks for the place where the picture changes.

const FIRST_GUESS_MS = 1000 / 30;
const HAIR_MS = 1; // some containers round to milliseconds when they look for a place
const MAX_LOOKS = 24;
const ALIKE_MS = 2; // times cut to milliseconds differ by one
const ENOUGH_ALIKE = 8;

/** Somebody went elsewhere while a step looked for its frame. */
class Elsewhere extends Error {}

export class FrameSteps {
  constructor(frames) {
    this.frames = frames;
    this.after = new Map(); // a frame's time -> {ms, at} of the next one
    this.guess = Infinity; // how long a frame lasts, by what played; some may have been left out
    this.shortest = Infinity; // the same by steps, where none was
    this.alike = 0; // how many in a row lasted equally long
    this.waits = Promise.resolve();
    this.queued = 0;
    frames.addEventListener("frame", () => this.learn());
    frames.addEventListener("origin", () => this.after.clear());
  }

  /** Steps by one frame, +1 or -1, after those asked for before; a held key does not pile them up. */
  by(count) {
    if (this.queued > 1 || this.frames.presented < 0) return this.waits;
    this.queued++;
    this.waits = this.waits.then(() => this.walk(count)).finally(() => this.queued--);
    return this.waits;
  }

  async walk(count) {
    this.journey = this.frames.journey;
    try {
      await (count > 0 ? this.on() : this.back());
      this.frames.holdPresented();
    } catch (error) {
      if (!(error instanceof Elsewhere)) throw error;
    }
  }

  async look(ms) {
    const shown = await this.frames.show(ms);
    if (this.journey !== this.frames.journey) throw new Elsewhere();
    return shown;
  }

  learn() {
    const { gap } = this.frames;
    if (gap > 1 && gap < this.guess) this.guess = gap;
  }

  /** The frame on the screen, or the end of the last one before the hole that we are in. */
  get place() {
    const { frames } = this;
    return frames.inHole === null ? frames.presented : frames.holes.findAt(frames.inHole)[0];
  }

  async back() {
    const from = this.place;
    if (from <= HAIR_MS) return;
    const hole = this.frames.holes.findAt(from - HAIR_MS);
    const before = await this.look((hole ? hole[0] : from) - HAIR_MS);
    if (!hole && before >= 0 && before < from) this.remember(before, { ms: from, at: from + HAIR_MS });
  }

  async on() {
    const { frames } = this;
    const from = this.place;
    const next = this.after.get(key(from)) ?? (await this.findAfter(from));
    if (next && (frames.presented !== next.ms || frames.inHole !== null)) await this.look(next.at);
  }

  /** The frame after the one at `from`, as {ms, at: a moment that shows it}; null after the last one. */
  async findAfter(from) {
    let found = await this.lookBeyond(from);
    for (let looks = 0; found && !this.isOne(found.ms - from) && looks < MAX_LOOKS; looks++) {
      const before = await this.lookAt(found.ms - HAIR_MS);
      if (before.ms <= from + HAIR_MS) break;
      found = before;
    }
    if (found) this.remember(from, found);
    return found;
  }

  /** Some frame after `from`, as near as the guess allows. */
  async lookBeyond(from) {
    const end = (this.frames.length || Infinity) - HAIR_MS;
    const lasts = Math.min(this.shortest, this.guess);
    let reach = lasts < FIRST_GUESS_MS * 4 ? lasts * 1.3 : FIRST_GUESS_MS;
    for (let looks = 0; looks < MAX_LOOKS; looks++) {
      const found = await this.lookAt(Math.min(from + reach, end));
      if (found.ms > from + HAIR_MS) return found;
      if (from + reach >= end) break;
      reach *= 1.6;
    }
    return null;
  }

  async lookAt(at) {
    return { ms: await this.look(at), at };
  }

  /** Whether that must be the very next frame: all those seen lasted equally long, and this one does too. */
  isOne(gap) {
    return this.alike >= ENOUGH_ALIKE && Math.abs(gap - this.shortest) < ALIKE_MS;
  }

  remember(before, after) {
    if (this.after.has(key(before))) return;
    this.after.set(key(before), after);
    const lasts = after.ms - before;
    this.alike = Math.abs(lasts - this.shortest) < ALIKE_MS ? this.alike + 1 : 0;
    this.frames.lasts = this.shortest = Math.min(this.shortest, lasts);
  }
}

function key(ms) {
  return Math.round(ms * 1000);
}
