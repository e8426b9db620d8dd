// The keys of the workspace. A key names an action (`store.keys`, from the server); elements say what an action does
// (`store.registerAction`). Never while somebody types, never while a dialog is open; `store.keyMarks` says what else
// holds.
import { t } from "../base/i18n.js";

/** @typedef {import("./store.js").WorkspaceStore} Store */

const CONFIRM_MS = 3000;
const NOTHING_ASKED = { name: "", at: -Infinity };
const AS_TYPED = { "<": "Shift+,", ">": "Shift+." }; // wherever the layout keeps these two
const AT = { Comma: ",", Period: "." };
const OWN_WAYS = "input, select, [role=tab], [role=slider], [role=separator], [role=listbox], [role=option]";
let asked = NOTHING_ASKED; // the action whose first press waits for its second

/** Begins to listen. `store.keys` is read at each key, so that a remap counts at once. @param {Store} store */
export function listenToKeys(store) {
  const held = new Map(); // code of a held key -> its act
  const letGo = (code) => {
    const act = held.get(code);
    held.delete(code);
    act?.release?.();
  };
  const letAllGo = () => [...held.keys()].forEach(letGo);
  let early = null; // the act of the last key that came before the act's element did
  document.addEventListener("keydown", (event) => {
    const name = actionOf(store, event);
    const act = name && store.actions.get(name);
    const marks = store.keyMarks[name] ?? [];
    if (!name || !(act || !store.isReady) || !isAllowed(store, event, name, marks)) return;
    event.preventDefault();
    if (!act) return void (early = marks.includes("held") ? null : { name, event });
    if (event.repeat && !marks.includes("repeats")) return;
    if (marks.includes("asks") && !isSecondPress(store, name)) return;
    if (marks.includes("held")) held.set(event.code, act);
    act.run(event);
  });
  document.addEventListener("keyup", ({ code }) => letGo(code));
  store.addEventListener("ready", () => early && store.actions.get(early.name)?.run(early.event));
  addEventListener("blur", letAllGo);
  document.addEventListener("visibilitychange", () => document.hidden && letAllGo());
}

/** @param {Store} store */
function isAllowed(store, event, name, marks) {
  if (event.defaultPrevented || event.isComposing || (event.keyCode === 229 && isTyping(event.target))) return false;
  if (marks.includes("writes") && !store.canWrite) return false;
  const modal = document.querySelector("dialog:modal");
  if (modal && !(name === "help" && modal.closest("keys-help"))) return false;
  if (!marks.includes("typing") && isTyping(event.target)) return false;
  if ((event.key === " " || event.key === "Enter") && !event.ctrlKey) return !isPressable(event.target);
  return event.key.length === 1 || !event.target.closest?.(OWN_WAYS) || marks.includes("typing");
}

/** Whether `name` was pressed a moment ago; if not, says that a second press does it. @param {Store} store */
function isSecondPress(store, name) {
  const now = performance.now();
  const isSecond = asked.name === name && now - asked.at < CONFIRM_MS;
  asked = isSecond ? NOTHING_ASKED : { name, at: now };
  if (isSecond) return true;
  store.showMessage(t(`again_${name}`, { key: formatKey(store.keys[name][0]) }), { tone: "warn", brief: CONFIRM_MS });
  return false;
}

/** @param {Store} store */
function actionOf(store, event) {
  const names = keyNames(event);
  for (const name of names) for (const [act, keys] of Object.entries(store.keys)) if (keys.includes(name)) return act;
  return undefined;
}

/**
 * The names a key press answers to, likeliest first: "Shift+N", "Ctrl+Enter", "1" whatever the layout makes of digits.
 */
export function keyNames(event) {
  const marks = [event.ctrlKey && "Ctrl", event.altKey && "Alt", event.metaKey && "Meta"].filter(Boolean);
  const isGraph = event.getModifierState?.("AltGraph");
  if (marks.includes("Meta") && /Mac/.test(navigator.platform)) marks.splice(0, marks.length, "Ctrl");
  const shift = event.shiftKey ? ["Shift"] : [];
  const { key, code } = event;
  const named = (shifts, what) => [...(isGraph ? [] : marks), ...shifts, what].join("+");
  const digit = key.length === 1 ? /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1] : undefined; // not a Numpad1 that means End
  const letter = /^[a-z]$/i.test(key) ? key : /^Key([A-Z])$/.exec(code)?.[1];
  if (/^[!-/:-@[-`{-~]$/.test(key)) {
    const sign = named([], AS_TYPED[key] ?? (event.shiftKey && AT[code] === key ? `Shift+${key}` : key));
    return digit && !isGraph ? [named(shift, digit), sign] : [sign];
  }
  if (digit) return [named(shift, digit)];
  if (key === " ") return [named(shift, "Space")];
  return [named(shift, letter ? letter.toUpperCase() : key)];
}

/** As people read it: "⇧ N", "Ctrl ↵". */
export function formatKey(name) {
  const words = { Shift: "⇧", Enter: "↵", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→" };
  return name
    .split(/(?<=.)\+/)
    .map((part) => words[part] ?? part)
    .join(" ");
}

/** Writes the person's keys into every <kbd data-key="act"> of the page. @param {Store} store */
export function showKeyCaps(store) {
  for (const cap of document.querySelectorAll("kbd[data-key]")) {
    const key = store.keys[cap.dataset.key]?.[0];
    cap.textContent = key ? formatKey(key) : "";
  }
}

function isTyping(element) {
  return Boolean(
    element.closest?.(
      "input:not([type=radio]):not([type=checkbox]):not([type=range]), textarea, select, [contenteditable]",
    ),
  );
}

/** Space and Enter on a button or a tab press that; the workspace's own are for everywhere else. */
function isPressable(element) {
  return Boolean(element.closest?.("button, a, summary, [role=tab], input"));
}
