// A refusal stands beside the field that it is about, and is read out with it.

/**
 * Moves `error` (an element with an id and role alert) to `field` of `form` with `message`; an empty one clears it.
 * @param {Element} form
 * @param {Element} error
 * @param {string} field
 * @param {string} message
 */
export function showFieldError(form, error, field, message) {
  for (const input of form.querySelectorAll("[name]")) {
    const isIt = Boolean(message) && input.name === field;
    input.setAttribute("aria-invalid", String(isIt));
    if (isIt) input.setAttribute("aria-describedby", error.id);
    else if (input.getAttribute("aria-describedby") === error.id) input.removeAttribute("aria-describedby");
  }
  const input =
    message &&
    (form.querySelector(`[name="${CSS.escape(field)}"]:checked`) ??
      form.querySelector(`[name="${CSS.escape(field)}"]`));
  (input ? (input.closest("[data-slot], .field") ?? form) : form).append(error);
  error.hidden = !message;
  error.textContent = message;
  input?.focus?.();
}
