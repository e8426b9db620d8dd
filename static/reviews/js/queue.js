// The queue page: what waits is asked for anew while somebody may be looking, and never under their hands.
class LivePart extends HTMLElement {
  connectedCallback() {
    this.live = this.querySelector("[hx-get]");
    this.told = this.querySelector("[data-refreshed]");
    this.button = this.querySelector("[data-refresh]");
    this.every_ms = Number(this.dataset.everyS) * 1000;
    this.at = performance.now();
    this.failed = false;
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.ask());
    this.live.addEventListener("htmx:beforeSwap", (event) => this.weigh(event));
    this.live.addEventListener("htmx:afterSwap", () => this.keepScroll());
    for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
      this.live.addEventListener(name, () => this.note(true));
    }
    document.addEventListener("visibilitychange", () => this.tick());
    this.clock = setInterval(() => this.tick(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.clock);
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
    if (this.age_ms >= this.every_ms && !this.isHeld) this.ask();
    this.tell();
  }

  ask() {
    this.at = performance.now();
    this.scroll = scrollY;
    this.live.dispatchEvent(new CustomEvent("refresh"));
  }

  // The same words again (but for the forms' tokens) change nothing in the page, so nothing is swapped.
  weigh(event) {
    if (event.detail.xhr.status !== 200) return;
    if (this.isHeld) return void (event.detail.shouldSwap = false); // taken up while the answer was on its way
    const text = event.detail.xhr.responseText.replace(/name="csrfmiddlewaretoken" value="\w+"/g, "");
    if (text === this.text) event.detail.shouldSwap = false;
    this.text = text;
    this.note(false);
  }

  keepScroll() {
    if (this.scroll !== undefined && Math.abs(scrollY - this.scroll) > 1) scrollTo({ top: this.scroll, behavior: "instant" });
  }

  note(failed) {
    this.failed = failed;
    this.at = performance.now();
    this.tell();
  }

  tell() {
    const { ago, failed, waiting } = this.told.dataset;
    const late = this.age_ms > this.every_ms + 2000;
    const words = this.failed ? failed : late ? waiting : ago.replace("{n}", Math.round(this.age_ms / 1000));
    if (this.told.textContent !== words) this.told.textContent = words;
  }
}

customElements.define("live-part", LivePart);
