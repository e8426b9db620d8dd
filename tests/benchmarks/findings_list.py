"""The findings list under the hand, in a real Chromium: `python -m tests.benchmarks.findings_list`.

For each workload: how long the filter takes by itself (the median of 30, for each of its kinds), how long until the
list and the timeline have followed it, how long the layout takes, the longest main-thread task while the list is
scrolled from end to end and while the score slider is drawn, by the clock (the browser reports those over 50 ms; 0
means none) and by the processor's time alone, from a trace, which a busy machine does not lengthen; and the most DOM
nodes that the list and the page held meanwhile.
"""
# ruff: noqa: E402 - Django must be set up before its models are imported

import json
import os
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from playwright.sync_api import Browser, Page

from tests.benchmarks import desk, desk_page

TARGETS = {"filter_ms": 10, "longest_task_ms": 50, "list_nodes": 700, "page_nodes": 1500}
FILTERS: dict[str, dict[str, Any]] = {
    "none": {},
    "category": {"category": "terrorism"},
    "label": {"label": "gun"},
    "machine": {"machine": ["block"]},
    "score": {"score": 0.5},
    "undecided": {"state": ["undecided"]},
    "all by risk": {"category": "terrorism", "machine": ["block"], "score": 0.5, "order": "risk"},
}
WATCH = """() => {
    const seen = window.seen = { tasks: [], list: 0, page: 0 };
    const watcher = new PerformanceObserver(list => seen.tasks.push(...list.getEntries().map(one => one.duration)));
    watcher.observe({ type: 'longtask' });
    window.count = () => {
        seen.list = Math.max(seen.list, document.querySelectorAll('findings-list *').length);
        seen.page = Math.max(seen.page, document.querySelectorAll('*').length);
    };
}"""
MEDIAN = "const median = act => { const times = []; for (let n = 0; n < 30; n++) { const at = performance.now(); act(); times.push(performance.now() - at) } return times.sort((a, b) => a - b)[15] };"  # noqa: E501
FILTER = f"""wanted => {{ {MEDIAN}
    const filter = document.querySelector('findings-filter');
    wanted = {{ ...filter.wanted, ...wanted }};
    return median(() => filter.filter.apply('all', wanted));
}}"""
LAY = f"() => {{ {MEDIAN} const list = document.querySelector('findings-list'); return median(() => list.lay()) }}"
START = f"""async () => {{ {MEDIAN}
    const [{{ FindingFilter }}, {{ findStretches }}] = await Promise.all(
        ["filter", "stretch"].map(name => import(`/static/reviews/js/evidence/${{name}}.js`))
    );
    const {{ evidence, bands }} = document.querySelector('#desk').store;
    return {{
        columns_ms: median(() => new FindingFilter(evidence, bands)),
        stretches_ms: median(() => findStretches(Object.create(evidence))),
    }};
}}"""
FOLLOW = """wanted => new Promise(done => {
    const filter = document.querySelector('findings-filter'), before = filter.wanted;
    const at = performance.now();
    filter.change(() => (filter.wanted = { ...before, ...wanted }));
    requestAnimationFrame(() => {
        document.querySelector('.finding-space').offsetHeight;
        filter.wanted = before;
        done(performance.now() - at);
    });
})"""
SCROLL = """async () => {
    const scroll = document.querySelector('.finding-scroll');
    const frame = () => new Promise(requestAnimationFrame);
    for (let n = 0; n <= 240; n++) {
        scroll.scrollTop = n < 120 ? n * 90 : (n - 119) / 121 * scroll.scrollHeight;
        await frame();
        window.count();
    }
}"""
SLIDE = """async () => {
    const slider = document.querySelector('[data-filter=score]');
    for (let n = 0; n <= 100; n += 2) {
        slider.value = n / 100;
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise(requestAnimationFrame);
        window.count();
    }
}"""


def main() -> int:
    measures: list[dict[str, Any]] = []
    for name, browser, page in desk_page.each("findings_list", WATCH):
        for what, wanted in FILTERS.items():
            spent = {"filter_ms": page.evaluate(FILTER, wanted), "followed_ms": page.evaluate(FOLLOW, wanted)}
            measures.append({"workload": name, "what": what, **{key: round(ms, 1) for key, ms in spent.items()}})
        spent = page.evaluate(START)
        measures.append({"workload": name, "what": "start", **{key: round(ms, 1) for key, ms in spent.items()}})
        measures.append({"workload": name, "what": "layout", "ms": round(page.evaluate(LAY), 1)})
        measures += [{"workload": name, "what": what, **_seen(browser, page, act)} for what, act in _ACTS.items()]
    desk.save_measures("findings_list", measures)
    print(f"  targets: {TARGETS}", flush=True)
    return 0


_ACTS = {"scroll": SCROLL, "slider": SLIDE}


def _seen(browser: Browser, page: Page, act: str) -> dict[str, Any]:
    page.evaluate("Object.assign(window.seen, { tasks: [], list: 0, page: 0 })")
    browser.start_tracing(page=page, categories=["toplevel", "devtools.timeline"])
    page.evaluate(act)
    page.wait_for_timeout(200)
    cpu_ms = desk_page.max_cpu_ms(json.loads(browser.stop_tracing())["traceEvents"])
    seen = page.evaluate("window.seen")
    longest = round(max(seen["tasks"], default=0))
    return {"longest_task_ms": longest, "cpu_ms": cpu_ms, "list_nodes": seen["list"], "page_nodes": seen["page"]}


if __name__ == "__main__":
    sys.exit(main())
