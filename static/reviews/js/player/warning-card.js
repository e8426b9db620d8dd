// <extreme-card>: stands before the pictures of a job that is harmful to look at. Until it is answered nothing of them
// is fetched; each opening of the page asks anew.
export class ExtremeCard extends HTMLElement {
  connectedCallback() {
    this.stage = document.querySelector(".stage");
    this.stage.inert = true;
    // A page that the browser kept whole for its back button would show pictures without having asked again.
    addEventListener("pageshow", (event) => event.persisted && location.reload());
  }

  start(desk) {
    this.desk = desk;
    this.addEventListener("click", ({ target }) => this[target.closest("[data-card]")?.dataset.card]?.());
  }

  show() {
    this.hidden = true;
    this.stage.inert = false;
    this.desk.showPixels();
    const buttons = [...this.stage.querySelectorAll("button:not(:disabled)")];
    buttons.find((button) => button.getClientRects().length)?.focus();
  }

  /** The pictures stay off; the way to them stays open. */
  without() {
    this.querySelector(".card-full").hidden = true;
    this.querySelector(".card-short").hidden = false;
    this.querySelector("[data-card=without]").hidden = true;
    document.querySelector(".finding-scroll")?.focus();
  }
}
