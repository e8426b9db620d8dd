"""The timeline under the hand, in a real Chromium: `python -m tests.benchmarks.timeline_frames`.

For each workload the wheel zooms from the whole video to a second and back, the window is panned, and the playhead is
scrubbed. Measured: the longest main-thread task by the clock (the browser reports those over 50 ms; 0 means none) and
by the processor's time alone, from a trace, which a busy machine does not lengthen; how long one drawing took; and the
time between frames beside that of the same page at rest.
"""
# ruff: noqa: E402 - Django must be set up before its models are imported

import json
import os
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from playwright.sync_api import Page

from tests.benchmarks import desk, desk_page

STEPS = 120
TARGET_MS = 50
WATCH = """() => {
    const seen = window.seen = { tasks: [], frames: [], draws: [] };
    const watcher = new PerformanceObserver(list => seen.tasks.push(...list.getEntries().map(one => one.duration)));
    watcher.observe({ type: 'longtask' });
    const timeline = document.querySelector('review-timeline'), draw = timeline.draw;
    timeline.draw = () => {
        const before = performance.now();
        draw.call(timeline);
        seen.draws.push(performance.now() - before);
    };
    let last = 0;
    const frame = at => { if (last) seen.frames.push(at - last); last = at; requestAnimationFrame(frame) };
    requestAnimationFrame(frame);
}"""
CLEAR = "Object.values(window.seen).forEach(list => list.length = 0)"


def main() -> int:
    measures = []
    for name, browser, page in desk_page.each("timeline_frames", WATCH):
        for what, act in (("rest", _rest), ("zoom", _zoom), ("pan", _pan), ("scrub", _scrub)):
            page.evaluate(CLEAR)
            browser.start_tracing(page=page, categories=["toplevel", "devtools.timeline"])
            act(page)
            seen = _seen(page)
            cpu_ms = desk_page.max_cpu_ms(json.loads(browser.stop_tracing())["traceEvents"])
            measures.append({"workload": name, "what": what, "longest_task_cpu_ms": cpu_ms, **seen})
    desk.save_measures("timeline_frames", measures)
    return 0


def _rest(page: Page) -> None:
    page.wait_for_timeout(1500)


def _zoom(page: Page) -> None:
    _on_lanes(page, 0.4)
    for step in range(STEPS):
        page.mouse.wheel(0, -150 if step < STEPS / 2 else 150)


def _pan(page: Page) -> None:
    page.evaluate("document.querySelector('review-timeline').zoom(0.1, 1800000)")
    _on_lanes(page, 0.5)
    for step in range(STEPS):
        page.mouse.wheel(60 if step < STEPS / 2 else -60, 0)


def _scrub(page: Page) -> None:
    page.evaluate("document.querySelector('review-timeline').zoomHere(Infinity)")
    _on_lanes(page, 0.02)
    page.mouse.down()
    for step in range(STEPS):
        _on_lanes(page, 0.02 + 0.96 * step / STEPS)
    page.mouse.up()


def _on_lanes(page: Page, share: float) -> None:
    box = page.locator("review-timeline .lanes canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] - 6)


def _seen(page: Page) -> dict[str, Any]:
    seen = page.evaluate("() => new Promise(done => requestAnimationFrame(() => done(window.seen)))")
    return {
        "longest_task_ms": round(max(seen["tasks"], default=0)),
        "target_ms": TARGET_MS,
        "draws": len(seen["draws"]),
        "draw_p50_ms": _at(seen["draws"], 50),
        "draw_max_ms": _at(seen["draws"], 100),
        "frame_p50_ms": _at(seen["frames"], 50),
        "frame_p95_ms": _at(seen["frames"], 95),
    }


def _at(times: list[float], part: int) -> float:
    ordered = sorted(times)
    return round(ordered[min(len(ordered) - 1, len(ordered) * part // 100)], 1) if ordered else 0.0


if __name__ == "__main__":
    sys.exit(main())
