"""What the admin pages share: who may, what is only shown, what goes into the audit trail."""

import json
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG, ChangeList
from django.db import DataError, connection, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reviews import audit, clock
from reviews.access import permissions
from reviews.admin.choices import CheckedChoices, is_row_id
from reviews.admin.paginator import CappedPaginator
from reviews.admin.typed_bases import AdminMixin, BaseAdmin, RowsMixin, acting_person
from reviews.redaction import EVIDENCE_FIELDS, get_public_text, get_public_value

MAX_SHOWN_LENGTH = 200_000
MAX_NEW_ROWS = 20  # in one post; more are added after saving


class ManagerOnly:
    """Every permission question of an admin page is the one rule; Django's own permission rows play no part."""

    max_body_bytes = 1024 * 1024  # the text of a policy, or the rows of a form with many of them

    def has_module_permission(self, request: HttpRequest) -> bool:
        return permissions.has_permission(request.user, permissions.Permission.MANAGE)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permissions.has_permission(request.user, permissions.Permission.MANAGE)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permissions.has_permission(request.user, permissions.Permission.MANAGE)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permissions.has_permission(request.user, permissions.Permission.MANAGE)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows that others point at are retired or switched off, never deleted."""
        return False

    def has_manage_permission(self, request: HttpRequest) -> bool:
        """What actions ask for (`permissions=["manage"]`)."""
        return permissions.has_permission(request.user, permissions.Permission.MANAGE)


class CheckedList(ChangeList):
    """A list whose address asks for something that no row can have answers with the list's own error (`?e=1`).

    The rows are read here rather than in the template: some values only the database refuses, each in its own way.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        try:
            # A refused query spoils a transaction that is open; without one there is nothing to save.
            with transaction.atomic() if connection.in_atomic_block else nullcontext():
                super().__init__(*args, **kwargs)
                len(self.result_list)
        except (DataError, OverflowError, ValueError) as error:
            raise IncorrectLookupParameters(error) from error


class CheckedLists(AdminMixin):
    """For every page of the admin: addresses and selections are checked before they reach the database.

    A list is filtered by its declared filters only: other lookups would search columns without an index, by regular
    expressions too, and tell what a page hides (`?token_hash__startswith=`).
    """

    opts: Any

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return CheckedList

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return lookup in self._declared_lookups(request) and super().lookup_allowed(lookup, value, request)

    def _declared_lookups(self, request: HttpRequest) -> set[str]:
        declared: set[str] = set()
        for one in self.get_list_filter(request):
            if isinstance(one, str):
                declared |= {one, *(f"{one}__{lookup}" for lookup in ("exact", "id__exact", "in", "isnull"))}
            else:
                assert isinstance(one, type), one
                assert issubclass(one, admin.SimpleListFilter), one
                declared.add(str(one.parameter_name))
        return declared

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, or an act on the chosen rows; ids that are none lead to the list's own error."""
        if not all(is_row_id(self.opts.model, one) for one in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")
        answer: HttpResponse = super().changelist_view(request, extra_context)
        return answer

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return a field that refuses ids which no row can have."""
        return super().formfield_for_manytomany(db_field, request, **{"form_class": CheckedChoices, **kwargs})


class CheckedRows(RowsMixin):
    """For every table of rows inside a form: a hand-made post asks for a few new rows, not for thousands.

    Django makes and draws up to 2000 rows when `TOTAL_FORMS` says so: minutes of work for one small request.
    """

    model: type[models.Model]

    def get_formset(self, request: HttpRequest, obj: models.Model | None = None, **kwargs: Any) -> Any:
        """Return the form set of the present rows and MAX_NEW_ROWS more; a post with more is refused by the form."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        present = 0 if obj is None else self.model._default_manager.filter(**{formset.fk.name: obj}).count()
        formset.max_num = formset.absolute_max = present + MAX_NEW_ROWS
        return formset


class AuditedMixin(CheckedLists):
    """Each add and change leaves an audit entry with the names of the changed fields, in the same transaction."""

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> LogEntry:
        _record("added", request, obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> LogEntry:
        _record("changed", request, obj, message)
        return super().log_change(request, obj, message)


def _record(verb: str, request: HttpRequest, obj: models.Model, message: Any) -> None:
    with transaction.atomic():
        audit.record(
            f"{obj._meta.model_name}.{verb}",
            by=acting_person(request),
            now=clock.now(),
            subject=obj,
            name=str(obj),
            what=json.loads(json.dumps(message, default=str)),
        )


class ReadOnlyMixin(ManagerOnly):
    """Shown, never added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(CheckedLists, ReadOnlyMixin, BaseAdmin):
    """A read-only page of one table; a list is neither counted in full nor sorted by any column."""

    show_full_result_count = False
    paginator = CappedPaginator
    list_per_page = 50
    sortable_by = ()
    actions: Sequence[Any] | None = ()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row of a page, without what signs the addresses in it."""
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            hide_secrets(row)
        return row

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list, its rows without what signs the addresses in them."""
        changes = super().get_changelist_instance(request)
        for row in changes.result_list:
            hide_secrets(row)
        return changes


def as_json(value: Any) -> SafeString:
    """A value as indented JSON, escaped, cut when it is very long, without the secrets of signed links."""
    return _as_block(json.dumps(get_public_value(value), indent=2, ensure_ascii=False, default=str))


def as_text(text: str) -> SafeString:
    """Provider text, escaped, cut when it is very long, without the secrets of signed links."""
    return _as_block(get_public_text(text))


def _as_block(text: str) -> SafeString:
    cut = text if len(text) <= MAX_SHOWN_LENGTH else f"{text[:MAX_SHOWN_LENGTH]}\n… ({len(text):,} characters)"
    return format_html("<pre>{}</pre>", cut)


def hide_secrets(row: models.Model) -> None:
    """Change every text but evidence that `row` holds in memory to what may be shown. Never save the row afterwards."""
    for field in row._meta.concrete_fields:
        if field.name in EVIDENCE_FIELDS:
            continue
        value = row.__dict__.get(field.attname)  # deferred columns stay unread
        if isinstance(field, models.CharField | models.TextField) and isinstance(value, str):
            setattr(row, field.attname, get_public_text(value))
        elif isinstance(field, models.JSONField):
            setattr(row, field.attname, get_public_value(value))
