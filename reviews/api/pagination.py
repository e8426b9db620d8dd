"""Cursor paging: as quick on page 1,000 as on page 1, and nothing twice while rows arrive."""

import re
from typing import Any, cast

from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

from reviews.access import permissions
from reviews.access.permissions import Permission
from reviews.models import Queue, Reviewer
from reviews.models.job_queryset import JobQuerySet
from reviews.queues import queue_tops

_SIZE = re.compile(r"[0-9]{1,6}\Z", re.ASCII)
_POSITION = re.compile(r"[0-9]{1,18}\Z", re.ASCII)


class NewestFirst(CursorPagination):
    """Pages of `page_size` rows (1 to 200), newest row first; follow `next` and `previous`."""

    ordering = "-id"
    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    page_size_query_description = "Rows per page, 1 to 200."

    def get_page_size(self, request: Request) -> int:
        """Errors: ValidationError naming page_size; never silently another size."""
        raw = request.query_params.get("page_size")
        if raw is None:
            return self.page_size
        if not _SIZE.match(raw) or not 1 <= int(raw) <= self.max_page_size:
            raise ValidationError({"page_size": f"Write a whole number from 1 to {self.max_page_size}."})
        return int(raw)

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Errors: ValidationError for a cursor that we did not make (its position is always a row id)."""
        bad = ValidationError(
            {"cursor": "Invalid cursor for this list. Use the links in `next` and `previous` without changes."}
        )
        if not request.query_params.get("cursor", "x"):
            raise bad
        try:
            cursor = super().decode_cursor(request)
        except NotFound:
            raise bad from None
        if cursor is not None and cursor.position is not None and not _POSITION.match(str(cursor.position)):
            raise bad
        return cursor

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {"type": "string", "nullable": True, "format": "uri"},
                "previous": {"type": "string", "nullable": True, "format": "uri"},
                "results": schema,
            },
        }


class NewestOfQueues(NewestFirst):
    """Jobs of a few queues: the newest of each by its own index, then the newest of those.

    One question for all of them reads every job of the queues, or every job of the desk, to sort or sift them.
    """

    min_queues = 4  # with more of them the walk from the newest job down meets theirs soon enough
    max_queues = 60  # a filter may leave so little that the walk would meet nothing: each queue has indexes for that

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        person = cast(Reviewer, request.user)
        if cast(Any, view).checked_filters.search_result is not None:  # few jobs, named by their ids
            return super().paginate_queryset(queryset, request, view)
        is_sifted = set(request.query_params) - {self.cursor_query_param, self.page_size_query_param}
        if not is_sifted and permissions.has_permission(person, Permission.SEE_ALL_QUEUES):
            return super().paginate_queryset(queryset, request, view)
        queues = _listed_queue_ids(cast(Any, view).checked_filters.form.cleaned_data.get("queue"), person)
        if len(queues) <= (self.max_queues if is_sifted else self.min_queues):
            # The scope's "these queues, or my own" beside "this queue" makes PostgreSQL read the whole queue.
            ids = self._top_of_each_queue(cast(Any, view).filtered_everywhere(), request, person, queues)
            queryset = queryset.filter(pk__in=ids)
        return super().paginate_queryset(queryset, request, view)

    def _top_of_each_queue(
        self, parts: list[JobQuerySet], request: Request, person: Reviewer, queues: list[int]
    ) -> list[int]:
        size = self.get_page_size(request)
        offset, reverse, position = self.decode_cursor(request) or Cursor(0, False, None)
        if position is not None:
            parts = [jobs.filter(**{"pk__gt" if reverse else "pk__lt": int(position)}) for jobs in parts]
        apart = parts[0].filter(queue__isnull=True)
        if not permissions.has_permission(person, Permission.SEE_ALL_QUEUES):
            apart = apart.filter(added_by=person)
        most = offset + size + 1
        order = ["pk" if reverse else "-pk"]
        ids = queue_tops.top_of_each_queue(parts[0], queues, order=order, limit=most, few=parts[1:], apart=apart)
        return sorted(ids, reverse=not reverse)[:most]


def _listed_queue_ids(chosen: int | None, person: Reviewer) -> list[int]:
    """Ids of the visible queues that the list is about: all of them, or the one that the checked filter names."""
    is_all = permissions.has_permission(person, Permission.SEE_ALL_QUEUES)
    seen = list(Queue.objects.values_list("pk", flat=True)) if is_all else permissions.worked_queue_ids(person)
    return seen if chosen is None else [pk for pk in seen if pk == chosen]


class OldestFirst(NewestFirst):
    """Findings of one job, in the order in which they were stored."""

    ordering = "id"
