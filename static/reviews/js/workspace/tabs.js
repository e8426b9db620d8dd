// <desk-tabs>: a row of tabs. Several of them show one list, each with its own kinds of findings.
import { PageElement } from "../base/element.js";
import { countByTab } from "../evidence/filter.js";

/** @typedef {import("./store.js").WorkspaceStore} Store */

export class DeskTabs extends PageElement {
  /** @type {Store} */
  store;

  connectedCallback() {
    this.tabs = [...this.querySelectorAll("[role=tab]")];
    this.listen(this, "click", (event) => this.open(event.target.closest("[role=tab]")));
    this.listen(this, "keydown", (event) => this.handleKey(event));
  }

  /** @param {Store} store */
  start(store) {
    this.store = store;
    for (const [kind, count] of Object.entries(countByTab(store.evidence))) {
      this.querySelector(`[data-count=${kind}]`).textContent = String(count);
    }
    this.announce(this.current); // pressed before the findings were there
  }

  announce(tab) {
    if (tab.dataset.list) this.store?.openTab(tab.dataset.list);
  }

  get current() {
    return this.tabs.find((tab) => tab.getAttribute("aria-selected") === "true");
  }

  open(tab) {
    if (!tab) return;
    const panelId = tab.getAttribute("aria-controls");
    for (const other of this.tabs) {
      const isOpen = other === tab;
      other.setAttribute("aria-selected", String(isOpen));
      other.tabIndex = isOpen ? 0 : -1;
      const otherId = other.getAttribute("aria-controls");
      if (otherId !== panelId) document.getElementById(otherId).hidden = true;
    }
    const panel = document.getElementById(panelId);
    panel.hidden = false;
    panel.setAttribute("aria-labelledby", tab.id);
    tab.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.announce(tab);
  }

  handleKey(event) {
    const place = this.tabs.indexOf(document.activeElement);
    const to = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: this.tabs.length - 1 }[event.key];
    if (place < 0 || to === undefined) return;
    event.preventDefault();
    const tab = this.tabs[(to + this.tabs.length) % this.tabs.length];
    tab.focus();
    this.open(tab);
  }
}
