"""Pages and JSON about jobs and people stay in no cache and on no disk, unless a view says what may be kept of it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

PRIVATE = "no-store, private"


class PrivatePages:
    """Adds ``Cache-Control: no-store, private`` to every answer of a view that says nothing about caches.

    Pictures, videos and the timeline's data name their own rule and keep it. Static files come from a middleware
    before this one. It also wraps error pages, since they name who is signed in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        answer.headers.setdefault("Cache-Control", PRIVATE)
        return answer
