// Milliseconds as people read them.

/** hh:mm:ss.mmm @param {number} ms */
export function formatClock(ms) {
  const t = Math.max(0, Math.round(ms));
  const two = (n) => String(n).padStart(2, "0");
  const rest = String(t % 1000).padStart(3, "0");
  return `${two(Math.floor(t / 3600000))}:${two(Math.floor(t / 60000) % 60)}:${two(Math.floor(t / 1000) % 60)}.${rest}`;
}

/** The same without its hours where there are none. @param {number} ms */
export function formatBrief(ms) {
  return formatClock(ms).replace(/^00:/, "");
}

/** m:ss, or h:mm:ss from an hour on, without the part of a second. @param {number} ms */
export function formatLength(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  return formatShort(s * 1000).replace(/^0(?=\d:)/, "");
}

/** mm:ss, or h:mm:ss from an hour on. @param {number} ms */
export function formatShort(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  const two = (n) => String(n).padStart(2, "0");
  const tail = `${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  return s >= 3600 ? `${Math.floor(s / 3600)}:${tail}` : tail;
}
