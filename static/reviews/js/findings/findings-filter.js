// <findings-filter>: which findings the list and the timeline show. It sets `desk.order`, `desk.shown` and `desk.ranked` (every
// place in the list's order, shown or not) and keeps the filter in the address of the page.
import { WORD_OF } from "../evidence/evidence.js";
import { NO_FILTER, STATES, Sieve } from "../evidence/filter.js";
import { isNarrow, read, write } from "./filter-address.js";
import { BANDS } from "../evidence/harm-bands.js";
import { cut } from "./rows.js";
import { say } from "../base/i18n.js";

const MOST_CHOICES = 100;
const number = new Intl.NumberFormat(document.documentElement.lang || undefined);

export class FindingsFilter extends HTMLElement {
  connectedCallback() {
    this.inputs = Object.fromEntries([...this.querySelectorAll("[data-filter]")].map((el) => [el.dataset.filter, el]));
    this.chips = [...this.querySelectorAll("[data-machine], [data-state]")];
    this.shows = Object.fromEntries([...this.querySelectorAll("[data-show]")].map((el) => [el.dataset.show, el]));
    this.more = this.querySelector("[data-more]");
    this.rare = this.querySelector("#finding-more");
    this.tab = "all";
    this.kept = -1;
  }

  start(desk) {
    this.desk = desk;
    this.sieve = new Sieve(desk.evidence, desk.bands);
    this.fillChoices();
    this.wanted = read(location.search, (name, word) => this.known[name].has(word));
    this.listen();
    this.show();
    this.sieve.hear(desk.verdicts.finding);
    this.apply();
    desk.addEventListener("tab", ({ detail }) => this.change(() => (this.tab = detail)));
    desk.addEventListener("clear-filter", () => this.clear());
    desk.addEventListener("verdicts", () => this.heard());
    desk.addEventListener("select", ({ detail }) => this.kept >= 0 && this.kept !== detail.index && this.apply());
  }

  listen() {
    this.addEventListener("input", ({ target }) => target.dataset.filter === "score" && this.change(() => this.take()));
    this.addEventListener("change", ({ target }) => {
      if (target.matches("[data-filter], [data-machine], [data-state]")) this.change(() => this.take(), true);
    });
    this.querySelector("[data-clear]").addEventListener("click", () => this.clear());
    this.more.addEventListener("click", () => this.showMore(this.rare.hidden));
    addEventListener("popstate", () => {
      this.wanted = read(location.search, (name, word) => this.known[name].has(word));
      this.change(() => this.show());
    });
  }

  fillChoices() {
    const { strings, kind } = this.desk.evidence;
    this.options = { category: new Map(), label: new Map(), kind: new Map(), band: new Map() };
    this.known = {};
    for (const name of ["category", "label"]) {
      const choices = this.sieve.choices(name, MOST_CHOICES);
      this.known[name] = new Set(choices.map(([word]) => strings[word]));
      for (const [word] of choices) this.addOption(name, word, strings[word], cut(strings[word], 60));
    }
    for (const code of new Set(kind)) this.addOption("kind", code, strings[code], say(strings[code]));
    for (let band = 1; band < BANDS.length; band++) this.addOption("band", band, BANDS[band], say("band_from", { band: say(`band_${BANDS[band]}`) }));
    this.inputs.band.hidden = !this.desk.bands.some(Boolean);
  }

  addOption(name, code, value, words) {
    const option = new Option(words, value);
    option.words = words;
    this.options[name].set(code, option);
    this.inputs[name].add(option);
  }

  /** What the controls say becomes the filter. */
  take() {
    const pressed = (name, words) => words.filter((word) => this.chips.find((chip) => chip.dataset[name] === word).checked);
    this.wanted = {
      ...Object.fromEntries(["category", "label", "kind", "order"].map((name) => [name, this.inputs[name].value])),
      machine: pressed("machine", WORD_OF),
      state: pressed("state", STATES),
      score: Number(this.inputs.score.value),
      band: Math.max(0, BANDS.indexOf(this.inputs.band.value)),
    };
  }

  /** The filter stands in the controls. */
  show() {
    const { machine, state, score, band, ...plain } = this.wanted;
    for (const [name, value] of Object.entries(plain)) this.inputs[name].value = value;
    this.inputs.score.value = score;
    this.inputs.band.value = band ? BANDS[band] : "";
    for (const chip of this.chips) chip.checked = machine.includes(chip.dataset.machine) || state.includes(chip.dataset.state);
    if (this.rareCount) this.showMore(true);
  }

  get rareCount() {
    return ["label", "kind", "band"].filter((name) => this.wanted[name]).length;
  }

  showMore(isOpen) {
    this.rare.hidden = !isOpen;
    this.more.setAttribute("aria-expanded", String(isOpen));
  }

  clear() {
    this.wanted = { ...NO_FILTER, order: this.wanted.order };
    this.change(() => this.show(), true);
  }

  /** A person changes the filter. `isWhole`: the change is done, so that the address may follow. */
  change(take, isWhole = false) {
    take();
    this.kept = -1;
    if (isWhole) this.keepInAddress();
    if (!this.asked) this.asked = requestAnimationFrame(() => this.apply({ byPerson: true }));
  }

  keepInAddress() {
    history.replaceState(history.state, "", location.pathname + write(location.search, this.wanted) + location.hash);
  }

  /** Verdicts are others: what is selected stays in sight until the next selection, whatever it is now. */
  heard() {
    this.sieve.hear(this.desk.verdicts.finding);
    const { selected, shown } = this.desk;
    if (selected >= 0 && shown[selected]) this.kept = selected;
    this.apply();
  }

  apply({ byPerson = false } = {}) {
    cancelAnimationFrame(this.asked);
    this.asked = 0;
    if (this.kept !== this.desk.selected) this.kept = -1;
    const { order, total, counts } = this.sieve.apply(this.tab, this.wanted, this.kept);
    const isSame = order.length === this.desk.order.length && order.every((place, n) => place === this.desk.order[n]);
    Object.assign(this.desk, { order, total, ranked: this.sieve.ranked(this.wanted.order), listOrder: this.wanted.order });
    this.desk.shown.fill(0);
    for (const place of order) this.desk.shown[place] = 1;
    this.tell(counts, total);
    if (!isSame || byPerson) this.desk.emit("filter", { byPerson });
  }

  tell(counts, total) {
    const shown = this.desk.order.length;
    const isNarrowed = isNarrow(this.wanted);
    this.shows.count.textContent = isNarrowed ? say("counts", { shown: number.format(shown), all: number.format(total) }) : number.format(total);
    this.shows.score.textContent = `≥ ${this.wanted.score.toFixed(2)}`;
    this.inputs.score.setAttribute("aria-valuetext", this.shows.score.textContent);
    this.querySelector("[data-clear]").classList.toggle("away", !isNarrowed);
    this.shows.rare.textContent = this.rareCount || "";
    for (const chip of this.chips) this.tellChip(chip, counts);
    for (const name of ["category", "label", "kind", "band"]) {
      for (const [code, option] of this.options[name]) {
        const words = `${option.words} · ${number.format(counts[name][code])}`;
        if (option.text !== words) option.text = words;
      }
    }
  }

  tellChip(chip, counts) {
    const { machine, state } = chip.dataset;
    const count = machine ? counts.machine[WORD_OF.indexOf(machine)] : counts.state[STATES.indexOf(state)];
    const label = chip.parentElement;
    label.querySelector(".filter-count").textContent = number.format(count);
    label.hidden = !count && !chip.checked && ["overridden", "withdrawn"].includes(state);
  }
}
