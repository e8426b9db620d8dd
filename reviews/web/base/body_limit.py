"""How large a request may be, declared on each view and checked before anything reads the body."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

DEFAULT_MAX_BYTES = 64 * 1024
"""Enough for a verdict with the longest note, every character escaped."""


def limit_body[View: Callable[..., Any]](max_bytes: int) -> Callable[[View], View]:
    """Declare that a function view takes bodies of up to `max_bytes`; a class says it in `max_body_bytes`."""

    def declare(view: View) -> View:
        view.max_body_bytes = max_bytes  # type: ignore[attr-defined]
        return view

    return declare


def find_body_limit(view: Any) -> int:
    """Bytes that the view takes: its own declaration, else that of its API class or of its page in the admin."""
    for owner in (view, getattr(view, "cls", None), getattr(view, "model_admin", None)):
        if (declared := getattr(owner, "max_body_bytes", None)) is not None:
            return int(declared)
    return DEFAULT_MAX_BYTES


class BodyLimitMiddleware:
    """Answers 413 to a body that is larger than its view takes, files of a form counted, and 411 to one of no length.

    Stands before the CSRF check, which is the first to read a form, whoever sent it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        length, limit = request.headers.get("Content-Length") or "0", find_body_limit(view)
        if "Transfer-Encoding" in request.headers or not (length.isascii() and length.isdigit()):
            message = _("Send the length of the request body (Content-Length).")
            return _refuse(request, 411, "length_required", message, limit)
        if len(length) > 18 or int(length) > limit:
            message = _("The request body is larger than %(n)d bytes. Send less data at once.") % {"n": limit}
            return _refuse(request, 413, "body_too_large", message, limit)
        return None


def _refuse(request: HttpRequest, status: int, code: str, message: str, limit: int) -> HttpResponse:
    is_json = "json" in request.headers.get("Content-Type", "") or "json" in request.headers.get("Accept", "")
    if is_json or request.path.startswith("/api/"):
        error = {"code": code, "message": message, "field": "", "context": {"max_bytes": limit}}
        return JsonResponse({"error": error}, status=status)
    # No request in the template: nothing of it is read, and nothing is asked of the database.
    return render(None, "errors/413.html", {"message": message}, status=status)
