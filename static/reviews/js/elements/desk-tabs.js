// <desk-tabs>: a row of tabs. Four of them show one list, each with its own kinds of findings.

export class DeskTabs extends HTMLElement {
  connectedCallback() {
    this.tabs = [...this.querySelectorAll("[role=tab]")];
    this.addEventListener("click", (event) => this.open(event.target.closest("[role=tab]")));
    this.addEventListener("keydown", (event) => this.move(event));
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
    this.dispatchEvent(new CustomEvent("tab", { detail: tab }));
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
