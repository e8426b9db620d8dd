// The sentences of the page, as the server wrote them in the reader's language.
const messages = JSON.parse(document.getElementById("desk-words").textContent);

/**
 * The message `key` in the reader's language, its {name} parts filled in.
 * @param {string} key
 * @param {Record<string, any>} [parts]
 * @returns {string}
 */
export function t(key, parts = {}) {
  return (messages[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in parts ? String(parts[name]) : whole));
}
