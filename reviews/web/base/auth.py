"""Who may open a page: signed in, and allowed the act behind it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from reviews.access import permissions
from reviews.models import Reviewer

ViewFunction = Callable[..., HttpResponseBase]


def permission_required(permission: permissions.Permission) -> Callable[[ViewFunction], ViewFunction]:
    """A page for people who may do `act`: others sign in first, or see the 403 page."""

    def decorate(view: ViewFunction) -> ViewFunction:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not permissions.has_permission(current_reviewer(request), permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return cast(ViewFunction, guarded)

    return decorate


def current_reviewer(request: HttpRequest) -> Reviewer:
    """The signed-in person of a guarded page."""
    return cast(Reviewer, request.user)
