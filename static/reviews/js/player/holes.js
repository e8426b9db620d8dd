// Where no picture is: what the server could not decode, and where this browser gave up.
import { findHole, holeFrom, joinHoles } from "../evidence/video-facts.js";

const FIRST_GUESS_MS = 500; // is left out where nobody knows how long the damage is, then twice as much
const NEAR_MS = 1000;

export class VideoHoles {
  constructor(clock) {
    this.clock = clock;
    this.forget();
  }

  forget() {
    this.broken = []; // [[from, to], ...] in ms
    this.guess = FIRST_GUESS_MS;
  }

  /** [from, to] around `ms`, or null. */
  findAt(ms) {
    return findHole(this.broken, ms) ?? findHole(this.clock.facts.holes, ms);
  }

  /** The browser gave up at `ms`. Returns what is left out from now on. */
  add(ms) {
    const isOn = this.broken.some(([, to]) => Math.abs(to - ms) < NEAR_MS);
    this.guess = isOn ? this.guess * 2 : FIRST_GUESS_MS;
    this.broken = joinHoles(this.broken, holeFrom(this.clock.facts.holes, ms, this.guess));
    return this.findAt(ms);
  }
}
