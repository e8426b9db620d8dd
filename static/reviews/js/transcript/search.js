// The search field over speech and on-screen text: finds in both, marks on the timeline, goes from hit to hit.
import { t } from "../base/i18n.js";
import { TextIndex, foldQuery } from "../evidence/search.js";
import { searchableTexts } from "../evidence/transcript-lines.js";

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

export class TranscriptSearch {
  /**
   * `lines` are those of both kinds, in time order; `changed(hits)` hears other hits, `go(line)` shows one.
   * @param {Store} store
   */
  constructor(store, holder, { lines, changed, go, leave }) {
    this.store = store;
    this.lines = lines;
    this.changed = changed;
    this.go = go;
    this.leave = leave;
    this.input = holder.querySelector("[type=search]");
    this.count = holder.querySelector("[data-show=hits]");
    this.index = new TextIndex(store.evidence.strings);
    this.codes = searchableTexts(lines);
    this.wanted = "";
    this.hits = [];
    this.at = -1;
    this.input.addEventListener("focus", () => this.index.prepare(this.codes), { once: true });
    this.input.addEventListener("input", (event) => event.isComposing || this.searchSoon());
    this.input.addEventListener("compositionend", () => this.searchSoon());
    this.input.addEventListener("keydown", (event) => this.handleKey(event));
    this.steps = [...holder.querySelectorAll("[data-hit]")];
    for (const step of this.steps) step.addEventListener("click", () => this.step(Number(step.dataset.hit)));
    this.showCount();
  }

  /** The field, ready to be typed over. */
  open() {
    this.input.focus();
    this.input.select();
  }

  handleKey(event) {
    if (event.isComposing) return;
    if (event.key === "Enter") this.enter(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") this.escape();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  enter(by) {
    if (this.asked) this.search();
    this.step(by);
  }

  escape() {
    if (!this.input.value) return this.leave();
    this.input.value = "";
    return this.search();
  }

  searchSoon() {
    if (!this.asked) this.asked = requestAnimationFrame(() => this.search());
  }

  search() {
    cancelAnimationFrame(this.asked);
    this.asked = 0;
    const before = this.wanted;
    this.wanted = foldQuery(this.input.value);
    if (this.wanted === before) return;
    const holds = this.index.find(this.wanted, this.codes);
    this.hits = this.wanted
      ? this.lines.filter(({ text, contents }) => holds[text] || contents.some((content) => holds[content]))
      : [];
    this.at = -1;
    this.store.setHits(Int32Array.from(this.hits.flatMap(({ places }) => places)).sort());
    this.showCount();
    this.changed(this.hits);
  }

  /** The next (+1) or the one before (-1), round and round. */
  step(by) {
    const all = this.hits.length;
    if (!all) return;
    this.at = this.at < 0 ? (by > 0 ? 0 : all - 1) : (this.at + by + all) % all;
    this.showCount();
    this.go(this.hits[this.at]);
  }

  showCount() {
    const { hits, at } = this;
    for (const step of this.steps) step.disabled = !hits.length;
    const counted =
      at < 0
        ? t(hits.length === 1 ? "hit" : "hits", { n: hits.length })
        : t("counts", { shown: at + 1, all: hits.length });
    this.count.textContent = !this.wanted ? "" : hits.length ? counted : t("no_hits");
  }
}
