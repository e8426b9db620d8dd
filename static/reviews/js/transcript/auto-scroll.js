// A list of lines that goes along with the player until somebody scrolls it.
import { findLinesAt } from "../evidence/transcript-lines.js";

export class AutoScroll {
  /** `show(now)` marks line `now` (-1: none) as the one going on; `lines()` are the lines of the list. */
  constructor(player, window, button, { lines, show }) {
    this.player = player;
    this.window = window;
    this.button = button;
    this.lines = lines;
    this.show = show;
    this.isOn = true;
    this.now = -1;
    this.passed = -1;
    player.addEventListener("time", ({ detail }) => this.follow(detail));
    window.scroll.addEventListener("scroll", () => this.isOn && window.isElsewhere && this.setOn(false), {
      passive: true,
    });
    button.addEventListener("click", () => this.setOn(!this.isOn));
  }

  setOn(isOn) {
    this.isOn = isOn;
    this.button.setAttribute("aria-pressed", String(isOn));
    if (isOn) this.catchUp();
  }

  /** Other lines, or the panel came into sight. */
  begin() {
    this.now = this.passed = -1;
    this.follow(this.player.now);
  }

  follow(ms) {
    const { now, passed } = findLinesAt(this.lines(), ms);
    if (now === this.now && passed === this.passed) return;
    this.now = now;
    this.passed = passed;
    this.show(now);
    if (this.isOn) this.catchUp();
  }

  catchUp() {
    this.window.reveal(this.now < 0 ? this.passed : this.now, { isComfortable: true });
  }
}
