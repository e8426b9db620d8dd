"""Pages of large tables without counting them."""

from functools import cached_property

from django.db.models import QuerySet

from reviews.admin.typed_bases import BasePaginator

MAX_COUNTED = 5000


class CappedPaginator(BasePaginator):
    """Counts at most MAX_COUNTED rows: whoever needs row 5,001 searches for it."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        return rows.order_by()[:MAX_COUNTED].count() if isinstance(rows, QuerySet) else len(rows)
