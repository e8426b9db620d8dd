"""How errors are answered: a page that says what happened and the way on, one JSON shape, a message on a page.

The pages never show what was sent.
"""

from functools import wraps
from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render

from reviews.access import permissions
from reviews.access.errors import DecisionError, NotFound
from reviews.access.permissions import Permission
from reviews.models import Reviewer
from reviews.web.base.auth import ViewFunction

# Told as "try again" by DatabaseUnavailableMiddleware: a message on a page would be one more write.
QUEUE_BUSY = "queue_busy"
ALREADY_HOLDING = "already_holding"
# The field of a form that says: I want a second job beside the one that I hold.
HOLD_ANOTHER = "hold_another"

MAX_ADMINS_NAMED = 5


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The 403 page; whoever is signed in and has no role at all is told whom to ask, and can sign out."""
    person = getattr(request, "user", None)
    if isinstance(person, Reviewer) and not permissions.has_permission(person, Permission.VIEW_JOBS):
        admins = permissions.admins()[:MAX_ADMINS_NAMED]
        return render(request, "errors/no_role.html", {"admins": [one.shown_name for one in admins]}, status=403)
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    # No request in the template: nothing that may have failed (session, database) is asked again.
    return render(None, "errors/500.html", status=500)


def json_view(view: ViewFunction) -> ViewFunction:
    """Answer what `view` refuses, or a body it cannot read, as `{"error": {code, message, field, context}}`."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except DecisionError as error:
            if error.code == QUEUE_BUSY:
                raise
            return _error_response(error.status, error.code, str(error), error.field, error.context)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            return _error_response(400, "unreadable", str(error), "", {})

    return answer


def is_hold_confirmed(request: HttpRequest) -> bool:
    """Whether the form says that the person wants to hold a second job."""
    return request.POST.get(HOLD_ANOTHER) == "1"


def ask_hold_another(request: HttpRequest, error: DecisionError) -> HttpResponse:
    """The page that asks whether a second job is wanted: the same form once more, with that said."""
    fields = [
        (name, value) for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", HOLD_ANOTHER)
    ]
    context = {"held": error.context["jobs"], "fields": fields, "hold_another": HOLD_ANOTHER}
    return render(request, "reviews/workspace/hold_another.html", context, status=error.status)


def redirect_view(view: ViewFunction) -> ViewFunction:
    """Answer what the form `view` refuses with a message on the page of its job, or on the queue page without one.

    NotFound is the 404 page; a second job is asked about on a page of its own.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotFound as error:
            return not_found(request, error)
        except DecisionError as error:
            if error.code == QUEUE_BUSY:
                raise
            if error.code == ALREADY_HOLDING:
                return ask_hold_another(request, error)
            messages.error(request, str(error))
            return redirect("job", kwargs["job_id"]) if "job_id" in kwargs else redirect("queue")

    return answer


def _error_response(status: int, code: str, message: str, field: str, context: dict[str, Any]) -> JsonResponse:
    return JsonResponse(
        {"error": {"code": code, "message": message, "field": field, "context": context}}, status=status
    )
