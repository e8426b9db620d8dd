"""What a caller may do: deny by default; each view names one token scope and one act for each of its methods."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from django.utils.translation import gettext as _
from rest_framework.exceptions import MethodNotAllowed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from reviews.access import permissions
from reviews.access.permissions import Permission
from reviews.access.second_factor import lacks_factor
from reviews.models import ApiToken
from reviews.vocabulary import TokenScope

if TYPE_CHECKING:  # DRF's views load this module while they are being loaded
    from rest_framework.views import APIView


class Requirement(NamedTuple):
    """A token needs `scope`; its owner (or the person of the session) needs to be allowed `act`."""

    scope: TokenScope
    permission: Permission


class SecondFactorPresent(BasePermission):
    """Comes first in every view: a person who must have a second factor and has none may do nothing by session.

    A token is a factor of its own kind, made for a machine, so what counts is what authenticated the call, never
    which headers it carries: an empty ``Authorization`` header leaves the session to answer for it.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not request.user.is_authenticated or isinstance(request.auth, ApiToken):
            return True  # the next permission decides
        if lacks_factor(request.user.pk):
            raise PermissionDenied(
                _("Your role requires a second factor. Sign in to Review desk in a browser and set it up."),
                code="second_factor_required",
            )
        return True


class ScopedPermission(BasePermission):
    """Reads the view's `needs`: {method: Needs}. A method without an entry is refused."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not request.user.is_authenticated:
            return False
        method = "GET" if request.method == "HEAD" else str(request.method)
        if method.lower() not in view.http_method_names or not hasattr(view, method.lower()):
            raise MethodNotAllowed(method)
        needs: Mapping[str, Requirement] = getattr(view, "needs", {})
        if method not in needs:
            return False
        return self._allows(request, needs[method])

    def _allows(self, request: Request, needs: Requirement) -> bool:
        if isinstance(request.auth, ApiToken) and needs.scope not in request.auth.scopes:
            raise PermissionDenied(
                f"The token does not have the scope {needs.scope.value!r}. Create a token with this scope.",
                code="missing_scope",
            )
        if not permissions.has_permission(request.user, needs.permission):
            raise PermissionDenied("Your role does not allow this.", code="role_not_allowed")
        return True


class SignedIn(BasePermission):
    """For the schema and its page: any person of the desk or valid token, whatever role or scope."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return bool(request.user.is_authenticated)


class AllowAnybody(BasePermission):
    """For the answer to unknown addresses: nothing in it is anybody's."""

    message: ClassVar[str] = ""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return True
