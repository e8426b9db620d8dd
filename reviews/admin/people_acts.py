"""Acts on people, each with a page that says what will happen."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews import audit, clock
from reviews.decisions import people, roles
from reviews.decisions.errors import DecisionError
from reviews.models import Review, Reviewer

MOST = 100
ACTIONS = ("switch_off", "switch_on", "reset_second_factor")


class PeopleActs:
    """For the list of people: switch off and on, take away a lost second factor."""

    admin_site: Any
    opts: Any

    @admin.action(description=gettext_lazy("Switch off"), permissions=["manage"])
    def switch_off(self, request: HttpRequest, rows: QuerySet[Reviewer]) -> HttpResponse | None:
        told = _("They are out at their next click, their API tokens end, and the jobs they hold go back to the queue.")
        held = _("Jobs they hold now: %(n)d.") % {"n": Review.objects.active().filter(reviewer__in=rows).count()}
        return self._confirm(request, rows, "switch_off", _("Switch off"), [told, held], self._off)

    @admin.action(description=gettext_lazy("Switch on"), permissions=["manage"])
    def switch_on(self, request: HttpRequest, rows: QuerySet[Reviewer]) -> HttpResponse | None:
        told = _("They may sign in again. Ended API tokens stay ended.")
        return self._confirm(request, rows, "switch_on", _("Switch on"), [told], self._on)

    @admin.action(description=gettext_lazy("Take away the second factor"), permissions=["manage"])
    def reset_second_factor(self, request: HttpRequest, rows: QuerySet[Reviewer]) -> HttpResponse | None:
        told = _("Authenticator and recovery codes stop working; their sessions end.")
        known = _("Do so only for people whom you know by voice or in person.")
        title = _("Take away the second factor")
        return self._confirm(request, rows, "reset_second_factor", title, [told, known], self._reset)

    def _confirm(
        self, request: HttpRequest, rows: QuerySet[Reviewer], action: str, title: str, told: list[str], do: Any
    ) -> HttpResponse | None:
        chosen = list(rows.order_by("username")[: MOST + 1])
        if len(chosen) > MOST:
            messages.error(request, _("At most %(n)d people at once; nothing was done.") % {"n": MOST})
            return None
        if "confirmed" in request.POST:
            for person in chosen:
                do(request, person)
            return None
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

    def _off(self, request: HttpRequest, person: Reviewer) -> None:
        by: Any = request.user
        groups = person.groups.values_list("name", flat=True)
        try:
            with transaction.atomic():
                roles.check_change(person, by=by, is_active=False, is_staff=person.is_staff, groups=groups)
                freed = people.switch_off(person, by=by, now=clock.now())
        except DecisionError as error:
            messages.error(request, f"{person.shown_name}: {error.message}")
            return
        said = _("%(name)s is switched off. Claims given back: %(n)d.") % {"name": person.shown_name, "n": freed}
        messages.success(request, said)

    def _on(self, request: HttpRequest, person: Reviewer) -> None:
        by: Any = request.user
        roles.switch_on(person, by=by, now=clock.now())
        messages.success(request, _("%(name)s is switched on.") % {"name": person.shown_name})

    def _reset(self, request: HttpRequest, person: Reviewer) -> None:
        by: Any = request.user
        with transaction.atomic():
            removed = Authenticator.objects.filter(user=person).delete()[0]
            for session in UserSession.objects.filter(user=person):
                session.end()
            audit.record("second_factor.removed", by=by, now=clock.now(), subject=person, had_one=bool(removed))
        messages.success(request, _("%(name)s has no second factor now.") % {"name": person.shown_name})
