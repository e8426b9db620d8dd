// What was typed and not sent yet, kept in this browser for one person, job and form: through a reload, a closed tab, a
// lost claim. Forgotten when it is sent, at sign-out, after a week, and when somebody else works at this browser.
import { removeValue, saveValue, loadValue, keysWithPrefix } from "./storage.js";

export const DRAFTS = "desk-draft-";
const MAX_AGE_MS = 7 * 24 * 3600_000;

export class Draft {
  constructor(person, job, form) {
    this.key = `${DRAFTS}${person}-${job}-${form}`;
    for (const key of keysWithPrefix(DRAFTS)) if (isExpired(key, person)) removeValue(key);
  }

  /** `values`: [[name, value], ...] of the form's fields. */
  save(values) {
    if (values.some(([, value]) => value)) saveValue(this.key, { at: Date.now(), values });
    else this.remove();
  }

  /** What was kept as {name: value}, null without a draft. */
  load() {
    const values = loadValue(this.key)?.values;
    return Array.isArray(values) ? Object.fromEntries(values) : null;
  }

  remove() {
    removeValue(this.key);
  }
}

function isExpired(key, person) {
  return !key.startsWith(`${DRAFTS}${person}-`) || !(Date.now() - loadValue(key)?.at < MAX_AGE_MS);
}

/** Sign-out: nobody's drafts stay in this browser. */
export function removeAllDrafts() {
  for (const key of keysWithPrefix(DRAFTS)) removeValue(key);
}
