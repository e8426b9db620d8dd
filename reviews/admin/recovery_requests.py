"""Acts on accounts that wait for a second admin: listed, and confirmed one at a time."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews import clock
from reviews.access import recovery_request
from reviews.access.errors import DecisionError
from reviews.admin.base import ReadOnlyAdmin
from reviews.admin.fresh import ask_again, is_fresh
from reviews.admin.people_actions import show_password_link
from reviews.admin.typed_bases import acting_person
from reviews.models import RecoveryRequest


@admin.register(RecoveryRequest)
class RecoveryRequestAdmin(ReadOnlyAdmin):
    list_display = ["person", "kind", "requested_by", "requested_at", "expires_at", "confirmed_by", "confirmed_at"]
    list_select_related = ["person", "requested_by", "confirmed_by"]
    ordering = ["-id"]
    actions = ["confirm"]

    @admin.action(description=gettext_lazy("Confirm and carry out"), permissions=["manage"])
    def confirm(self, request: HttpRequest, rows: QuerySet[RecoveryRequest]) -> HttpResponse | None:
        """Do what another admin asked for; a link is shown once."""
        if not is_fresh(request):
            return ask_again(request, reverse("admin:reviews_recoveryrequest_changelist"))
        chosen = list(rows.select_related("person")[:2])
        if len(chosen) != 1:
            messages.error(request, _("Choose one request only."))
            return None
        by = acting_person(request)
        try:
            link = recovery_request.confirm_recovery(chosen[0].pk, by=by, now=clock.now())
        except DecisionError as error:
            messages.error(request, error.message)
            return None
        if link is not None:
            return show_password_link(request, self.admin_site, chosen[0].person, link)
        messages.success(request, _("%(name)s no longer has a second factor.") % {"name": chosen[0].person.shown_name})
        return None
