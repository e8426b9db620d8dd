// What this browser keeps for a person. Storage that is switched off or full: it lives as long as the page.

/** Keeps `value` as JSON, as far as the browser lets us. @param {string} key @param {any} value */
export function saveValue(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // the page goes on with what it has in memory
  }
}

/** The value that was kept, null without one and for what is not ours to read. @param {string} key @returns {any} */
export function loadValue(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** Keeps `value` as JSON in this tab only, until it is closed. @param {string} key @param {any} value */
export function saveForTab(key, value) {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // the page goes on with what it has in memory
  }
}

/** The value that this tab kept, null without one. @param {string} key @returns {any} */
export function loadForTab(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

/** Removes what was kept under `key`. @param {string} key */
export function removeValue(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // nothing was kept
  }
}

/** The keys that begin with `prefix`. @param {string} prefix @returns {string[]} */
export function keysWithPrefix(prefix) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}
