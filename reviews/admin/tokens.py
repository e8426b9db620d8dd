"""API tokens: listed and revoked here, made by ``manage.py create_token``; a hash is never shown."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from reviews import clock
from reviews.access import api_tokens
from reviews.access.errors import DecisionError
from reviews.admin.base import ReadOnlyAdmin
from reviews.admin.typed_bases import acting_person
from reviews.models import ApiToken


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    list_display = ["prefix", "owner", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at"]
    list_select_related = ["owner"]
    fields = ["prefix", "owner", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at"]
    actions = ["revoke"]

    @admin.action(description=_("Revoke the selected tokens"), permissions=["manage"])
    def revoke(self, request: HttpRequest, rows: QuerySet[ApiToken]) -> None:
        """End them now; each leaves its audit entry."""
        count = 0
        for token in rows.filter(revoked_at__isnull=True).select_related("owner"):
            try:
                api_tokens.revoke(token, by=acting_person(request), now=clock.now())
            except DecisionError as error:
                self.message_user(request, f"{token.prefix}: {error.message}", messages.ERROR)
            else:
                count += 1
        said = ngettext("%(count)d token revoked.", "%(count)d tokens revoked.", count) % {"count": count}
        self.message_user(request, said, messages.SUCCESS)
