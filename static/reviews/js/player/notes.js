// The sentences at the player about what cannot be seen or heard.
import { t } from "../base/i18n.js";
import { codecInBrackets, screenNote } from "../evidence/playback-notes.js";

export class PlaybackNotes {
  constructor(player, frames) {
    this.player = player;
    this.frames = frames;
    this.nothing = player.querySelector("[data-show=nothing]");
    this.sound = player.querySelector("[data-show=sound]");
    this.picture = null; // the sentences that stand there, by their keys
    this.sounds = null;
  }

  /** What there is to say of this moment. */
  showMoment() {
    const { frames, player } = this;
    const { facts, video } = frames;
    const playback = {
      isLoaded: video.readyState > 1,
      isShown: frames.presented >= 0,
      width: video.videoWidth,
      played: playedMs(video),
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

/** How much of a video was played, in ms; what was only sought does not count. @param {HTMLVideoElement} video */
export function playedMs({ played }) {
  let seconds = 0;
  for (let i = 0; i < played.length; i++) seconds += played.end(i) - played.start(i);
  return seconds * 1000;
}
