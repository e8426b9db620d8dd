// <keys-help>: the keys and what they do, and a person's own keys in place of them. Saved on the server at once.
import { namesOf, showKeys, shownKey } from "./keys.js";
import { post } from "../base/http.js";
import { say } from "../base/i18n.js";

const ONLY_MARKS = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock", "Fn", "Dead"]);

export class KeysHelp extends HTMLElement {
  start(desk) {
    this.desk = desk;
    this.own = Object.fromEntries(Object.entries(desk.settings.keys ?? {}).filter(([act]) => act in desk.keys));
    this.dialog = this.querySelector("dialog");
    this.said = this.querySelector(".keys-said");
    this.rows = [...this.querySelectorAll("[data-act]")];
    this.nameCaps();
    desk.act("help", () => this.toggle());
    for (const button of document.querySelectorAll("[data-keys-help]")) button.addEventListener("click", () => this.toggle());
    this.addEventListener("click", (event) => this.pressed(event.target.closest("button")));
    this.addEventListener("keydown", (event) => this.typed(event), true);
    this.dialog.addEventListener("cancel", (event) => this.waiting && event.preventDefault());
    this.dialog.addEventListener("close", () => this.wait(null));
    this.show();
  }

  /** A <kbd> of the page that shows a default key shows the person's from now on. */
  nameCaps() {
    const bare = (text) => text.replace(/\s+/g, "");
    const acts = new Map(this.rows.map((row) => [bare(row.dataset.cap), row.dataset.act]));
    for (const cap of document.querySelectorAll("kbd:not([data-key])")) {
      const act = !this.contains(cap) && acts.get(bare(cap.textContent));
      if (act) cap.dataset.key = act;
    }
  }

  toggle() {
    if (this.dialog.open) return this.dialog.close();
    this.tell("");
    this.dialog.showModal();
  }

  pressed(button) {
    const row = button?.closest("[data-act]");
    if (!button) return;
    if ("close" in button.dataset) this.dialog.close();
    else if ("resetAll" in button.dataset) this.save({});
    else if ("change" in button.dataset) this.wait(this.waiting === row ? null : row);
    else if ("reset" in button.dataset) this.save(this.without(row.dataset.act));
  }

  without(act) {
    return Object.fromEntries(Object.entries(this.own).filter(([name]) => name !== act));
  }

  /** The row whose next key press is its new key. */
  wait(row) {
    this.waiting?.classList.remove("waits");
    this.waiting = row;
    row?.classList.add("waits");
    if (row) this.tell(say("press_a_key", { act: row.querySelector(".key-label").textContent }));
  }

  typed(event) {
    if (!this.waiting || ONLY_MARKS.has(event.key) || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    const row = this.waiting;
    this.wait(null);
    if (event.key === "Escape") return this.tell("");
    this.save({ ...this.own, [row.dataset.act]: namesOf(event)[0] }, row);
  }

  async save(own, row = null) {
    const answer = await post("/me/keys/", { keys: own });
    if (!answer.ok) return this.tell(answer.data.error?.message ?? say("offline"), true);
    this.own = answer.data.own;
    this.desk.keys = answer.data.keys;
    this.show();
    const key = row && shownKey(this.desk.keys[row.dataset.act][0]);
    this.tell(row ? say("key_changed", { act: row.querySelector(".key-label").textContent, key }) : say("keys_reset"));
  }

  tell(text, isBad = false) {
    this.said.textContent = text;
    this.said.classList.toggle("bad", isBad);
  }

  show() {
    for (const row of this.rows) {
      const { act } = row.dataset;
      row.querySelector(".key-caps").replaceChildren(...this.desk.keys[act].map(cap));
      row.querySelector("[data-reset]").hidden = !(act in this.own);
    }
    showKeys(this.desk);
  }
}

function cap(name) {
  const element = document.createElement("kbd");
  element.textContent = shownKey(name);
  return element;
}
