// <take-back>: the offer to take a verdict back goes away when the server would refuse it.
import { PageElement } from "./base/element.js";

export class TakeBack extends PageElement {
  connectedCallback() {
    const timer = setTimeout(() => this.remove(), Number(this.dataset.seconds) * 1000);
    this.signal.addEventListener("abort", () => clearTimeout(timer));
  }
}
