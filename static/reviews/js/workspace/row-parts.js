// What rows of every list have in common: their named parts, the chip of a suggestion, the buttons of a verdict.
import { t } from "../base/i18n.js";
import { SHAPES, VERDICTS } from "../evidence/evidence.js";

const parts = new WeakMap();

/** The named places of a cloned template: looked up once for each row. */
export function rowParts(row) {
  if (!parts.has(row)) {
    parts.set(row, Object.fromEntries([...row.querySelectorAll("[data-part]")].map((el) => [el.dataset.part, el])));
  }
  return parts.get(row);
}

/** At most `most` characters of a text. @param {string} text @param {number} most */
export function truncate(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/**
 * Shows a suggestion as shape, word and score (below 0: none).
 * @param {HTMLElement} chip
 * @param {number} severity
 * @param {number} score
 */
export function fillChip(chip, severity, score) {
  chip.dataset.suggestion = VERDICTS[severity];
  const shape = document.createElement("span");
  shape.className = "shape";
  shape.ariaHidden = "true";
  shape.textContent = SHAPES[severity];
  chip.replaceChildren(shape, t(VERDICTS[severity]) + (score >= 0 ? ` ${score.toFixed(2)}` : ""));
}

/** Lets the verdict buttons of `holder` be pressed, or not. @param {Element} holder @param {boolean} canWrite */
export function enableVerdicts(holder, canWrite) {
  for (const button of holder.querySelectorAll("[data-verdict]")) button.disabled = !canWrite;
}

/** Marks the button of the verdict that was given. @param {Element} holder @param {string | undefined} verdict */
export function markVerdict(holder, verdict) {
  for (const button of holder.querySelectorAll("[data-verdict]")) {
    button.setAttribute("aria-pressed", String(button.dataset.verdict === verdict));
  }
}

/**
 * Since when the provider leaves a finding out; empty while it reports it.
 * @param {number} seconds Of 1970, 0: never.
 */
export function goneText(seconds) {
  return seconds ? t("unreported_since", { when: new Date(seconds * 1000).toLocaleString() }) : "";
}
