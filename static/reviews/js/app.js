// Every page: the theme switch, whose choice is kept on this machine only, and the offer to take a verdict back.
import { removeAllDrafts } from "./base/drafts.js";
import { TakeBack } from "./take-back.js";

const KEY = "desk-theme";
const root = document.documentElement;

customElements.define("take-back", TakeBack);

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage switched off: the system's colours are used
  }
}

function apply(theme) {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  document.dispatchEvent(new CustomEvent("desk:theme"));
}

function current() {
  return root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

apply(stored());
// Whoever signs out leaves no half-written words in this browser.
document.addEventListener("submit", ({ target }) => "signOut" in target.dataset && removeAllDrafts());
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-theme-switch]")) return;
  const theme = current() === "dark" ? "light" : "dark";
  apply(theme);
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // storage switched off: the choice lasts for this page
  }
});
