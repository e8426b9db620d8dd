// What all our custom elements share: their listeners and timers end when they leave the page.

export class PageElement extends HTMLElement {
  #life = new AbortController();

  /** Aborted when the element leaves the page: for listeners on anything that outlives it. */
  get signal() {
    if (this.#life.signal.aborted) this.#life = new AbortController();
    return this.#life.signal;
  }

  /**
   * Listens on `target` to each of `types` while the element is in the page.
   * @param {{addEventListener: Function}} target
   * @param {string | string[]} types
   * @param {(event: any) => void} listener
   * @param {AddEventListenerOptions} [options]
   */
  listen(target, types, listener, options = {}) {
    for (const type of [types].flat()) target.addEventListener(type, listener, { ...options, signal: this.signal });
  }

  /**
   * Calls `run` every `ms` milliseconds while the element is in the page, or until the returned function is called.
   * @param {() => void} run
   * @param {number} ms
   */
  repeat(run, ms) {
    const timer = setInterval(run, ms);
    const stop = () => clearInterval(timer);
    this.signal.addEventListener("abort", stop);
    return stop;
  }

  disconnectedCallback() {
    this.#life.abort();
  }
}
