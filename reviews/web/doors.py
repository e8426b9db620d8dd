"""Who may open a page: signed in, and allowed the act behind it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from reviews.access import permissions
from reviews.models import Reviewer

View = Callable[..., HttpResponseBase]


def requires(act: permissions.Permission) -> Callable[[View], View]:
    """A page for people who may do `act`: others sign in first, or see the 403 page."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not permissions.has_permission(person(request), act):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return cast(View, guarded)

    return decorate


def person(request: HttpRequest) -> Reviewer:
    """The signed-in person of a guarded page."""
    return cast(Reviewer, request.user)
