// What the player's controls and the lines over its picture say.
import { clock } from "../base/time.js";
import { say } from "../base/i18n.js";

export class Face {
  constructor(player) {
    this.player = player;
    this.shows = Object.fromEntries([...player.querySelectorAll("[data-show]")].map((el) => [el.dataset.show, el]));
    this.isGoneAnyway = !this.shows.gone.hidden; // the server knows that there is no video
  }

  set time(ms) {
    this.shows.time.textContent = clock(ms);
  }

  set duration(ms) {
    this.shows.duration.textContent = clock(ms);
  }

  /** What playback does around a finding: the word `key` with the passage's times, nothing for "". */
  hint(key, range, passage) {
    const parts = key && range ? { from: clock(range.from), to: clock(range.to) } : {};
    this.say(key ? say(key, parts) : "");
    this.press("[data-act=loop]", Boolean(passage?.isLooping));
  }

  say(text) {
    this.shows.hint.textContent = text;
    this.shows.hint.hidden = !text;
  }

  /** Loading, renewing, or why there is no video; nothing while there is one. */
  showSource({ state, detail, isGone }) {
    const { loading, gone, detail: line } = this.shows;
    loading.hidden = state !== "loading" && state !== "renewing";
    gone.hidden = !isGone && !this.isGoneAnyway;
    if (isGone) for (const sentence of gone.querySelectorAll("[data-why]")) sentence.hidden = sentence.dataset.why !== state;
    if (isGone) line.textContent = detail;
    for (const control of this.player.querySelectorAll("[data-needs=video]")) control.disabled = !gone.hidden;
  }

  showLook({ grey, blur, reveal }) {
    this.press("[data-act=grey]", grey);
    this.press("[data-act=blur]", blur);
    this.press("[data-hold=reveal]", reveal > 0);
    this.press("[data-hold=colour]", reveal > 1);
  }

  press(name, is) {
    this.player.querySelector(name).setAttribute("aria-pressed", String(is));
  }
}
