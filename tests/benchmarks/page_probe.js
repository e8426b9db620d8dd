// Watches a page from its first moment on; put into it by the benchmark, which reads `bench` at the end.
const bench = (window.bench = { longest: 0, picture: null, ready: null });

const painted = () => new Promise((tell) => requestAnimationFrame(() => requestAnimationFrame(() => tell(performance.now()))));

new PerformanceObserver((list) => {
  for (const task of list.getEntries()) bench.longest = Math.max(bench.longest, task.duration);
}).observe({ type: "longtask", buffered: true });

document.addEventListener("loadeddata", () => painted().then((at) => (bench.picture ??= at)), true);
new MutationObserver((_, observer) => {
  if (!document.querySelector("#desk[data-live=true]")) return;
  observer.disconnect();
  painted().then((at) => (bench.ready = at));
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-live"] });

/** Until `is` says so, asked at each frame; false after `most_ms`. */
bench.until = async (is, most_ms) => {
  const end = performance.now() + most_ms;
  while (!is()) {
    if (performance.now() > end) return false;
    await new Promise(requestAnimationFrame);
  }
  return true;
};

const once = (target, type) => new Promise((tell) => target.addEventListener(type, tell, { once: true }));
const video = () => document.querySelector("video");

/** The limit of a seek: sought and on the screen, milliseconds. */
bench.bareSeek = async (ms) => {
  const began = performance.now();
  const shown = new Promise((tell) => video().requestVideoFrameCallback(tell));
  video().currentTime = ms / 1000;
  await Promise.all([once(video(), "seeked"), shown]);
  return performance.now() - began;
};

/** A key, until the video stands at the other place and the overlay of that frame is drawn; null where it leads nowhere. */
bench.key = async (key) => {
  const player = document.querySelector("review-player");
  const before = { now: player.now, shown: player.frames.shown };
  const drawn = new Promise((tell) => {
    player.addEventListener("frame", function heard({ detail }) {
      if (detail === before.shown) return; // over the frame that is still there
      player.removeEventListener("frame", heard);
      tell();
    });
  });
  const sought = once(video(), "seeked");
  const began = performance.now();
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, code: "KeyN", bubbles: true, cancelable: true }));
  document.body.dispatchEvent(new KeyboardEvent("keyup", { key, code: "KeyN", bubbles: true }));
  if (Math.abs(player.now - before.now) < 500) {
    await new Promise((tell) => setTimeout(tell, 200)); // the next finding of the same frame
    return null;
  }
  await Promise.race([Promise.all([sought, drawn]), new Promise((tell) => setTimeout(tell, 2000))]);
  return performance.now() - began;
};

/** As many seeks as `places`, one in 50 ms; milliseconds until the last one is on the screen. */
bench.scrub = async (places, seek) => {
  bench.longest = 0;
  const began = performance.now();
  for (const ms of places) {
    seek(ms);
    await new Promise((tell) => setTimeout(tell, 50));
  }
  await bench.until(() => !video().seeking && Math.abs(video().currentTime * 1000 - places.at(-1)) < 1500, 20000);
  return (await painted()) - began;
};
