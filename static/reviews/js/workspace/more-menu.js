// <more-menu>: what is needed now and then. In a wide head it stands there, in a narrow one behind a button.

export class MoreMenu extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("[aria-expanded]");
    this.button.addEventListener("click", () => this.open(this.button.getAttribute("aria-expanded") !== "true"));
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.button.getAttribute("aria-expanded") !== "true") return;
      this.open(false);
      this.button.focus();
    });
    document.addEventListener("pointerdown", (event) => !this.contains(event.target) && this.open(false));
  }

  start() {}

  open(isOpen) {
    this.button.setAttribute("aria-expanded", String(isOpen));
  }
}
