// Forms of every page but the workspace's.
// A form that comes back with errors begins at the first of them.
document.querySelector("main [aria-invalid=true]")?.focus();

// What takes its time says so on the button that began it, and is not sent twice.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.defaultPrevented || !button?.dataset.busy) return;
  if (button.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    return;
  }
  const mark = document.createElement("span");
  mark.className = "busy-mark";
  const words = [...button.childNodes];
  button.setAttribute("aria-busy", "true");
  button.replaceChildren(mark, button.dataset.busy);
  // The way back may show this very page again.
  const restore = () => {
    button.removeAttribute("aria-busy");
    button.replaceChildren(...words);
  };
  addEventListener("pageshow", restore, { once: true });
});
