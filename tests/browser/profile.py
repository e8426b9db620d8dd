"""One browser profile for all stories of a worker, as good as new for each of them.

A new profile a story costs Chromium a process, every script compiled again and 1.8 of 2.6 CPU s. Here the process lives
on, because an empty page of the site stays open, and what a story left behind is cleared; what cannot be cleared
(a clock, a script for every page) ends the profile, and the next story gets a fresh one.
"""

import contextlib
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

LOOK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"}
REPORT_CSP = "document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective))"
# Chromium's flag for it: pages of one site in one profile share a process.
ONE_PROCESS = "--process-per-site"
# What a context keeps for ever: Playwright has no way back.
LASTING = [
    "add_init_script", "expose_binding", "expose_function", "grant_permissions", "on", "once",
    "set_extra_http_headers", "set_geolocation", "set_default_timeout", "set_default_navigation_timeout",
]  # fmt: skip
LASTING_CLOCK = ["install", "pause_at", "resume", "set_fixed_time", "set_system_time"]


class Profile:
    """The context that stories borrow. `address`: of the site, a page of which keeps the process alive."""

    def __init__(self, chromium: Browser, address: str) -> None:
        self._chromium, self._address = chromium, address
        self._context: BrowserContext | None = None
        self._worn = False

    def lend(self) -> BrowserContext:
        """The context without a page of a story."""
        if self._context is None:
            self._context = self._chromium.new_context(**LOOK)
            self._context.add_init_script(REPORT_CSP)
            self._keeper = self._context.new_page()
            self._keeper.goto(f"{self._address}/static/reviews/js/app.js")
            self._worn = False
        return self._context

    def clear(self) -> None:
        """After a story: no page, route, cookie or stored word of it is left."""
        if self._context is None:
            return
        if self._worn:
            self._context.close()
            self._context = None
            return
        for page in self._pages():
            page.close()
        self._context.unroute_all(behavior="ignoreErrors")
        self._context.clear_cookies()
        self._context.set_offline(False)
        line = self._context.new_cdp_session(self._keeper)
        line.send("Storage.clearDataForOrigin", {"origin": self._address, "storageTypes": "all"})
        line.detach()

    def _pages(self) -> list[Page]:
        assert self._context
        return [page for page in self._context.pages if page != self._keeper]

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """While a story runs, notice what cannot be cleared."""
        with pytest.MonkeyPatch.context() as patch:
            clock = type(self.lend().clock)
            for kind, names in ((BrowserContext, LASTING), (clock, LASTING_CLOCK)):
                for name in names:
                    patch.setattr(kind, name, self._wearing(getattr(kind, name)))
            yield

    def _wearing(self, method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def call(*args: Any, **kwargs: Any) -> Any:
            self._worn = True
            return method(*args, **kwargs)

        return call
