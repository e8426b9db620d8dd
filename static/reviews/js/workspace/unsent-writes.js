// <unsent-writes>: what is decided and not stored: how many, what and why, and what a person can do about it.
import { PageElement } from "../base/element.js";
import { t } from "../base/i18n.js";
import { formatBrief } from "../base/time.js";

/** @typedef {import("./store.js").WorkspaceStore} Store */

const FOR_A_PERSON = new Set(["look", "lost", "refused"]);

export class UnsentWrites extends PageElement {
  /** @type {Store} */
  store;

  /** @param {Store} store */
  start(store) {
    this.store = store;
    this.list = this.querySelector("ul");
    this.details = this.querySelector("details");
    this.listen(store, ["outbox", "verdicts", "claim-lost"], () => this.showSoon());
    this.listen(this, "click", (event) => this.handleClick(event.target.closest("button")));
    this.showSoon();
  }

  showSoon() {
    this.asked ||= requestAnimationFrame(() => this.show());
  }

  show() {
    this.asked = 0;
    const entries = this.store.outbox.list();
    const isBehind = entries.some(({ state }) => state !== "saving");
    this.hidden = !isBehind;
    if (!isBehind) return this.list.replaceChildren();
    // Without the claim nothing here is sent any more, and nothing says that it will be.
    const words = this.store.canWrite ? ["unsent_one", "unsent"] : ["not_sent_one", "not_sent"];
    this.querySelector(".unsent-count").textContent =
      entries.length === 1 ? t(words[0]) : t(words[1], { n: entries.length });
    const needs = entries.filter(({ state, target }) => FOR_A_PERSON.has(state) && !["job", "missed"].includes(target));
    if (needs.length > (this.needed ?? 0)) this.details.open = true;
    this.needed = needs.length;
    this.list.replaceChildren(...entries.slice(0, 100).map((entry) => this.row(entry)));
  }

  row({ key, state, why, body, target, ids, at }) {
    const row = this.querySelector("template").content.firstElementChild.cloneNode(true);
    row.dataset.key = key;
    row.dataset.state = state;
    const words = [
      t(body.take_back ? "undo" : (body.verdict ?? "ask_lead")),
      this.about(target, ids, body),
      body.note ? `“${body.note}”` : "",
      new Date(at).toLocaleTimeString(),
    ];
    row.querySelector(".unsent-what").textContent = words.filter(Boolean).join(" · ");
    row.querySelector(".unsent-why").textContent = [t(`state_${state}`), FOR_A_PERSON.has(state) ? why : ""]
      .filter(Boolean)
      .join(". ");
    row.querySelector("[data-again]").hidden = !["look", "refused"].includes(state) || !this.store.canWrite;
    row.querySelector("[data-copy]").hidden = !FOR_A_PERSON.has(state);
    row.querySelector("[data-drop]").hidden = !FOR_A_PERSON.has(state);
    return row;
  }

  about(target, ids, body) {
    const { evidence } = this.store;
    if (target === "job") return t("whole_job");
    if (target === "missed") return [t("missed"), body.category, body.label].filter(Boolean).join(" / ");
    if (target === "many") return t("n_findings", { n: ids.length + (body.detection_ids?.length ?? 0) });
    const place =
      target === "finding"
        ? evidence.placeOf.get(ids[0])
        : evidence.detections.of[evidence.detections.id.indexOf(ids[0])];
    if (place === undefined) return "";
    const time = evidence.start[place] >= 0 ? formatBrief(evidence.start[place]) : "";
    return [time, evidence.categoryOf(place), evidence.labelOf(place)].filter(Boolean).join(" ");
  }

  /** The words of one row, so that they can be put elsewhere. Which way worked, or that none did, is said. */
  async copy(row) {
    const text = row.querySelector(".unsent-what").textContent;
    const copied = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    if (copied) this.store.showMessage(t("copied"), { tone: "good", brief: true });
    else this.store.showMessage(t("copy_failed"), { tone: "warn" });
  }

  drop(key) {
    this.store.writer.discard(key);
    this.store.outbox.drop(key);
  }

  handleClick(button) {
    const key = button?.closest("[data-key]")?.dataset.key;
    if (!key) return;
    if ("copy" in button.dataset) return void this.copy(button.closest("[data-key]"));
    if ("again" in button.dataset) this.store.sender.repeat(key);
    else this.drop(key);
    if (this.store.outbox.entries.size) this.details.querySelector("summary").focus();
  }
}
