"""The base of every view: declared needs, only known query parameters, scoped rows."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.http import Http404
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request

from reviews import clock
from reviews.access import permissions
from reviews.api.parsers import shown_name
from reviews.api.permissions import Requirement
from reviews.models import Job, Reviewer
from reviews.models.job_queryset import JobQuerySet

PAGING = ("cursor", "page_size")


class ScopedView(GenericAPIView[Any]):
    """`needs`: what each method asks of the caller. `parameters`: query parameters beside those of lists.

    `max_body_bytes`: the largest body, checked before the view is asked; a verdict with the longest note fits.
    """

    needs: ClassVar[Mapping[str, Requirement]] = {}
    parameters: ClassVar[tuple[str, ...]] = ()
    max_body_bytes: ClassVar[int] = 64 * 1024
    http_method_names = ["get", "head", "post", "delete"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        _refuse_unknown(request, self._known(str(request.method)))

    def _known(self, method: str) -> list[str]:
        if method not in ("GET", "HEAD"):
            return sorted(self.parameters)
        filters = getattr(self, "filterset_class", None)
        paging = PAGING if self.pagination_class else ()
        return sorted({*self.parameters, *(filters.base_filters if filters else ()), *paging})

    @property
    def person(self) -> Reviewer:
        """Who calls; the permission has let only signed-in people through."""
        return cast(Reviewer, self.request.user)

    @cached_property
    def now(self) -> datetime:
        """The moment of the request, asked once."""
        return clock.now()

    def visible_jobs(self) -> JobQuerySet:
        """The jobs the caller may know of; every lookup starts here, so another team's row is a 404."""
        if getattr(self, "swagger_fake_view", False):
            return Job.objects.none()
        return permissions.visible_jobs(self.person)

    def validated_input(self, request: Request) -> dict[str, Any]:
        """The body through the view's serializer. Errors: ValidationError naming each wrong field."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return cast(dict[str, Any], serializer.validated_data)


def get_or_404[Row: Any](rows: QuerySet[Row], pk: int) -> Row:
    """The row of `rows` with that id. Errors: Http404."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _refuse_unknown(request: Request, known: list[str]) -> None:
    wrong = {}
    for name, values in request.query_params.lists():
        if name not in known:
            choice = f"Known here: {', '.join(known)}." if known else "This address has no parameters."
            wrong[shown_name(name)] = [f"Unknown parameter for this address. {choice}"]
        elif len(values) > 1:
            wrong[name] = ["The parameter is given more than once. Give it once."]
        elif "\x00" in values[0]:
            wrong[name] = ["The value contains the character U+0000. Remove it."]
    if wrong:
        code = "unknown_parameter" if any(name not in known for name in wrong) else "invalid"
        raise ValidationError(wrong, code=code)
