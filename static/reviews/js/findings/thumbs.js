// The small pictures of the list. None is asked for before pictures of the job may be shown; one of a harmful finding
// waits for a press of its own; one that is scrolled past is given up.
import { t } from "../base/i18n.js";
import { HARM_BANDS } from "../evidence/harm-bands.js";

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

const SETTLED_MS = 90; // rows that are only scrolled past ask for nothing
const SIGNS = { audio: "♪", text: "T", video: "▭" };

export class Thumbs {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    this.opened = new Set(); // places whose own card was answered
    this.waiting = new Map(); // img -> address
    this.listening = new WeakMap(); // img -> what ends its listeners
  }

  needsCard(i) {
    const from = HARM_BANDS.indexOf(this.store.settings.warn_from_band);
    return from >= 0 && this.store.bands[i] >= from && !this.opened.has(i);
  }

  fill(thumb, i) {
    const { evidence } = this.store;
    const [picture, none, card] = thumb.children;
    const kind = evidence.kindOf(i);
    const isPicture = kind === "frame" || kind === "cover";
    const hasOne = isPicture && Boolean(evidence.hasStill[i]);
    const isCard = hasOne && this.needsCard(i);
    thumb.dataset.kind = kind;
    card.hidden = !isCard;
    if (isCard) this.fillCard(card, i);
    none.textContent = this.placeholderText(isPicture, hasOne && !picture.dataset.failed, kind);
    none.hidden = isCard || !picture.hidden;
    if (hasOne && !isCard && this.store.picturesAllowed) {
      this.requestPicture(picture, none, this.store.stillAddress(i, devicePixelRatio > 1.5 ? 320 : 160));
    }
  }

  placeholderText(isPicture, hasOne, kind) {
    if (!isPicture) return SIGNS[kind] ?? "▭";
    return hasOne && this.store.picturesAllowed ? "" : t(hasOne ? "picture_off" : "no_picture");
  }

  fillCard(card, i) {
    const band = t(`band_${HARM_BANDS[this.store.bands[i]]}`);
    card.firstElementChild.textContent = `▲ ${band}`;
    card.disabled = !this.store.picturesAllowed;
    card.lastElementChild.textContent = t(this.store.picturesAllowed ? "show_picture" : "picture_off");
    card.ariaLabel = `${band}: ${card.lastElementChild.textContent}`;
  }

  requestPicture(picture, none, address) {
    if (picture.dataset.of === address) return;
    picture.dataset.of = address;
    const signal = this.listenAnew(picture);
    const loaded = () => {
      picture.hidden = false;
      none.hidden = true;
    };
    const failed = () => {
      picture.dataset.failed = "true";
      picture.hidden = true;
      none.hidden = false;
      none.textContent = t("no_picture");
    };
    picture.addEventListener("load", loaded, { signal });
    picture.addEventListener("error", failed, { signal });
    this.waiting.set(picture, address);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fetch(), SETTLED_MS);
  }

  /** Ends what was heard of `picture` before; the signal is for what is heard from now on. */
  listenAnew(picture) {
    this.listening.get(picture)?.abort();
    this.listening.set(picture, new AbortController());
    return this.listening.get(picture).signal;
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
    this.listening.get(picture)?.abort();
    picture.removeAttribute("src");
  }

  open(i) {
    if (this.store.picturesAllowed) this.opened.add(i);
  }
}
