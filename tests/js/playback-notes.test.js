import assert from "node:assert/strict";
import { test } from "node:test";
import { codecInBrackets, screenNote, soundNote } from "../../static/reviews/js/evidence/playback-notes.js";
import { VideoFacts } from "../../static/reviews/js/evidence/video-facts.js";

const facts = (more) => new VideoFacts({ is_measured: true, has_picture: true, has_sound: true, ...more });
const playback = (more) => ({ isLoaded: true, isShown: false, width: 320, played: 0, ...more });
const now = { ms: 5000, isHole: false };

test("a file without a picture says so", () => {
  assert.equal(screenNote(facts({ has_picture: false }), playback({ width: 0 }), now), "no_picture_in_file");
});

test("a picture that the browser found none of, or never showed while time ran, is one that it cannot show", () => {
  assert.equal(screenNote(facts({}), playback({ width: 0 }), now), "cannot_picture");
  assert.equal(screenNote(facts({}), playback({ played: 1500 }), now), "cannot_picture");
  assert.equal(screenNote(facts({}), playback({ played: 500 }), now), "");
  assert.equal(screenNote(facts({}), playback({ isShown: true, played: 1500 }), now), "");
  assert.equal(screenNote(facts({}), playback({ isLoaded: false, width: 0 }), now), "");
});

test("a picture that comes later than the sound is waited for", () => {
  const late = facts({ picture_start_ms: 4000 });
  assert.equal(screenNote(late, playback({ played: 4500 }), { ms: 4500, isHole: false }), "");
  assert.equal(screenNote(late, playback({ played: 5500 }), now), "cannot_picture");
});

test("of a file that nobody measured nobody says that there is a picture", () => {
  assert.equal(screenNote(new VideoFacts(), playback({ width: 0 }), now), "nothing_to_show");
});

test("an instant without a picture says so", () => {
  const shown = playback({ isShown: true });
  assert.equal(screenNote(facts({ holes: [[4000, 6000]] }), shown, { ms: 5000, isHole: true }), "no_picture_now");
  assert.equal(screenNote(facts({}), shown, { ms: 5000, isHole: true }), "cannot_picture_now");
  assert.equal(screenNote(facts({ picture_start_ms: 6000 }), shown, now), "no_picture_now");
});

test("sound that is in the file and was not decoded is sound that the browser cannot play", () => {
  assert.equal(soundNote(facts({}), { isHeard: false, played: 600 }, 500), "cannot_sound");
  assert.equal(soundNote(facts({}), { isHeard: true, played: 600 }, 500), "");
  assert.equal(soundNote(facts({}), { isHeard: false, played: 400 }, 500), "");
  assert.equal(soundNote(facts({ sound_start_ms: 3000 }), { isHeard: false, played: 600 }, 500), "");
  assert.equal(soundNote(facts({ has_sound: false }), { isHeard: false, played: 0 }, 500), "no_sound");
  assert.equal(soundNote(new VideoFacts(), { isHeard: false, played: 600 }, 500), "no_sound");
});

test("a codec is named as people write it", () => {
  assert.equal(codecInBrackets("hevc"), " (HEVC)");
  assert.equal(codecInBrackets("amr_nb"), " (AMR-NB)");
  assert.equal(codecInBrackets(""), "");
});
