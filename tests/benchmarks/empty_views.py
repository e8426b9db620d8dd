"""The raw limit of a web answer: an empty view under the site's middleware, and one with none, in the same gunicorn."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.web_process_wsgi import application as site


def empty(request: HttpRequest) -> HttpResponse:
    """Signed in, nothing else."""
    return HttpResponse(str(request.user.pk))


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """The site, but for /bench/bare/, which no Django code sees."""
    if environ["PATH_INFO"] == "/bench/bare/":
        start("200 OK", [("Content-Length", "2"), ("Content-Type", "text/plain")])
        return [b"ok"]
    return site(environ, start)


def _add_address() -> None:
    from moderation_site import urls  # Django is set up by now

    urls.urlpatterns.insert(0, path("bench/empty/", empty))


_add_address()
