"""Acts on people, each with a page that says what will happen."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews import clock
from reviews.access import recovery, recovery_request, roles
from reviews.access.errors import DecisionError
from reviews.access.recovery import LinkReason, PasswordLink
from reviews.admin.fresh import ask_again, is_fresh
from reviews.admin.typed_bases import acting_person
from reviews.decisions.administration import offboarding
from reviews.models import RecoveryRequest, Review, Reviewer

MAX_PEOPLE = 100
ACTIONS = ("switch_off", "switch_on", "make_password_link", "reset_second_factor")


class PeopleActionsMixin:
    """For the list of people: switch off and on, a link for a new password, take away a lost second factor."""

    admin_site: Any
    opts: Any

    @admin.action(description=gettext_lazy("Deactivate"), permissions=["manage"])
    def switch_off(self, request: HttpRequest, rows: QuerySet[Reviewer]) -> HttpResponse | None:
        told = _(
            "They are signed out at their next request, their API tokens are revoked, and their "
            "claimed jobs return to the queue."
        )
        held = _("Claimed jobs: %(n)d.") % {"n": Review.objects.active().filter(reviewer__in=rows).count()}
        return self._confirm(request, rows, "switch_off", _("Deactivate"), [told, held], self._off)

    @admin.action(description=gettext_lazy("Activate"), permissions=["manage"])
    def switch_on(self, request: HttpRequest, rows: QuerySet[Reviewer]) -> HttpResponse | None:
        told = _("They can sign in again. Revoked API tokens stay revoked.")
        return self._confirm(request, rows, "switch_on", _("Activate"), [told], self._on)

    @admin.action(description=gettext_lazy("Create a password link"), permissions=["manage"])
    def make_password_link(self, request: HttpRequest, rows: QuerySet[Reviewer]) -> HttpResponse | None:
        if rows.count() != 1:
            messages.error(request, _("Choose one person only. Each link is shown once and belongs to one person."))
            return None
        told = _("Their current password stops working immediately, and their sessions end.")
        known = _(
            "The link is shown once. Give it only to this person, after you have confirmed by voice "
            "or in person who they are."
        )
        title = _("Create a password link")
        return self._confirm(request, rows, "make_password_link", title, [told, known], self._link, is_guarded=True)

    @admin.action(description=gettext_lazy("Remove the second factor of these people"), permissions=["manage"])
    def reset_second_factor(self, request: HttpRequest, rows: QuerySet[Reviewer]) -> HttpResponse | None:
        told = _("Their authenticator app and recovery codes stop working, and their sessions end.")
        known = _("Do this only if you have confirmed by voice or in person who they are.")
        title = _("Remove the second factor of these people")
        return self._confirm(request, rows, "reset_second_factor", title, [told, known], self._reset, is_guarded=True)

    def _confirm(
        self,
        request: HttpRequest,
        rows: QuerySet[Reviewer],
        action: str,
        title: str,
        told: list[str],
        do: Any,
        *,
        is_guarded: bool = False,
    ) -> HttpResponse | None:
        if is_guarded and not is_fresh(request):
            return ask_again(request, reverse("admin:reviews_reviewer_changelist"))
        chosen = list(rows.order_by("username")[: MAX_PEOPLE + 1])
        if len(chosen) > MAX_PEOPLE:
            messages.error(request, _("Select at most %(n)d people at once. Nothing was changed.") % {"n": MAX_PEOPLE})
            return None
        if "confirmed" in request.POST:
            answers = [self._do(request, person, do) for person in chosen]
            return next((answer for answer in answers if answer is not None), None)
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "people": chosen,
            "sentences": told,
            "action": action,
            "back": reverse("admin:reviews_reviewer_changelist"),
        }
        return TemplateResponse(request, "admin/reviews/people_confirm.html", context)

    def _do(self, request: HttpRequest, person: Reviewer, do: Any) -> HttpResponse | None:
        try:
            with transaction.atomic():
                answer: HttpResponse | None = do(request, person)
        except DecisionError as error:
            messages.error(request, f"{person.shown_name}: {error.message}")
            return None
        return answer

    def _off(self, request: HttpRequest, person: Reviewer) -> None:
        by = acting_person(request)
        groups = person.groups.values_list("name", flat=True)
        roles.check_role_change(person, by=by, is_active=False, is_staff=person.is_staff, groups=groups)
        freed = offboarding.switch_off_person(person, by=by, now=clock.now())
        said = _("%(name)s was deactivated. Claims released: %(n)d.") % {"name": person.shown_name, "n": freed}
        messages.success(request, said)

    def _on(self, request: HttpRequest, person: Reviewer) -> None:
        by = acting_person(request)
        roles.switch_on_person(person, by=by, now=clock.now())
        messages.success(request, _("%(name)s was activated.") % {"name": person.shown_name})

    def _link(self, request: HttpRequest, person: Reviewer) -> HttpResponse | None:
        if recovery_request.needs_second_person():
            self._request(request, person, RecoveryRequest.Kind.PASSWORD_LINK)
            return None
        return self.show_link(request, person, LinkReason.RESET)

    def show_link(self, request: HttpRequest, person: Reviewer, reason: LinkReason) -> HttpResponse:
        """Make a link and show it in this one answer. Errors: DecisionError."""
        by = acting_person(request)
        link = recovery.make_password_link(person, by=by, now=clock.now(), reason=reason)
        return show_password_link(request, self.admin_site, person, link)

    def _request(self, request: HttpRequest, person: Reviewer, kind: RecoveryRequest.Kind) -> None:
        by = acting_person(request)
        recovery_request.request_recovery(kind, person, by=by, now=clock.now())
        said = _(
            "%(name)s: request sent. Another admin must confirm it within one day on the page “Recovery requests”."
        )
        messages.success(request, said % {"name": person.shown_name})

    def _reset(self, request: HttpRequest, person: Reviewer) -> None:
        if recovery_request.needs_second_person():
            self._request(request, person, RecoveryRequest.Kind.REMOVE_FACTOR)
            return
        by = acting_person(request)
        recovery.remove_factor(person, by=by, now=clock.now())
        messages.success(request, _("%(name)s no longer has a second factor.") % {"name": person.shown_name})


def show_password_link(request: HttpRequest, site: Any, person: Reviewer, link: PasswordLink) -> HttpResponse:
    """Show the address of a link: in this answer, which no cache keeps, and nowhere else."""
    context = {
        **site.each_context(request),
        "title": _("Password link"),
        "opts": Reviewer._meta,
        "person": person,
        "address": request.build_absolute_uri(reverse("password-link", args=[link.uid, link.token])),
        "expires_at": link.expires_at,
        "back": reverse("admin:reviews_reviewer_changelist"),
    }
    return TemplateResponse(request, "admin/reviews/password_link.html", context)
