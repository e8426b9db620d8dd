// The workspace: loads the evidence, then hands the desk to each element of the page.
import { DeskTabs } from "./elements/desk-tabs.js";
import { FindingsList } from "./elements/findings-list.js";
import { LeaseClock } from "./elements/lease-clock.js";
import { ReviewPlayer } from "./elements/review-player.js";
import { ReviewTimeline } from "./elements/review-timeline.js";
import { VerdictBar } from "./elements/verdict-bar.js";
import { Desk } from "./lib/desk.js";
import { load } from "./lib/evidence.js";
import { counts } from "./lib/filter.js";
import { listen } from "./lib/keys.js";
import { say } from "./lib/words.js";

const elements = {
  "desk-tabs": DeskTabs,
  "findings-list": FindingsList,
  "lease-clock": LeaseClock,
  "review-player": ReviewPlayer,
  "review-timeline": ReviewTimeline,
  "verdict-bar": VerdictBar,
};
for (const [name, element] of Object.entries(elements)) customElements.define(name, element);

const BRIEF_MS = 1500;
const find = (name) => document.querySelector(name);
const spoken = document.getElementById("desk-say");
let hides = 0;

function tell({ text, tone, brief }) {
  clearTimeout(hides);
  spoken.className = `notice ${tone}${brief ? " brief" : ""}`;
  spoken.textContent = text;
  spoken.hidden = false;
  if (brief) hides = setTimeout(() => (spoken.hidden = true), BRIEF_MS);
}

function connect(desk) {
  const [player, list, bar, tabs] = ["review-player", "findings-list", "verdict-bar", "desk-tabs"].map(find);
  desk.addEventListener("say", ({ detail }) => tell(detail));
  player.start(desk);
  list.start(desk);
  bar.start(desk);
  find("review-timeline").start(desk, player);
  if (desk.canWrite) find("lease-clock")?.start(desk);
  tabs.addEventListener("tab", ({ detail: tab }) => {
    if (tab.dataset.list) list.show(tab.dataset.list);
    if (tab.id === "tab-history") document.getElementById("panel-history").dispatchEvent(new Event("desk:history"));
  });
  for (const [kind, count] of Object.entries(counts(desk.evidence))) find(`[data-count=${kind}]`).textContent = count;
  listen({ desk, player, list, bar });
}

async function begin() {
  const start = JSON.parse(document.getElementById("desk-start").textContent);
  try {
    const desk = new Desk(start, await load(`/jobs/${start.job}/timeline.json`));
    connect(desk);
    await desk.loadVerdicts();
    document.getElementById("desk").dataset.ready = "true";
  } catch (error) {
    tell({ text: say("no_evidence"), tone: "bad" });
    throw error; // the console names the cause
  }
}

begin();
