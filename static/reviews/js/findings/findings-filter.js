// <findings-filter>: which findings the list and the timeline show. It keeps the filter in
// the address of the page.
import { PageElement } from "../base/element.js";
import { t } from "../base/i18n.js";
import { VERDICTS } from "../evidence/evidence.js";
import { NO_FILTER, STATES, FindingFilter } from "../evidence/filter.js";
import { HARM_BANDS } from "../evidence/harm-bands.js";
import { truncate } from "../workspace/row-parts.js";
import { isNarrowing, parseFilter, formatFilter } from "./filter-address.js";

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

const MAX_CHOICES = 100;
const number = new Intl.NumberFormat(document.documentElement.lang || undefined);

export class FindingsFilter extends PageElement {
  /** @type {Store} */
  store;

  connectedCallback() {
    this.inputs = Object.fromEntries([...this.querySelectorAll("[data-filter]")].map((el) => [el.dataset.filter, el]));
    this.chips = [...this.querySelectorAll("[data-machine], [data-state]")];
    this.shows = Object.fromEntries([...this.querySelectorAll("[data-show]")].map((el) => [el.dataset.show, el]));
    this.more = this.querySelector("[data-more]");
    this.rare = this.querySelector("#finding-more");
    this.tab = "all";
    this.kept = -1;
  }

  /** @param {Store} store */
  start(store) {
    this.store = store;
    this.filter = new FindingFilter(store.evidence, store.bands);
    this.fillChoices();
    this.wanted = parseFilter(location.search, (name, word) => this.known[name].has(word));
    this.listenToControls();
    this.showInControls();
    this.filter.setVerdicts(store.verdicts.finding);
    this.apply();
    this.listen(store, "tab", ({ detail }) => this.change(() => (this.tab = detail)));
    this.listen(store, "clear-filter", () => this.clear());
    this.listen(store, "verdicts", () => this.followVerdicts());
    this.listen(store, "select", ({ detail }) => this.kept >= 0 && this.kept !== detail.index && this.apply());
  }

  listenToControls() {
    this.listen(
      this,
      "input",
      ({ target }) => target.dataset.filter === "score" && this.change(() => this.readControls()),
    );
    this.listen(this, "change", ({ target }) => {
      if (target.matches("[data-filter], [data-machine], [data-state]")) this.change(() => this.readControls(), true);
    });
    this.listen(this.querySelector("[data-clear]"), "click", () => this.clear());
    this.listen(this.more, "click", () => this.showMore(this.rare.hidden));
    this.listen(window, "popstate", () => {
      this.wanted = parseFilter(location.search, (name, word) => this.known[name].has(word));
      this.change(() => this.showInControls());
    });
  }

  fillChoices() {
    const { strings, kind } = this.store.evidence;
    this.options = { category: new Map(), label: new Map(), kind: new Map(), band: new Map() };
    this.known = {};
    for (const name of /** @type {const} */ (["category", "label"])) {
      const choices = this.filter.listChoices(name, MAX_CHOICES);
      this.known[name] = new Set(choices.map(([word]) => strings[word]));
      for (const [word] of choices) this.addOption(name, word, strings[word], truncate(strings[word], 60));
    }
    for (const code of new Set(kind)) this.addOption("kind", code, strings[code], t(strings[code]));
    for (let band = 1; band < HARM_BANDS.length; band++) {
      this.addOption("band", band, HARM_BANDS[band], t("band_from", { band: t(`band_${HARM_BANDS[band]}`) }));
    }
    this.inputs.band.hidden = !this.store.bands.some(Boolean);
  }

  addOption(name, code, value, words) {
    const option = new Option(words, value);
    option.words = words;
    this.options[name].set(code, option);
    this.inputs[name].add(option);
  }

  /** What the controls say becomes the filter. */
  readControls() {
    const pressed = (name, words) =>
      words.filter((word) => this.chips.find((chip) => chip.dataset[name] === word).checked);
    this.wanted = {
      ...Object.fromEntries(["category", "label", "kind", "order"].map((name) => [name, this.inputs[name].value])),
      machine: pressed("machine", VERDICTS),
      state: pressed("state", STATES),
      score: Number(this.inputs.score.value),
      band: Math.max(0, HARM_BANDS.indexOf(this.inputs.band.value)),
    };
  }

  /** The filter stands in the controls. */
  showInControls() {
    const { machine, state, score, band, ...plain } = this.wanted;
    for (const [name, value] of Object.entries(plain)) this.inputs[name].value = value;
    this.inputs.score.value = score;
    this.inputs.band.value = band ? HARM_BANDS[band] : "";
    for (const chip of this.chips) {
      chip.checked = machine.includes(chip.dataset.machine) || state.includes(chip.dataset.state);
    }
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
    this.change(() => this.showInControls(), true);
  }

  /** A person changes the filter. `isWhole`: the change is done, so that the address may follow. */
  change(apply, isWhole = false) {
    apply();
    this.kept = -1;
    if (isWhole) this.keepInAddress();
    if (!this.asked) this.asked = requestAnimationFrame(() => this.apply({ byPerson: true }));
  }

  keepInAddress() {
    history.replaceState(
      history.state,
      "",
      location.pathname + formatFilter(location.search, this.wanted) + location.hash,
    );
  }

  /** Verdicts are others: what is selected stays in sight until the next selection, whatever it is now. */
  followVerdicts() {
    this.filter.setVerdicts(this.store.verdicts.finding);
    const { selected, shown } = this.store;
    if (selected >= 0 && shown[selected]) this.kept = selected;
    this.apply();
  }

  apply({ byPerson = false } = {}) {
    cancelAnimationFrame(this.asked);
    this.asked = 0;
    if (this.kept !== this.store.selected) this.kept = -1;
    const { order, total, counts } = this.filter.apply(this.tab, this.wanted, this.kept);
    const isSame = order.length === this.store.order.length && order.every((place, n) => place === this.store.order[n]);
    const result = { order, total, ranked: this.filter.rankPlaces(this.wanted.order), listOrder: this.wanted.order };
    this.showCounts(counts, order.length, total);
    this.store.setFilterResult(result, { isOther: !isSame || byPerson, byPerson });
  }

  showCounts(counts, shown, total) {
    const isNarrowed = isNarrowing(this.wanted);
    this.shows.count.textContent = isNarrowed
      ? t("counts", { shown: number.format(shown), all: number.format(total) })
      : number.format(total);
    this.shows.score.textContent = `≥ ${this.wanted.score.toFixed(2)}`;
    this.inputs.score.setAttribute("aria-valuetext", this.shows.score.textContent);
    this.querySelector("[data-clear]").classList.toggle("is-invisible", !isNarrowed);
    this.shows.rare.textContent = this.rareCount || "";
    for (const chip of this.chips) this.showChipCount(chip, counts);
    for (const name of ["category", "label", "kind", "band"]) {
      for (const [code, option] of this.options[name]) {
        const words = `${option.words} · ${number.format(counts[name][code])}`;
        if (option.text !== words) option.text = words;
      }
    }
  }

  showChipCount(chip, counts) {
    const { machine, state } = chip.dataset;
    const count = machine ? counts.machine[VERDICTS.indexOf(machine)] : counts.state[STATES.indexOf(state)];
    const label = chip.parentElement;
    label.querySelector(".filter-count").textContent = number.format(count);
    label.hidden = !count && !chip.checked && ["overridden", "withdrawn"].includes(state);
  }
}
