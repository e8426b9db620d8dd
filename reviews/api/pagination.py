"""Cursor paging: as quick on page 1,000 as on page 1, and nothing twice while rows arrive."""

import re
from typing import Any

from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

_SIZE = re.compile(r"[0-9]{1,6}\Z", re.ASCII)
_POSITION = re.compile(r"[0-9]{1,18}\Z", re.ASCII)


class NewestFirst(CursorPagination):
    """Pages of `page_size` rows (1 to 200), newest row first; follow `next` and `previous`."""

    ordering = "-id"
    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    page_size_query_description = "Rows in a page, 1 to 200."

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
        bad = ValidationError({"cursor": "Not a cursor of this list. Follow `next` and `previous` as they are."})
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


class OldestFirst(NewestFirst):
    """Findings of one job, in the order in which they were stored."""

    ordering = "id"
