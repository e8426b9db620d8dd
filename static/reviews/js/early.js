// Asks for what was found and what was said while the page's modules are still on their way. No module itself, and
// before all styles, so that it runs at once; `workspace.js` takes the answers.
{
  const { timeline, verdicts } = document.currentScript.dataset;
  const ask = (address) => fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  window.earlyAnswers = { timeline: ask(timeline), verdicts: ask(verdicts) };
}
