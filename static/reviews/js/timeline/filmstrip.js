// The filmstrip: small pictures of the whole video, many to a sheet. A sheet is fetched when a tile of it is first
// asked for, and never before the person may see pictures of this job.

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */
const FIRST_WAIT_MS = 2000;
const MAX_WAIT_MS = 60000;
const strips = new WeakMap();

/** The one filmstrip of a workspace. It tells `change` when more of it can be drawn. @param {Store} store */
export function loadFilmstrip(store) {
  if (!strips.has(store)) strips.set(store, new Filmstrip(store));
  return strips.get(store);
}

export class Filmstrip extends EventTarget {
  /** @param {Store} store */
  constructor(store) {
    super();
    this.store = store;
    this.facts = null; // what the server knows of it; null while there are no tiles
    this.sheets = new Map(); // address -> {image, isDrawn}
    this.wait = FIRST_WAIT_MS;
    store.addEventListener("pictures-allowed", () => this.dispatchEvent(new Event("change")));
    document.addEventListener("visibilitychange", () => this.isOverdue && !document.hidden && this.ask());
    this.ask();
  }

  /** Where the picture of `ms` lies: {n, ms, sheet, x, y, width, height, column, row}; null without one. */
  tileAt(ms) {
    if (!this.facts || !(ms >= 0)) return null;
    const { interval_ms: interval, count, is_whole: isWhole, columns, rows, sheets } = this.facts;
    const nearest = Math.round(ms / interval);
    if (nearest >= count && !isWhole) return null;
    const n = Math.min(nearest, count - 1);
    if (this.facts.gaps?.includes(n)) return null;
    const place = n % (columns * rows);
    const [column, row] = [place % columns, Math.floor(place / columns)];
    const { tile_width: width, tile_height: height } = this.facts;
    const sheet = sheets[Math.floor(n / (columns * rows))];
    return { n, ms: n * interval, sheet, x: column * width, y: row * height, width, height, column, row };
  }

  /** Width over height of a tile; null without one. */
  get aspect() {
    return this.facts && this.facts.tile_width / this.facts.tile_height;
  }

  /** The loaded sheet that a tile of `tileAt` lies on; null while it is on its way, when `change` follows. */
  imageOf(tile) {
    if (!this.store.picturesAllowed || !tile) return null;
    const known = this.sheets.get(tile.sheet) ?? this.fetchSheet(tile.sheet);
    return known.isDrawn ? known.image : null;
  }

  /** Shows the picture nearest to `ms` as the background of `element`, at its size. false: there is none (yet). */
  drawTile(element, ms) {
    const tile = this.tileAt(ms);
    if (!this.imageOf(tile)) {
      element.style.backgroundImage = "";
      return false;
    }
    const { columns, rows } = this.facts;
    const share = (place, of) => (of > 1 ? (place / (of - 1)) * 100 : 0);
    element.style.backgroundImage = `url("${tile.sheet}")`;
    element.style.backgroundSize = `${columns * 100}% ${rows * 100}%`;
    element.style.backgroundPosition = `${share(tile.column, columns)}% ${share(tile.row, rows)}%`;
    return true;
  }

  fetchSheet(address) {
    const sheet = { image: new Image(), isDrawn: false };
    this.sheets.set(address, sheet);
    sheet.image.src = address;
    this.decode(sheet, address);
    return sheet;
  }

  async decode(sheet, address) {
    try {
      await sheet.image.decode();
    } catch {
      if (!this.facts?.sheets.includes(address)) this.sheets.delete(address); // a newer sheet took its place
      return;
    }
    sheet.isDrawn = true;
    this.dispatchEvent(new Event("change"));
  }

  /** Asks for the facts; again and again, ever more slowly, while the worker still adds tiles. */
  async ask() {
    this.isOverdue = false;
    const before = this.facts?.count ?? 0;
    const facts = await fetchFacts(this.store.addressOf("filmstrip"));
    if (facts?.count) {
      this.facts = facts;
      for (const address of this.sheets.keys()) if (!facts.sheets.includes(address)) this.sheets.delete(address);
      this.dispatchEvent(new Event("change"));
    }
    if (!facts?.is_growing) return;
    this.wait = facts.count > before ? FIRST_WAIT_MS : Math.min(this.wait * 2, MAX_WAIT_MS);
    setTimeout(() => (document.hidden ? (this.isOverdue = true) : this.ask()), this.wait);
  }
}

async function fetchFacts(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return answer.ok && !answer.redirected ? await answer.json() : null;
  } catch {
    return null;
  }
}
