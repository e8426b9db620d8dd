// The question before a pass over what the person did not watch: one dialog, with the note if one is due. While it is
// open no shortcut works, and its main act is to watch what is left.
import { t } from "../base/i18n.js";
import { formatBrief, formatLength } from "../base/time.js";
import { findGaps, findUnwatched, watchedTime } from "../evidence/unwatched.js";

/** @typedef {import("./store.js").WorkspaceStore} Store */
/** @typedef {import("./rest-of-video.js").RestOfVideo} RestOfVideo */

const MAX_TIMES_SHOWN = 3;
const SECOND = 1000;

export class UnwatchedPanel {
  /**
   * @param {HTMLDialogElement} dialog
   * @param {Store} store
   * @param {any} player
   * @param {AbortSignal} signal Ends what it hears of the page.
   */
  constructor(dialog, store, player, signal) {
    this.dialog = dialog;
    this.store = store;
    this.player = player;
    this.signal = signal;
    /** @type {RestOfVideo | null} */
    this.rest = null;
    this.note = dialog.querySelector("textarea");
    this.noteError = dialog.querySelector(".unwatched-note-error");
    dialog.addEventListener("click", ({ target }) => this.answer(target.closest("button")), { signal });
    this.note.addEventListener("input", () => this.showNoteError(false), { signal });
  }

  /** What this person watched of the job, here and on other pages: [[start_ms, end_ms, ...], ...]. */
  get watched() {
    return this.store.coverage.filter(({ mine }) => mine).flatMap(({ ranges }) => ranges);
  }

  get length() {
    return this.player.length;
  }

  /** The sentence of the bar: how much was watched. */
  get summary() {
    const { watched, length } = this;
    if (!length) return t(watched.length ? "watched_unknown" : "watched_none");
    const whole = Math.round(length / SECOND) * SECOND;
    const seen = this.gaps.length ? watchedTime(watched, length) : whole; // rounded down while anything is left
    return t("watched_of", { watched: formatLength(seen), length: formatLength(whole) });
  }

  /**
   * Parts that were not watched; of a video whose length is not known all of it, until something was.
   * @returns {[start: number, end: number][]}
   */
  get gaps() {
    const { watched, length } = this;
    if (!length) return watched.length ? [] : [[0, 0]];
    return findGaps(watched, length);
  }

  /** Whether the video can be played here, so that what is left can be watched. */
  get isPlayable() {
    const { video } = this.player;
    return Boolean(video && !video.error && video.readyState >= 1 && this.store.picturesAllowed);
  }

  /**
   * Opens the dialog when anything is unwatched; whether it did.
   * @param {{needsNote: boolean, pass: (note: string | null) => void}} question `pass`: the person passes all the same.
   */
  ask({ needsNote, pass }) {
    const { gaps, store } = this;
    if (!gaps.length) return false;
    this.pass = pass;
    this.needsNote = needsNote;
    const verdictOf = (place) => store.verdictOf("finding", place);
    const places = findUnwatched(store.evidence, verdictOf, this.watched);
    this.showPlaces(places);
    this.part("say").textContent = this.summary;
    this.part("note").hidden = !needsNote;
    this.part("watch").hidden = !this.isPlayable;
    this.note.value = "";
    this.showNoteError(false);
    this.dialog.showModal();
    this.part(this.isPlayable ? "watch" : "back").focus();
    return true;
  }

  part(name) {
    return this.dialog.querySelector(`[data-part=${name}]`);
  }

  showPlaces(places) {
    const times = places.slice(0, MAX_TIMES_SHOWN).map((place) => this.seekButton(place));
    this.part("times").replaceChildren(...times);
    this.part("places").hidden = !places.length;
    this.part("places-say").textContent = t(places.length === 1 ? "unseen_one" : "unseen", { n: places.length });
  }

  seekButton(place) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button mono";
    button.dataset.place = place;
    button.textContent = formatBrief(this.store.evidence.start[place]);
    return button;
  }

  answer(button) {
    if (!button) return;
    const { place, part } = button.dataset;
    if (part === "pass" && this.needsNote && !this.note.value.trim()) {
      this.showNoteError(true);
      return void this.note.focus();
    }
    const { gaps } = this;
    this.dialog.close();
    if (place) this.store.select(Number(place));
    else if (part === "watch") this.watch(gaps);
    else if (part === "pass") this.pass(this.needsNote ? this.note.value : null);
  }

  /** Plays what is left; the module comes when it is asked for. @param {[start: number, end: number][]} gaps */
  async watch(gaps) {
    const { RestOfVideo } = await import("./rest-of-video.js");
    this.rest ??= new RestOfVideo(this.player, this.signal);
    this.rest.begin(gaps);
  }

  showNoteError(isMissing) {
    this.noteError.hidden = !isMissing;
    if (isMissing) this.note.setAttribute("aria-invalid", "true");
    else this.note.removeAttribute("aria-invalid");
  }
}
