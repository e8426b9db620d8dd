// Tells a visit's times once the page is ready, and asks for the next visit. Follows page_probe.js.
const isDesk = location.pathname.startsWith("/jobs/");
bench
  .until(() => bench.picture && (bench.ready || !isDesk), 60000)
  .then((came) =>
    fetch("/bench/told/", {
      method: "POST",
      body: JSON.stringify({
        path: location.pathname, came, ready: Math.max(bench.ready, bench.picture), picture: bench.picture, desk: bench.ready,
        longest: bench.longest, requests: performance.getEntriesByType("resource").length,
        answered: performance.getEntriesByType("navigation")[0].responseStart,
      }),
    }),
  )
  .then(() => location.assign(`/bench/start/?to=${location.pathname}`));
