// The sentences of the page, as the server wrote them in the reader's language.
const messages = JSON.parse(document.getElementById("desk-words").textContent);

export function t(key, parts = {}) {
  return (messages[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in parts ? String(parts[name]) : whole));
}
