// What this page decided, so that the last write can be taken back: by a decision that supersedes it, never by
// deleting.
import { VERDICTS } from "../evidence/evidence.js";

const UNDOABLE = new Set(["finding", "detection", "many"]);

export class UndoHistory {
  #writes = [];
  #store;

  /** @param {import("./store.js").WorkspaceStore} store */
  constructor(store) {
    this.#store = store;
  }

  /** Remembers a write before it is shown. @param {Record<string, any>} write */
  remember({ key, target, ids }) {
    if (!UNDOABLE.has(target)) return;
    const map = this.#store.verdicts[target === "detection" ? "detection" : "finding"];
    this.#writes.push({ key, target, ids, before: ids.map((id) => map.get(id)?.[0] ?? null) });
  }

  /** Forgets a write that never came to be. */
  discard(key) {
    this.#writes = this.#writes.filter((write) => write.key !== key);
  }

  /** Takes the last write off: {key, target, ids, groups: verdict to give back -> ids, isMachine} or null. */
  popLast() {
    const write = this.#writes.pop();
    if (!write) return null;
    const groups = new Map();
    for (const [k, id] of write.ids.entries()) {
      const verdict = write.before[k] ?? this.#suggestionOf(write.target, id);
      if (groups.has(verdict)) groups.get(verdict).push(id);
      else groups.set(verdict, [id]);
    }
    return { ...write, groups, isMachine: write.before.includes(null) };
  }

  #suggestionOf(target, id) {
    const { evidence } = this.#store;
    const { detections } = evidence;
    if (target === "detection") return VERDICTS[detections.suggestion[detections.id.indexOf(id)]];
    return VERDICTS[evidence.suggestion[evidence.placeOf.get(id)]];
  }
}
