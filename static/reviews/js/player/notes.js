// The sentences at the player about what cannot be seen or heard.
import { t } from "../base/i18n.js";
import { codecInBrackets, screenNote } from "../evidence/playback-notes.js";

const MAX_STEP_MS = 1500; // between two looks at the clock; more than that was a jump

export class PlaybackNotes {
  constructor(player, frames) {
    this.player = player;
    this.frames = frames;
    this.nothing = player.querySelector("[data-show=nothing]");
    this.sound = player.querySelector("[data-show=sound]");
    this.copyState = player.querySelector("[data-show=copy-state]"); // where a copy is wanted
    this.picture = null; // the sentences that stand there, by their keys
    this.sounds = null;
  }

  /** How far the copy is that plays in place of the original, or will. */
  showCopy({ copy }) {
    if (!this.copyState || !copy) return;
    this.copyState.textContent = copy.message;
    this.copyState.dataset.copyProgress = String(copy.progress);
  }

  /** What there is to say of this moment. */
  showMoment() {
    const { frames, player } = this;
    const { facts, video } = frames;
    const playback = {
      isLoaded: video.readyState > 1,
      isShown: frames.presented >= 0,
      width: video.videoWidth,
      played: player.volume.played.ms,
    };
    const key = screenNote(facts, playback, { ms: frames.now, isHole: Boolean(frames.holes.findAt(frames.now)) });
    this.picture = show(this.nothing, this.picture, key, facts.pictureCodec);
    const sound = player.volume.note === "cannot_sound" ? "cannot_sound" : "";
    this.sounds = show(this.sound, this.sounds, sound, facts.soundCodec);
  }
}

/** Shows the sentence `key` where `before` stood. Returns what stands there now. */
function show(element, before, key, codec) {
  const sentence = key ? t(key, { codec: codecInBrackets(codec) }) : "";
  if (sentence === before) return before;
  element.textContent = sentence;
  element.hidden = !sentence;
  return sentence;
}

/** How much of a file was played. A browser's own `played` counts the jump to where a late clock begins as well. */
export class PlayedTime {
  constructor(video) {
    this.video = video;
    this.ms = 0;
    this.before = null;
    for (const type of ["timeupdate", "play", "pause", "seeking", "seeked"]) {
      video.addEventListener(type, () => this.count());
    }
    video.addEventListener("emptied", () => (this.ms = 0));
  }

  count() {
    const { paused, seeking, currentTime, playbackRate } = this.video;
    const now = paused || seeking ? null : currentTime * 1000;
    const step = now === null || this.before === null ? 0 : now - this.before;
    if (step > 0 && step < MAX_STEP_MS * Math.max(1, playbackRate)) this.ms += step;
    this.before = now;
  }
}
