// The sentences of the page, as the server wrote them in the reader's language.
const words = JSON.parse(document.getElementById("desk-words").textContent);

export function say(key, parts = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in parts ? String(parts[name]) : whole));
}
