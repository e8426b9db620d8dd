// <desk-tabs>: a row of tabs. Several of them show one list, each with its own kinds of findings.
import { counts } from "../evidence/filter.js";

export class DeskTabs extends HTMLElement {
  connectedCallback() {
    this.tabs = [...this.querySelectorAll("[role=tab]")];
    this.addEventListener("click", (event) => this.open(event.target.closest("[role=tab]")));
    this.addEventListener("keydown", (event) => this.move(event));
  }

  start(desk) {
    this.desk = desk;
    for (const [kind, count] of Object.entries(counts(desk.evidence))) this.querySelector(`[data-count=${kind}]`).textContent = count;
    this.tell(this.current); // pressed before the findings were there
  }

  tell(tab) {
    if (tab.dataset.list) this.desk?.emit("tab", tab.dataset.list);
  }

  get current() {
    return this.tabs.find((tab) => tab.getAttribute("aria-selected") === "true");
  }

  open(tab) {
    if (!tab) return;
    for (const one of this.tabs) {
      const here = one === tab;
      one.setAttribute("aria-selected", String(here));
      one.tabIndex = here ? 0 : -1;
      const panel = document.getElementById(one.getAttribute("aria-controls"));
      if (one.getAttribute("aria-controls") !== tab.getAttribute("aria-controls")) panel.hidden = true;
    }
    const panel = document.getElementById(tab.getAttribute("aria-controls"));
    panel.hidden = false;
    panel.setAttribute("aria-labelledby", tab.id);
    tab.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.tell(tab);
  }

  move(event) {
    const place = this.tabs.indexOf(document.activeElement);
    const to = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: this.tabs.length - 1 }[event.key];
    if (place < 0 || to === undefined) return;
    event.preventDefault();
    const tab = this.tabs[(to + this.tabs.length) % this.tabs.length];
    tab.focus();
    this.open(tab);
  }
}
