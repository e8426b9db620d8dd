// The small pictures of the list. None is asked for before pictures of the job may be shown; one of a harmful finding waits for a
// press of its own; one that is scrolled past is given up.
import { BANDS } from "../evidence/harm-bands.js";
import { say } from "../base/i18n.js";

const SETTLED_MS = 90; // rows that are only scrolled past ask for nothing
const SIGNS = { audio: "♪", text: "T", video: "▭" };

export class Thumbs {
  constructor(desk) {
    this.desk = desk;
    this.opened = new Set(); // places whose own card was answered
    this.waiting = new Map(); // img -> address
  }

  needsCard(i) {
    const from = BANDS.indexOf(this.desk.settings.card_from);
    return from >= 0 && this.desk.bands[i] >= from && !this.opened.has(i);
  }

  fill(thumb, i) {
    const { evidence } = this.desk;
    const [picture, none, card] = thumb.children;
    const kind = evidence.kindOf(i);
    const isPicture = kind === "frame" || kind === "cover";
    const hasOne = isPicture && Boolean(evidence.hasStill[i]);
    const isCard = hasOne && this.needsCard(i);
    thumb.dataset.kind = kind;
    card.hidden = !isCard;
    if (isCard) this.fillCard(card, i);
    none.textContent = this.words(isPicture, hasOne && !picture.dataset.failed, kind);
    none.hidden = isCard || !picture.hidden;
    if (hasOne && !isCard && this.desk.mayShow) this.want(picture, none, this.desk.stillOf(i, devicePixelRatio > 1.5 ? 320 : 160));
  }

  words(isPicture, hasOne, kind) {
    if (!isPicture) return SIGNS[kind] ?? "▭";
    return hasOne && this.desk.mayShow ? "" : say(hasOne ? "picture_off" : "no_picture");
  }

  fillCard(card, i) {
    const band = say(`band_${BANDS[this.desk.bands[i]]}`);
    card.firstElementChild.textContent = `▲ ${band}`;
    card.disabled = !this.desk.mayShow;
    card.lastElementChild.textContent = say(this.desk.mayShow ? "show_picture" : "picture_off");
    card.ariaLabel = `${band}: ${card.lastElementChild.textContent}`;
  }

  want(picture, none, address) {
    if (picture.dataset.of === address) return;
    picture.dataset.of = address;
    picture.onload = () => {
      picture.hidden = false;
      none.hidden = true;
    };
    picture.onerror = () => {
      picture.dataset.failed = "true";
      picture.hidden = true;
      none.hidden = false;
      none.textContent = say("no_picture");
    };
    this.waiting.set(picture, address);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fetch(), SETTLED_MS);
  }

  fetch() {
    for (const [picture, address] of this.waiting) picture.src = address;
    this.waiting.clear();
  }

  /** The row leaves the page: a picture that is still on its way is given up. */
  drop(thumb) {
    const picture = thumb.firstElementChild;
    this.waiting.delete(picture);
    if (picture.complete && picture.naturalWidth) return;
    picture.onload = picture.onerror = null;
    picture.removeAttribute("src");
  }

  open(i) {
    if (this.desk.mayShow) this.opened.add(i);
  }
}
