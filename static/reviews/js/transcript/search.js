// The search field over speech and on-screen text: finds in both, marks on the timeline, goes from hit to hit.
import { TextIndex, wanted } from "../evidence/search.js";
import { codesOf } from "../evidence/transcript-lines.js";
import { say } from "../base/i18n.js";

export class SpokenSearch {
  /** `lines` are those of both kinds, in time order; `changed(hits)` hears other hits, `go(line)` shows one. */
  constructor(desk, holder, { lines, changed, go, leave }) {
    Object.assign(this, { desk, lines, changed, go, leave });
    this.input = holder.querySelector("[type=search]");
    this.told = holder.querySelector("[data-show=hits]");
    this.index = new TextIndex(desk.evidence.strings);
    this.codes = codesOf(lines);
    this.wanted = "";
    this.found = [];
    this.at = -1;
    this.input.addEventListener("focus", () => this.index.prepare(this.codes), { once: true });
    this.input.addEventListener("input", (event) => event.isComposing || this.soon());
    this.input.addEventListener("compositionend", () => this.soon());
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.steps = [...holder.querySelectorAll("[data-hit]")];
    for (const step of this.steps) step.addEventListener("click", () => this.step(Number(step.dataset.hit)));
    this.tell();
  }

  /** The field, ready to be typed over. */
  open() {
    this.input.focus();
    this.input.select();
  }

  pressed(event) {
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

  soon() {
    if (!this.asked) this.asked = requestAnimationFrame(() => this.search());
  }

  search() {
    cancelAnimationFrame(this.asked);
    this.asked = 0;
    const before = this.wanted;
    this.wanted = wanted(this.input.value);
    if (this.wanted === before) return;
    const holds = this.index.find(this.wanted, this.codes);
    this.found = this.wanted ? this.lines.filter(({ text, contents }) => holds[text] || contents.some((content) => holds[content])) : [];
    this.at = -1;
    this.desk.hits = Int32Array.from(this.found.flatMap(({ places }) => places)).sort();
    this.desk.emit("hits");
    this.tell();
    this.changed(this.found);
  }

  /** The next (+1) or the one before (-1), round and round. */
  step(by) {
    const all = this.found.length;
    if (!all) return;
    this.at = this.at < 0 ? (by > 0 ? 0 : all - 1) : (this.at + by + all) % all;
    this.tell();
    this.go(this.found[this.at]);
  }

  tell() {
    const { found, at } = this;
    for (const step of this.steps) step.disabled = !found.length;
    const counted = at < 0 ? say(found.length === 1 ? "hit" : "hits", { n: found.length }) : say("counts", { shown: at + 1, all: found.length });
    this.told.textContent = !this.wanted ? "" : found.length ? counted : say("no_hits");
  }
}
