// <spoken-text>: what is said, or what stands on the screen, as lines that follow the player; and the search in both.
import { Following } from "./auto-scroll.js";
import { LineWindow } from "./line-window.js";
import { partsOf } from "../findings/rows.js";
import { listenTo } from "./keys.js";
import { speechLines, textLines } from "../evidence/transcript-lines.js";
import { fillFoot, fillWords, isLeftOut } from "./row.js";
import { SpokenSearch } from "./search.js";
import { say } from "../base/i18n.js";

export class SpokenText extends HTMLElement {
  connectedCallback() {
    this.scroll = this.querySelector(".spoken-scroll");
    this.space = this.querySelector(".spoken-space");
    this.empty = this.querySelector(".spoken-empty");
    this.filtered = this.querySelector(".spoken-filtered");
    this.template = this.querySelector("template").content.firstElementChild;
    this.kind = "";
    this.stop = -1; // the line that the tab key reaches
    this.whole = new Set(); // lines shown in all their length
    this.asking = null; // {line, verdict, key}: one verdict for all frames of a line, asked once
  }

  start(desk, player) {
    this.desk = desk;
    this.kinds = { speech: speechLines(desk.evidence), text: textLines(desk.evidence) };
    this.window = new LineWindow({ scroll: this.scroll, space: this.space, make: (n) => this.make(n), painted: () => this.giveStop() });
    this.following = new Following(player, this.window, this.querySelector("[data-follow]"), { lines: () => this.lines, show: () => this.markNow() });
    const lines = [...this.kinds.speech, ...this.kinds.text].sort((a, b) => a.start - b.start);
    this.search = new SpokenSearch(desk, this, { lines, changed: () => this.showHits(), go: (line) => this.go(line), leave: () => this.focusOn(this.stop) });
    listenTo(this);
    this.takeActs();
    this.filtered.querySelector("button").addEventListener("click", () => desk.emit("clear-filter"));
    for (const event of ["verdicts", "outbox", "lost", "filter"]) desk.addEventListener(event, () => this.refresh());
    desk.addEventListener("tab", ({ detail }) => this.show(detail));
    desk.addEventListener("select", () => this.showSelected());
    this.show(desk.tab);
  }

  get lines() {
    return this.kinds[this.kind] ?? [];
  }

  takeActs() {
    this.desk.act("search", () => this.openSearch());
    for (const verdict of ["pass", "review", "block"]) {
      const elsewhere = this.desk.acts.get(`stretch_${verdict}`);
      this.desk.act(`stretch_${verdict}`, (event) => (this.kind ? this.judgeSelected(verdict) : elsewhere.run(event)));
    }
  }

  /** The lines of a tab; those of the findings list are not ours. */
  show(kind) {
    this.kind = this.kinds[kind] ? kind : "";
    this.asking = null;
    this.stop = this.lineOf(this.desk.selected);
    this.window.lay(this.lines.length);
    this.scroll.hidden = !this.lines.length;
    this.empty.hidden = !this.kind || this.lines.length > 0;
    if (this.kind) this.empty.firstElementChild.textContent = say(`no_${this.kind}`);
    this.empty.lastElementChild.hidden = this.kind !== "speech";
    this.scroll.setAttribute("aria-label", say(this.kind === "text" ? "on_screen_text" : "speech"));
    this.tellFiltered();
    this.window.scrollTo(0);
    this.window.paint();
    this.following.begin();
    if (this.stop >= 0) this.window.reveal(this.stop);
  }

  make(n) {
    const row = this.template.cloneNode(true);
    const words = partsOf(row).text;
    row.dataset.line = n;
    row.setAttribute("aria-posinset", n + 1);
    row.setAttribute("aria-setsize", this.lines.length);
    words.id = `spoken-${n}`;
    partsOf(row).at.setAttribute("aria-describedby", words.id);
    this.fill(row, n);
    return row;
  }

