// <more-menu>: what is needed now and then. In a wide head it stands there, in a narrow one behind a button.
import { PageElement } from "../base/element.js";

export class MoreMenu extends PageElement {
  connectedCallback() {
    this.button = this.querySelector("[aria-expanded]");
    this.listen(this.button, "click", () => this.setOpen(!this.isOpen));
    this.listen(this, "keydown", (event) => {
      if (event.key !== "Escape" || !this.isOpen) return;
      this.setOpen(false);
      this.button.focus();
    });
    this.listen(document, "pointerdown", (event) => !this.contains(event.target) && this.setOpen(false));
  }

  start() {}

  get isOpen() {
    return this.button.getAttribute("aria-expanded") === "true";
  }

  setOpen(isOpen) {
    this.button.setAttribute("aria-expanded", String(isOpen));
  }
}
