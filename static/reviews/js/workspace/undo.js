// What this page decided, so that the last act can be taken back: by a decision that supersedes it, never by deleting.
import { WORD_OF } from "../evidence/evidence.js";

export class Undo {
  constructor(desk) {
    this.desk = desk;
    this.acts = [];
  }

  /** Remembers an act before it is shown. */
  remember({ key, target, ids }) {
    const { desk } = this;
    if (!["finding", "detection", "many"].includes(target)) return;
    const map = desk.verdicts[target === "detection" ? "detection" : "finding"];
    this.acts.push({ key, target, ids, before: ids.map((id) => map.get(id)?.[0] ?? null) });
  }

  /** An act that never came to be. */
  forget(key) {
    this.acts = this.acts.filter((act) => act.key !== key);
  }

  /** The last act, taken off: {key, target, ids, groups: verdict to give back -> ids, isMachine} or null. */
  take() {
    const act = this.acts.pop();
    if (!act) return null;
    const groups = new Map();
    act.ids.forEach((id, k) => {
      const verdict = act.before[k] ?? this.suggestionOf(act.target, id);
      if (groups.has(verdict)) groups.get(verdict).push(id);
      else groups.set(verdict, [id]);
    });
    return { ...act, groups, isMachine: act.before.includes(null) };
  }

  suggestionOf(target, id) {
    const { evidence } = this.desk;
    if (target === "detection") return WORD_OF[evidence.detections.suggestion[evidence.detections.id.indexOf(id)]];
    return WORD_OF[evidence.suggestion[evidence.placeOf.get(id)]];
  }
}
