// Asks for what was found and what was said while the page's modules are still on their way. No module itself, and
// before all styles, so that it runs at once; `workspace.js` takes the answers.
{
  const { job } = document.currentScript.dataset;
  const ask = (name) => fetch(`/jobs/${job}/${name}`, { headers: { Accept: "application/json" } }).catch(() => null);
  window.deskAnswers = { timeline: ask("timeline.json"), verdicts: ask("verdicts.json") };
}
