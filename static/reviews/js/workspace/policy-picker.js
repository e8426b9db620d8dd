// <policy-picker>: a select whose choices narrow while one types, by any part of their text: code, name or harm.
import { say } from "../base/i18n.js";

export class PolicyPicker extends HTMLElement {
  start() {
    this.select = this.querySelector("select");
    this.hint = this.querySelector("[role=status]");
    this.typed = "";
    this.select.addEventListener("keydown", (event) => this.heard(event));
    for (const event of ["blur", "change"]) this.select.addEventListener(event, () => this.narrow(""));
  }

  heard(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const isLetter = event.key.length === 1 && (event.key !== " " || this.typed);
    if (!isLetter && !(this.typed && ["Backspace", "Escape"].includes(event.key))) return;
    event.preventDefault();
    if (isLetter) this.narrow(this.typed + event.key);
    else this.narrow(event.key === "Escape" ? "" : this.typed.slice(0, -1));
    this.choose();
  }

  /** Only what holds the typed words stays in the list. */
  narrow(typed) {
    this.typed = typed;
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    for (const option of this.select.options) {
      const text = `${option.textContent} ${option.parentElement.label ?? ""}`.toLowerCase();
      option.hidden = !words.every((word) => text.includes(word));
    }
    this.hint.textContent = typed ? say("narrowed", { typed, n: this.fitting.length }) : "";
  }

  get fitting() {
    return [...this.select.options].filter((option) => option.value && !option.hidden && !option.disabled);
  }

  choose() {
    const first = this.typed ? this.fitting[0] : null;
    if (!first || first.selected) return;
    this.select.value = first.value;
    this.select.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