  fill(row, n, { withWords = true } = {}) {
    const line = this.lines[n];
    if (withWords) fillWords(row, this.desk, line, { search: this.search.wanted, isWhole: this.whole.has(line) });
    fillFoot(row, this.desk, line);
    if (line.places.includes(this.desk.selected)) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
    this.fillNow(row, n);
    const isAsking = this.asking?.line === line;
    partsOf(row).ask.hidden = !isAsking;
    if (isAsking) partsOf(row).question.textContent = say("bulk_ask", { n: line.places.length, verdict: say(this.asking.verdict) });
  }

  fillNow(row, n) {
    row.classList.toggle("now", n === this.following?.now);
    partsOf(row).playing.hidden = n !== this.following?.now;
  }

  markNow() {
    for (const [n, row] of this.window.rows) this.fillNow(row, n);
  }

  refresh({ withWords = false } = {}) {
    if (!this.kind) return;
    for (const [n, row] of this.window.rows) this.fill(row, n, { withWords });
    this.tellFiltered();
    this.window.paint();
  }

  tellFiltered() {
    const hidden = this.lines.filter((line) => isLeftOut(this.desk, line)).length;
    this.filtered.hidden = !hidden;
    this.filtered.firstElementChild.textContent = say("lines_left_out", { n: hidden });
  }

  lineOf(place) {
    return place < 0 ? -1 : this.lines.findIndex(({ places }) => places.includes(place));
  }

  showSelected() {
    if (!this.kind) return;
    const n = this.lineOf(this.desk.selected);
    this.asking = null;
    if (n >= 0) this.stop = n;
    this.refresh();
    if (n >= 0) this.window.reveal(n);
  }

  /** A person picks a line: the player goes there, and the lines go along with it again. */
  choose(n) {
    this.following.turn(true);
    this.desk.select(this.lines[n].places[0]);
  }

  focusOn(n) {
    if (n < 0 || n >= this.lines.length) return this.scroll.focus({ preventScroll: true });
    this.stop = n;
    this.window.reveal(n);
    this.giveStop();
    return partsOf(this.window.rows.get(n)).at.focus({ preventScroll: true });
  }

  giveStop() {
    const stop = this.window.rows.has(this.stop) ? this.stop : this.window.lineAt(this.scroll.scrollTop);
    for (const [n, row] of this.window.rows) for (const button of row.querySelectorAll("button")) button.tabIndex = n === stop ? 0 : -1;
  }

  showWhole(n) {
    this.whole.add(this.lines[n]);
    this.fill(this.window.rows.get(n), n);
    this.window.paint();
    partsOf(this.window.rows.get(n)).text.focus({ preventScroll: true });
  }

  openSearch() {
    if (!this.kind) document.getElementById(this.kinds.speech.length || !this.kinds.text.length ? "tab-speech" : "tab-text").click();
    this.search.open();
  }

  showHits() {
    this.refresh({ withWords: true });
    const n = this.lines.indexOf(this.search.found.find((line) => this.lines.includes(line)));
    if (n < 0) return;
    this.following.turn(false);
    this.window.reveal(n);
  }

  go(line) {
    if (!this.lines.includes(line)) document.getElementById(this.kinds.text.includes(line) ? "tab-text" : "tab-speech").click();
    this.desk.select(line.places[0]);
  }

  judgeSelected(verdict) {
    const n = this.lineOf(this.desk.selected);
    if (n < 0 || this.lines[n].places.length < 2) this.desk.emit("say", { text: say(n < 0 ? "choose_finding" : "not_repeated"), tone: "", brief: true });
    else this.judge(n, verdict);
  }

  judge(n, verdict) {
    const line = this.lines[n];
    if (!line.places.includes(this.desk.selected)) this.desk.select(line.places[0], { seek: false });
    if (line.places.length === 1) return this.desk.decide("finding", line.places[0], verdict);
    this.asking = { line, verdict, key: crypto.randomUUID() };
    this.refresh();
    return partsOf(this.window.rows.get(n)).ask.querySelector("button").focus({ preventScroll: true });
  }

  answer(isYes) {
    const { line, verdict, key } = this.asking;
    this.asking = null;
    this.refresh();
    this.focusOn(this.lines.indexOf(line));
    if (isYes) this.desk.decideMany(line.places, verdict, key);
  }
}
