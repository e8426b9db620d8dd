// <policy-picker>: a select whose choices narrow while one types, by any part of their text: code, name or harm.
import { PageElement } from "../base/element.js";
import { t } from "../base/i18n.js";

export class PolicyPicker extends PageElement {
  start() {
    this.select = this.querySelector("select");
    this.hint = this.querySelector("[role=status]");
    this.typed = "";
    this.listen(this.select, "keydown", (event) => this.handleKey(event));
    this.listen(this.select, ["blur", "change"], () => this.narrow(""));
  }

  handleKey(event) {
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
    this.hint.textContent = typed ? t("narrowed", { typed, n: this.fitting.length }) : "";
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
