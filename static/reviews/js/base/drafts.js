// What was typed and not sent yet, kept in this browser for one person, job and form: through a reload, a closed tab, a
// lost claim. Forgotten when it is sent, at sign-out, after a week, and when somebody else works at this browser.
import { forget, keep, kept, keysOf } from "./storage.js";

export const DRAFTS = "desk-draft-";
const KEPT_MS = 7 * 24 * 3600_000;

export class Draft {
  constructor(person, job, form) {
    this.key = `${DRAFTS}${person}-${job}-${form}`;
    for (const key of keysOf(DRAFTS)) if (isOver(key, person)) forget(key);
  }

  /** `values`: [[name, value], ...] of the form's fields. */
  keep(values) {
    if (values.some(([, value]) => value)) keep(this.key, { at: Date.now(), values });
    else this.forget();
  }

  /** What was kept as {name: value}, null without a draft. */
  read() {
    const values = kept(this.key)?.values;
    return Array.isArray(values) ? Object.fromEntries(values) : null;
  }

  forget() {
    forget(this.key);
  }
}

function isOver(key, person) {
  return !key.startsWith(`${DRAFTS}${person}-`) || !(Date.now() - kept(key)?.at < KEPT_MS);
}

/** Sign-out: nobody's drafts stay in this browser. */
export function forgetAll() {
  for (const key of keysOf(DRAFTS)) forget(key);
}
