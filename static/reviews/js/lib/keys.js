// The desk's keys. Never while somebody types, never with a foreign modifier.
const VERDICTS = { 1: "pass", 2: "review", 3: "block" };

export function listen({ desk, player, list, bar }) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      bar.submit(true);
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    const act = actOf(event, { desk, player, list });
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function actOf(event, { desk, player, list }) {
  const key = event.key.toLowerCase();
  if (key === " ") return isPressable(event.target) ? null : () => player.toggle();
  if (key === "k") return () => player.toggle();
  if (key === "n") return () => desk.step(event.shiftKey ? -1 : 1);
  if (key === "j") return () => player.seek(player.now - 5000);
  if (key === "l") return () => player.seek(player.now + 5000);
  if (key === "m") return () => player.mute();
  if (VERDICTS[key] && desk.selected >= 0 && desk.canWrite) return () => list.decide("finding", desk.selected, VERDICTS[key]);
  return null;
}

function isTyping(element) {
  return Boolean(element.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]"));
}

/** Space on a button or a tab presses that; the video's own space is for everywhere else. */
function isPressable(element) {
  return Boolean(element.closest?.("button, a, summary, [role=tab], input"));
}
