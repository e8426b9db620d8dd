// <keys-help>: the keys and what they do, and a person's own keys in place of them. Saved on the server at once.
import { PageElement } from "../base/element.js";
import { postJson } from "../base/http.js";
import { t } from "../base/i18n.js";
import { keyNames, showKeyCaps, formatKey } from "./keys.js";

/** @typedef {import("./store.js").WorkspaceStore} Store */

const MODIFIERS = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock", "Fn", "Dead"]);

export class KeysHelp extends PageElement {
  /** @type {Store} */
  store;

  /** @param {Store} store */
  start(store) {
    this.store = store;
    this.own = Object.fromEntries(Object.entries(store.settings.keys ?? {}).filter(([act]) => act in store.keys));
    this.dialog = this.querySelector("dialog");
    this.status = this.querySelector(".keys-status");
    this.rows = [...this.querySelectorAll("[data-act]")];
    this.linkKeyCaps();
    store.registerAction("help", () => this.toggle());
    for (const button of document.querySelectorAll("[data-keys-help]")) {
      this.listen(button, "click", () => this.toggle());
    }
    this.listen(this, "click", (event) => this.handleClick(event.target.closest("button")));
    this.listen(this, "keydown", (event) => this.handleKey(event), { capture: true });
    this.listen(this.dialog, "cancel", (event) => this.waiting && event.preventDefault());
    this.listen(this.dialog, "close", () => this.waitForKey(null));
    this.show();
  }

  /** A <kbd> of the page that shows a default key shows the person's from now on. */
  linkKeyCaps() {
    const bare = (text) => text.replace(/\s+/g, "");
    const acts = new Map(this.rows.map((row) => [bare(row.dataset.cap), row.dataset.act]));
    for (const cap of document.querySelectorAll("kbd:not([data-key])")) {
      const act = !this.contains(cap) && acts.get(bare(cap.textContent));
      if (act) cap.dataset.key = act;
    }
  }

  toggle() {
    if (this.dialog.open) return this.dialog.close();
    this.showStatus("");
    this.dialog.showModal();
  }

  handleClick(button) {
    const row = button?.closest("[data-act]");
    if (!button) return;
    if ("close" in button.dataset) this.dialog.close();
    else if ("resetAll" in button.dataset) this.save({});
    else if ("change" in button.dataset) this.waitForKey(this.waiting === row ? null : row);
    else if ("reset" in button.dataset) this.save(this.without(row.dataset.act));
  }

  without(act) {
    return Object.fromEntries(Object.entries(this.own).filter(([name]) => name !== act));
  }

  /** The row whose next key press is its new key. */
  waitForKey(row) {
    this.waiting?.classList.remove("waits");
    this.waiting = row;
    row?.classList.add("waits");
    if (row) this.showStatus(t("press_a_key", { act: row.querySelector(".key-label").textContent }));
  }

  handleKey(event) {
    if (!this.waiting || MODIFIERS.has(event.key) || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    const row = this.waiting;
    this.waitForKey(null);
    if (event.key === "Escape") return this.showStatus("");
    this.save({ ...this.own, [row.dataset.act]: keyNames(event)[0] }, row);
  }

  async save(own, row = null) {
    const answer = await postJson(this.store.addressOf("keys"), { keys: own });
    if (!answer.ok) return this.showStatus(answer.data.error?.message ?? t("offline"), true);
    this.own = answer.data.own;
    this.store.setKeys(answer.data.keys);
    this.show();
    const key = row && formatKey(this.store.keys[row.dataset.act][0]);
    this.showStatus(
      row ? t("key_changed", { act: row.querySelector(".key-label").textContent, key }) : t("keys_reset"),
    );
  }

  showStatus(text, isBad = false) {
    this.status.textContent = text;
    this.status.classList.toggle("bad", isBad);
  }

  show() {
    for (const row of this.rows) {
      const { act } = row.dataset;
      row.querySelector(".key-caps").replaceChildren(...this.store.keys[act].map(keyCap));
      row.querySelector("[data-reset]").hidden = !(act in this.own);
    }
    showKeyCaps(this.store);
  }
}

function keyCap(name) {
  const element = document.createElement("kbd");
  element.textContent = formatKey(name);
  return element;
}
