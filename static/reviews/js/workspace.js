// The workspace: loads the evidence, then hands the desk to each element of the page; first to those without which
// nothing can be judged, then to those of `later.js`.
import { DeskTabs } from "./workspace/tabs.js";
import { FindingsFilter } from "./findings/findings-filter.js";
import { ExtremeCard } from "./player/warning-card.js";
import { FindingsList } from "./findings/findings-list.js";
import { ReviewPlayer } from "./player/review-player.js";
import { ReviewTimeline } from "./timeline/review-timeline.js";
import { VerdictBar } from "./workspace/verdict-bar.js";
import { Desk } from "./workspace/store.js";
import { load } from "./evidence/evidence.js";
import { listen } from "./workspace/keys.js";
import { say } from "./base/i18n.js";

// Each is told the desk and the player: `start(desk, player)`, in this order.
const elements = {
  "review-player": ReviewPlayer,
  "extreme-card": ExtremeCard,
  "findings-filter": FindingsFilter,
  "desk-tabs": DeskTabs,
  "findings-list": FindingsList,
  "review-timeline": ReviewTimeline,
  "verdict-bar": VerdictBar,
};
const define = (some) => Object.entries(some).forEach(([name, element]) => customElements.define(name, element));
define(elements);

const BRIEF_MS = 1500;
const HELD_MS = 20; // the rest of what people do not notice, 50 ms, is one element's own
const find = (name) => document.querySelector(name);
const spoken = document.getElementById("desk-say");
let hides = 0;
let breathed = 0;

function tell({ text, tone, brief }) {
  clearTimeout(hides);
  spoken.className = `notice ${tone}${brief ? " brief" : ""}`;
  spoken.textContent = text;
  spoken.hidden = false;
  if (brief) hides = setTimeout(() => (spoken.hidden = true), brief === true ? BRIEF_MS : brief);
}

/** Lets the browser paint and answer keys before the work goes on, where it has gone on for a while. */
async function breath() {
  if (performance.now() - breathed < HELD_MS) return;
  await (globalThis.scheduler?.yield?.() ?? new Promise((goOn) => setTimeout(goOn)));
  breathed = performance.now();
}

async function connect(desk, some) {
  const player = find("review-player");
  for (const name of Object.keys(some)) {
    for (const element of document.querySelectorAll(name)) {
      element.start(desk, player);
      await breath();
    }
  }
}

function takeActs(desk) {
  listen(desk);
  confirmTwice();
  find("[data-escalate]")?.addEventListener("click", () => find("verdict-bar").escalate());
  if (find("[data-escalate]")) desk.act("escalate", () => find("verdict-bar").escalate());
  if (find("[data-skip]")) desk.act("skip", () => find("[data-skip]").requestSubmit());
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

async function begin() {
  const start = JSON.parse(document.getElementById("desk-start").textContent);
  const { dataset } = document.getElementById("desk");
  try {
    const desk = new Desk(start, await load(`/jobs/${start.job}/timeline.json`, window.deskAnswers?.timeline));
    desk.addEventListener("say", ({ detail }) => tell(detail));
    await breath();
    await connect(desk, elements);
    takeActs(desk);
    await desk.begin(window.deskAnswers?.verdicts);
    dataset.live = "true"; // what was found can be seen and judged
    dataset.ready = String(await beginLater(desk));
  } catch (error) {
    tell({ text: say("no_evidence"), tone: "bad" });
    find("findings-list")?.fail();
    throw error; // the console names the cause
  }
}

/** Whether the rest came. Whatever becomes of it, what an earlier page could not send is sent. */
async function beginLater(desk) {
  const later = await import("./later.js").catch(() => null);
  if (later) {
    define(later.elements);
    await connect(desk, later.elements);
  } else {
    tell({ text: say("not_whole"), tone: "bad" });
  }
  desk.resume();
  return Boolean(later);
}

begin();
