// The queue page: what waits is asked for again while somebody may be looking, and never while they use it.
import { PageElement } from "./base/element.js";

class LivePart extends PageElement {
  connectedCallback() {
    this.live = this.querySelector("[hx-get]");
    this.note = this.querySelector("[data-refreshed]");
    this.button = this.querySelector("[data-refresh]");
    this.every_ms = Number(this.dataset.everyS) * 1000;
    this.at = performance.now();
    this.failed = false;
    this.button.hidden = false;
    this.listen(this.button, "click", () => this.refresh());
    this.listen(this.live, "htmx:beforeSwap", (event) => this.skipNeedlessSwap(event));
    this.listen(this.live, "htmx:afterSwap", () => this.keepScroll());
    this.listen(this.live, ["htmx:sendError", "htmx:responseError", "htmx:timeout"], () => this.setFailed(true));
    this.listen(document, "visibilitychange", () => this.tick());
    this.repeat(() => this.tick(), 1000);
  }

  get age_ms() {
    return performance.now() - this.at;
  }

  // Somebody reads or chooses: an open menu, marked text, a pressed button, a list that is dropped down.
  get isHeld() {
    const marked = getSelection();
    const inside = marked && !marked.isCollapsed && this.contains(marked.anchorNode);
    return Boolean(inside || document.querySelector("details.menu[open], dialog[open]") || this.matches(":active"));
  }

  tick() {
    if (document.hidden) return;
    if (this.age_ms >= this.every_ms && !this.isHeld) this.refresh();
    this.showAge();
  }

  refresh() {
    this.at = performance.now();
    this.scrolledTo = scrollY;
    this.live.dispatchEvent(new CustomEvent("refresh"));
  }

  // The same words again (but for the forms' tokens) change nothing in the page, so nothing is swapped.
  skipNeedlessSwap(event) {
    if (event.detail.xhr.status !== 200) return;
    if (this.isHeld) return void (event.detail.shouldSwap = false); // taken up while the answer was on its way
    const text = event.detail.xhr.responseText.replace(/name="csrfmiddlewaretoken" value="\w+"/g, "");
    if (text === this.text) event.detail.shouldSwap = false;
    this.text = text;
    this.setFailed(false);
  }

  keepScroll() {
    if (this.scrolledTo !== undefined && Math.abs(scrollY - this.scrolledTo) > 1) {
      scrollTo({ top: this.scrolledTo, behavior: "instant" });
    }
  }

  setFailed(failed) {
    this.failed = failed;
    this.at = performance.now();
    this.showAge();
  }

  showAge() {
    const { ago, failed, waiting } = this.note.dataset;
    const late = this.age_ms > this.every_ms + 2000;
    const words = this.failed ? failed : late ? waiting : ago.replace("{n}", Math.round(this.age_ms / 1000));
    if (this.note.textContent !== words) this.note.textContent = words;
  }
}

customElements.define("live-part", LivePart);
