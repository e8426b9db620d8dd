// <also-viewing>: who else has this job open. Tells the server each half minute while the page is looked at.
import { PageElement } from "../base/element.js";
import { postJson } from "../base/http.js";
import { t } from "../base/i18n.js";

/** @typedef {import("./store.js").WorkspaceStore} Store */

const BEAT_MS = 30_000;

export class AlsoViewing extends PageElement {
  /** @param {Store} store */
  start(store) {
    this.address = store.addressOf("presence");
    const beatWhileVisible = () => !document.hidden && this.beat();
    this.repeat(beatWhileVisible, BEAT_MS);
    this.listen(document, "visibilitychange", beatWhileVisible);
    this.listen(window, "pagehide", () => postJson(this.address, { left: true }, { keepalive: true }));
    this.beat();
  }

  async beat() {
    const answer = await postJson(this.address, {});
    if (!answer.ok) return; // the clock of the lease says what is wrong
    const names = answer.data.people.join(", ");
    this.textContent = names ? t("also_viewing", { names }) : "";
  }
}
