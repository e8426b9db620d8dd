// Which stretches of the list are folded. One that is folded stands open while the selection is inside it.
export class Folds {
  constructor(stretches) {
    this.stretches = stretches;
    this.folded = new Uint8Array(stretches.count);
    this.peek = -1; // the folded stretch that the selection opened
  }

  isFolded(stretch) {
    return Boolean(this.folded[stretch]) && this.peek !== stretch;
  }

  set(stretch, isFolded) {
    this.folded[stretch] = isFolded ? 1 : 0;
    this.peek = -1;
  }

  setAll(isFolded) {
    this.folded.fill(isFolded ? 1 : 0);
    this.peek = -1;
  }

  /** The selection is at `chosen` (a place or -1) now. Returns whether a stretch opened or closed. */
  follow(chosen) {
    const stretch = chosen < 0 ? -1 : this.stretches.of[chosen];
    const before = this.peek;
    this.peek = stretch >= 0 && this.folded[stretch] ? stretch : -1;
    return this.peek !== before;
  }
}
