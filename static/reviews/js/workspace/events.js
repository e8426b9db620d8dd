// What the parts of a workspace tell each other: every event with its detail. The store emits them; elements listen to
// the store and never to each other.

/**
 * Event name -> detail.
 * @typedef {object} WorkspaceEventDetails
 * @property {{index: number, seek: boolean}} select Another finding (by place, -1: none) is selected; `seek`: the
 *   player goes there.
 * @property {null} verdicts What is shown as decided changed: `store.verdicts`, `store.rollup`.
 * @property {Message} message A sentence for the person at the page.
 * @property {null} claim-lost The claim has ended: `store.canWrite` is false from now on.
 * @property {{byPerson: boolean}} filter `store.order`, `store.shown` and `store.ranked` are others; `byPerson`: a
 *   person asked for it.
 * @property {null} clear-filter A person asks to see all findings again.
 * @property {null} search-hits A search in the transcript found other places: `store.hits`.
 * @property {null} coverage More is known to be watched: `store.coverage`.
 * @property {null} pictures-allowed Pictures of this job may be fetched from now on.
 * @property {null} picture-settings Pictures look different: `store.pictureSettings`.
 * @property {string} tab The list of this kind ("all", "speech", "text", "title") was opened.
 * @property {null} outbox What is not saved yet changed: `store.unsentState`.
 * @property {{entry: object, answer: object}} saved The server stored a write.
 * @property {{stretch: number, verdict: string}} propose-verdict One verdict for a stretch is to be asked for.
 * @property {object | null} break-due The server says that a break is due, or no longer.
 * @property {null} ready Every element listens.
 */

/**
 * @typedef {object} Message
 * @property {string} text
 * @property {"" | "good" | "warn" | "bad"} tone
 * @property {boolean | number} [brief] Goes away by itself: after the usual time, or after so many milliseconds.
 */

const NAMES = new Set([
  "select",
  "verdicts",
  "message",
  "claim-lost",
  "filter",
  "clear-filter",
  "search-hits",
  "coverage",
  "pictures-allowed",
  "picture-settings",
  "tab",
  "outbox",
  "saved",
  "propose-verdict",
  "break-due",
  "ready",
]);

/** Carries the events of one workspace. A name that is not listed above is a mistake in the caller, and is refused. */
export class WorkspaceEvents {
  #target = new EventTarget();

  /**
   * Calls the listeners of `name`, in the order in which they were added.
   * @template {keyof WorkspaceEventDetails} Name
   * @param {Name} name
   * @param {WorkspaceEventDetails[Name]} detail
   */
  emit(name, detail) {
    requireKnown(name);
    this.#target.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /**
   * Calls `listener` with each event `name`; `options` as of any EventTarget, `signal` among them.
   * @template {keyof WorkspaceEventDetails} Name
   * @param {Name} name
   * @param {(event: {detail: WorkspaceEventDetails[Name]}) => void} listener
   * @param {AddEventListenerOptions} [options]
   */
  addEventListener(name, listener, options) {
    requireKnown(name);
    this.#target.addEventListener(name, /** @type {any} */ (listener), options);
  }
}

/** @param {string} name */
function requireKnown(name) {
  if (!NAMES.has(name)) throw new TypeError(`no event of the workspace is named ${name}`);
}
