// The keys that go through the list and judge what is selected, in the list's own order and filter.
import { WORD_OF } from "../evidence/evidence.js";
import { keep, kept } from "../base/storage.js";
import { say } from "../base/i18n.js";

const ADVANCES = "desk-advance";

/** `advance` is the box "go on to the next after a verdict". */
export function registerSteps(desk, advance) {
  const steps = new Steps(desk, advance);
  desk.act("next", () => steps.step(1));
  desk.act("previous", () => steps.step(-1));
  desk.act("undecided", () => steps.undecided());
  desk.act("accept", () => steps.accept());
  for (const verdict of WORD_OF) desk.act(verdict, () => steps.judged(verdict));
}

class Steps {
  constructor(desk, advance) {
    Object.assign(this, { desk, advance });
    advance.checked = kept(ADVANCES) === 1;
    advance.addEventListener("change", () => keep(ADVANCES, advance.checked ? 1 : 0));
  }

  tell(key) {
    this.desk.emit("say", { text: say(key), tone: "", brief: true });
  }

  /** From the selection on, also from one that the filter hides, past all that is not shown. */
  step(by) {
    const { ranked, shown, selected } = this.desk;
    const from = selected < 0 ? (by > 0 ? -1 : ranked.length) : ranked.indexOf(selected);
    for (let n = from + by; n >= 0 && n < ranked.length; n += by) if (shown[ranked[n]]) return this.desk.select(ranked[n]);
    this.tell(!this.desk.order.length ? "list_empty" : by > 0 ? "list_end" : "list_start");
  }

  /** The next finding that nobody judged; from the top again when there is none below. */
  undecided() {
    const { ranked, shown, selected, evidence } = this.desk;
    const from = ranked.indexOf(selected);
    for (let n = 1; n <= ranked.length; n++) {
      const place = ranked[(from + n + ranked.length) % ranked.length];
      if (!shown[place] || evidence.withdrawn[place] || place === selected || this.desk.saidOf("finding", place)) continue;
      if (from + n >= ranked.length) this.tell("from_the_top");
      return this.desk.select(place);
    }
    this.tell("all_decided");
  }

  accept() {
    const { selected, evidence } = this.desk;
    if (selected >= 0 && evidence.byPerson[selected]) this.tell("nothing_to_accept");
    else this.judged(WORD_OF[evidence.suggestion[selected]]);
  }

  /** A verdict shows at once and is kept until it is stored, so that the next finding need not wait for it. */
  judged(verdict) {
    const { selected, canWrite } = this.desk;
    if (selected < 0) return this.tell("choose_finding");
    if (!canWrite) return;
    this.desk.decide("finding", selected, verdict);
    if (this.advance.checked) this.step(1);
  }
}
