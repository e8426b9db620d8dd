// <extreme-card>: stands before the pictures of a job that is harmful to look at. Until it is answered nothing of them
// is fetched; each opening of the page asks again.
import { PageElement } from "../base/element.js";

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

export class WarningCard extends PageElement {
  /** @type {Store} */
  store;

  connectedCallback() {
    this.stage = document.querySelector(".stage");
    this.stage.inert = true;
    // A page that the browser kept whole for its back button would show pictures without having asked again.
    this.listen(window, "pageshow", (event) => event.persisted && location.reload());
  }

  /** @param {Store} store */
  start(store) {
    this.store = store;
    const answers = { show: () => this.showPictures(), without: () => this.goOnWithout() };
    this.listen(this, "click", ({ target }) => answers[target.closest("[data-card]")?.dataset.card]?.());
  }

  showPictures() {
    this.hidden = true;
    this.stage.inert = false;
    this.store.allowPictures();
    const buttons = [...this.stage.querySelectorAll("button:not(:disabled)")];
    buttons.find((button) => button.getClientRects().length)?.focus();
  }

  /** The pictures stay off; the way to them stays open. */
  goOnWithout() {
    this.querySelector(".card-full").hidden = true;
    this.querySelector(".card-short").hidden = false;
    this.querySelector("[data-card=without]").hidden = true;
    document.querySelector(".finding-scroll")?.focus();
  }
}
