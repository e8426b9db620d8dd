// What of a video a browser cannot show or sound, told by what it decoded and what the server knows is in the file.

/** @typedef {import("./video-facts.js").VideoFacts} VideoFacts */
/**
 * @typedef {object} Playback
 * @property {boolean} isLoaded Whether the browser has data to show where it stands.
 * @property {boolean} isShown Whether it ever showed a picture of this file.
 * @property {number} width Of the picture as it knows it, in pixels; 0: it has found none.
 * @property {number} played How much was played, in ms.
 */

const PATIENCE_MS = 1000;

/**
 * Which sentence the screen bears at `ms`, "" for none: `no_picture_in_file`, `cannot_picture` (there is one, this
 * browser does not show it), `nothing_to_show` (nobody has measured yet whether there is one), `no_picture_now`,
 * `cannot_picture_now` (there is one at this instant, and this browser gave up before it).
 * @param {VideoFacts} facts
 * @param {Playback} playback
 * @param {{ms: number, isHole: boolean}} moment `isHole`: the player leaves it out.
 */
export function screenNote(facts, { isLoaded, isShown, width, played }, { ms, isHole }) {
  if (facts.hasPicture === false) return "no_picture_in_file";
  const isBlind = isLoaded && !isShown && (width === 0 || played > PATIENCE_MS + (facts.pictureStart ?? 0));
  if (isBlind) return facts.hasPicture ? "cannot_picture" : "nothing_to_show";
  if (!facts.isPictureAt(ms)) return "no_picture_now";
  return isHole ? "cannot_picture_now" : "";
}

/**
 * Whether the file has sound that this browser does not play (`cannot_sound`) or none (`no_sound`); "" while it may.
 * @param {VideoFacts} facts
 * @param {{isHeard: boolean, played: number}} playback `isHeard`: sound was decoded.
 * @param {number} patience So much has to be played first, in ms.
 */
export function soundNote(facts, { isHeard, played }, patience) {
  if (isHeard) return "";
  if (facts.hasSound === false) return "no_sound";
  if (played <= patience + (facts.soundStart ?? 0)) return "";
  return facts.hasSound ? "cannot_sound" : "no_sound";
}

/** The name of a codec as people write it, in brackets; "" for none. @param {string} codec As libavcodec names it. */
export function codecInBrackets(codec) {
  return codec ? ` (${codec.toUpperCase().replaceAll("_", "-")})` : "";
}
