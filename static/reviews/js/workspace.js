// The workspace: loads the evidence, then hands the store to each element of the page; first to those without which
// nothing can be judged, then to those of `later.js`.
import { t } from "./base/i18n.js";
import { Evidence } from "./evidence/evidence.js";
import { listenToKeys } from "./workspace/keys.js";
import { WorkspaceStore } from "./workspace/store.js";
import { DeskTabs } from "./workspace/tabs.js";
import { VerdictBar } from "./workspace/verdict-bar.js";
import { FindingsFilter } from "./findings/findings-filter.js";
import { FindingsList } from "./findings/findings-list.js";
import { ReviewTimeline } from "./timeline/review-timeline.js";
import { ReviewPlayer } from "./player/review-player.js";
import { WarningCard } from "./player/warning-card.js";

const BRIEF_MS = 1500;
const MAX_BUSY_MS = 20; // the rest of what people do not notice, 50 ms, is one element's own

// Each is started with the store and the player: `start(store, player)`, in this order.
const firstElements = {
  "review-player": ReviewPlayer,
  "extreme-card": WarningCard,
  "findings-filter": FindingsFilter,
  "desk-tabs": DeskTabs,
  "findings-list": FindingsList,
  "review-timeline": ReviewTimeline,
  "verdict-bar": VerdictBar,
};
const find = (selector) => document.querySelector(selector);
const messageLine = document.getElementById("desk-say");
let hideTimer = 0;
let restedAt = 0;

function defineElements(elements) {
  for (const [name, element] of Object.entries(elements)) customElements.define(name, element);
}

/** @param {import("./workspace/events.js").Message} message */
function showMessage({ text, tone, brief = false }) {
  clearTimeout(hideTimer);
  messageLine.className = `notice ${tone}${brief ? " brief" : ""}`;
  messageLine.textContent = text;
  messageLine.hidden = false;
  if (brief) hideTimer = setTimeout(() => (messageLine.hidden = true), brief === true ? BRIEF_MS : brief);
}

/** Lets the browser paint and answer keys before the work goes on, where it has gone on for a while. */
async function rest() {
  if (performance.now() - restedAt < MAX_BUSY_MS) return;
  await (globalThis.scheduler?.yield?.() ?? new Promise((goOn) => setTimeout(goOn)));
  restedAt = performance.now();
}

async function startElements(store, elements) {
  const player = find("review-player");
  for (const name of Object.keys(elements)) {
    for (const element of document.querySelectorAll(name)) {
      element.start(store, player);
      await rest();
    }
  }
}

function registerPageActions(store) {
  const escalate = () => find("verdict-bar").escalate(find("[data-escalate]").dataset.escalate);
  listenToKeys(store);
  confirmTwice();
  find("[data-escalate]")?.addEventListener("click", escalate);
  if (find("[data-escalate]")) store.registerAction("escalate", escalate);
  if (find("[data-skip]")) store.registerAction("skip", () => find("[data-skip]").requestSubmit());
}

/** A button that asks once: the second press does it. */
function confirmTwice() {
  for (const button of document.querySelectorAll("[data-confirm]")) {
    button.addEventListener("click", (event) => {
      if (button.classList.contains("asked")) return;
      event.preventDefault();
      button.classList.add("asked");
      button.textContent = button.dataset.confirm;
    });
  }
}

/** What was found; `early` is an answer that was asked for before, null when nobody answered it. */
async function loadEvidence(address, early) {
  const answer = (await early) ?? (await fetch(address, { headers: { Accept: "application/json" } }));
  if (!answer.ok || answer.redirected) throw new Error(`timeline ${answer.status}`);
  return new Evidence(await answer.json());
}

/** A link of a search leads to its finding: `#finding-12` selects it and goes to its moment. */
function openNamedFinding(store, evidence) {
  const place = evidence.placeOf.get(Number(/^#finding-(\d{1,16})$/.exec(location.hash)?.[1]));
  if (place !== undefined) store.select(place);
}

async function begin() {
  const start = JSON.parse(document.getElementById("desk-start").textContent);
  const page = document.getElementById("desk");
  try {
    const evidence = await loadEvidence(start.addresses.timeline, window.earlyAnswers?.timeline);
    const store = new WorkspaceStore(start, evidence);
    page.store = store; // the one handle on the state of the page, for its console and for tests
    store.addEventListener("message", ({ detail }) => showMessage(detail));
    await rest();
    await startElements(store, firstElements);
    registerPageActions(store);
    await store.begin(window.earlyAnswers?.verdicts);
    openNamedFinding(store, evidence);
    page.dataset.live = "true"; // what was found can be seen and judged
    page.dataset.ready = String(await beginLater(store));
  } catch (error) {
    showMessage({ text: t("no_evidence"), tone: "bad" });
    find("findings-list")?.showFailure();
    throw error; // the console names the cause
  }
}

/** Whether the rest came. Whatever becomes of it, what an earlier page could not send is sent. */
async function beginLater(store) {
  const later = await import("./later.js").catch(() => null);
  if (later) {
    defineElements(later.elements);
    await startElements(store, later.elements);
  } else {
    showMessage({ text: t("not_whole"), tone: "bad" });
  }
  store.resume();
  return Boolean(later);
}

defineElements(firstElements);
begin();
