"""A database that is locked or away is told as "try again", never as a fault of the page."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from reviews.access.errors import Conflict
from reviews.web.base.errors import QUEUE_BUSY

log = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = 5


class DatabaseUnavailableMiddleware:
    """Answers 503 with Retry-After: as JSON to whoever sent or asks for JSON, else as a page.

    Nothing was written: the act's transaction has been rolled back, and its key makes sending it again safe.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Conflict) and exception.code == QUEUE_BUSY:
            return _unavailable_response(request)
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        # With the traceback: a missing table is an OperationalError too, and an operator must find it.
        log.error("The database did not respond to a page: %s", type(exception).__name__, exc_info=exception)
        return _unavailable_response(request)


def _unavailable_response(request: HttpRequest) -> HttpResponse:
    # Else the session would be saved with the answer, into the database that has just refused.
    request.session.modified = False
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    if "json" in request.headers.get("Content-Type", "") or "json" in request.headers.get("Accept", ""):
        message = _("The database is busy. Nothing was saved. Try again in a moment.")
        error = {"code": "database_unavailable", "message": message, "field": "", "context": {}}
        return JsonResponse({"error": error}, status=503, headers=headers)
    # No request in the template: session and person would ask the database again.
    answer = render(None, "errors/503.html", status=503)
    answer["Retry-After"] = headers["Retry-After"]
    return answer
