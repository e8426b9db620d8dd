// The keys that go through the list and judge what is selected, in the list's own order and filter.
import { t } from "../base/i18n.js";
import { saveValue, loadValue } from "../base/storage.js";
import { VERDICTS } from "../evidence/evidence.js";

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

const ADVANCE_KEY = "desk-advance";

/** `advance` is the box "go on to the next after a verdict". @param {Store} store */
export function registerSteps(store, advance) {
  const steps = new ListSteps(store, advance);
  store.registerAction("next", () => steps.step(1));
  store.registerAction("previous", () => steps.step(-1));
  store.registerAction("undecided", () => steps.undecided());
  store.registerAction("accept", () => steps.accept());
  for (const verdict of VERDICTS) store.registerAction(verdict, () => steps.decide(verdict));
}

class ListSteps {
  /** @param {Store} store */
  constructor(store, advance) {
    this.store = store;
    this.advance = advance;
    advance.checked = loadValue(ADVANCE_KEY) === 1;
    advance.addEventListener("change", () => saveValue(ADVANCE_KEY, advance.checked ? 1 : 0));
  }

  announce(key) {
    this.store.showMessage(t(key), { tone: "", brief: true });
  }

  /** From the selection on, also from one that the filter hides, past all that is not shown. */
  step(by) {
    const { ranked, shown, selected } = this.store;
    const from = selected < 0 ? (by > 0 ? -1 : ranked.length) : ranked.indexOf(selected);
    for (let n = from + by; n >= 0 && n < ranked.length; n += by) {
      if (shown[ranked[n]]) return this.store.select(ranked[n]);
    }
    this.announce(!this.store.order.length ? "list_empty" : by > 0 ? "list_end" : "list_start");
  }

  /** The next finding that nobody judged; from the top again when there is none below. */
  undecided() {
    const { ranked, shown, selected, evidence } = this.store;
    const from = ranked.indexOf(selected);
    for (let n = 1; n <= ranked.length; n++) {
      const place = ranked[(from + n + ranked.length) % ranked.length];
      if (!shown[place] || evidence.withdrawn[place] || place === selected || this.store.verdictOf("finding", place)) {
        continue;
      }
      if (from + n >= ranked.length) this.announce("from_the_top");
      return this.store.select(place);
    }
    this.announce("all_decided");
  }

  accept() {
    const { selected, evidence } = this.store;
    if (selected >= 0 && evidence.byPerson[selected]) this.announce("nothing_to_accept");
    else this.decide(VERDICTS[evidence.suggestion[selected]]);
  }

  /** A verdict shows at once and is kept until it is stored, so that the next finding need not wait for it. */
  decide(verdict) {
    const { selected, canWrite } = this.store;
    if (selected < 0) return this.announce("choose_finding");
    if (!canWrite) return;
    this.store.writer.decide("finding", selected, verdict);
    if (this.advance.checked) this.step(1);
  }
}
