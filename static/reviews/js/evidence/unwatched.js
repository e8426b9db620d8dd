// What the machine would block and nobody at this desk has watched. Pure: no page, no desk.

const SLACK_MS = 250; // a player's clock is not that exact at the ends of a range
const BLOCK = 2;

/** Ranges [[start, end], ...] joined where they touch, in time order. */
export function joined(ranges) {
  const found = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = found.at(-1);
    if (last && start <= last[1] + SLACK_MS) last[1] = Math.max(last[1], end);
    else found.push([start, end]);
  }
  return found;
}

/**
 * Places, in time order, of what the machine would block, whose time lies not wholly in `watched` ([[start, end], ...],
 * ms), and on which a person said nothing or pass. `saidOf(place)`: a person's verdict or undefined.
 */
export function unseen(evidence, saidOf, watched) {
  const ranges = joined(watched);
  const isSeen = (start, end) => ranges.some(([from, to]) => from <= start + SLACK_MS && to + SLACK_MS >= end);
  const found = [];
  for (let i = 0; i < evidence.count; i++) {
    if (evidence.suggestion[i] !== BLOCK || evidence.withdrawn[i] || evidence.byPerson[i] || evidence.start[i] < 0) continue;
    if ((saidOf(i) ?? "pass") !== "pass") continue;
    const start = evidence.start[i];
    if (!isSeen(start, Math.max(start, evidence.end[i]))) found.push(i);
  }
  return found.sort((a, b) => evidence.start[a] - evidence.start[b]);
}
