"""People, their roles and teams, and whether they may sign in."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from reviews import clock
from reviews.admin.base import Audited, ForManagers, Shown
from reviews.admin.people_acts import ACTIONS, PeopleActs
from reviews.decisions import people, roles
from reviews.decisions.errors import DecisionError
from reviews.models import Reviewer
from reviews.vocabulary import Role

ROLES = {role.value for role in Role}


class ReviewerForm(UserChangeForm):  # type: ignore[type-arg]
    by: Reviewer  # set by the page for each request

    def clean(self) -> dict[str, Any]:
        """Errors: switching oneself off; taking the last admin's way in."""
        data = super().clean() or {}
        if self.errors or not self.instance.pk:
            return data
        wanted = {name: bool(data.get(name)) for name in ("is_active", "is_staff")}
        stored = Reviewer.objects.get(pk=self.instance.pk)
        groups = [group.name for group in data.get("groups", [])]
        try:
            roles.check_change(stored, by=self.by, groups=groups, **wanted)
        except DecisionError as error:
            self.add_error(error.field, error.message)
        return data


@admin.register(Reviewer)
class ReviewerAdmin(PeopleActs, Audited, ForManagers, UserAdmin):  # type: ignore[type-arg]
    """Nobody is deleted (decisions keep their author): people are switched off. Superusers are made by command only."""

    form = ReviewerForm
    actions = ACTIONS
    list_display = [
        "username",
        "first_name",
        "last_name",
        "roles",
        "teams",
        "is_active",
        "is_staff",
        "second_factor",
        "last_login",
    ]
    list_filter = ["groups", "is_active", "is_staff"]
    filter_horizontal = ["groups"]
    fieldsets = [
        (None, {"fields": ("username", "password")}),
        (gettext_lazy("Person"), {"fields": ("first_name", "last_name", "email", "language")}),
        (gettext_lazy("Roles, teams and sign-in"), {"fields": ("is_active", "is_staff", "groups", "second_factor")}),
        (gettext_lazy("Dates"), {"fields": ("last_login", "date_joined")}),
    ]
    readonly_fields = ["last_login", "date_joined", "second_factor"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reviewer]:
        factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        rows: QuerySet[Reviewer] = super().get_queryset(request)
        return rows.prefetch_related("groups").annotate(has_factor=Exists(factor))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type("ReviewerFormOfRequest", (form,), {"by": request.user}) if obj else form

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, person: Reviewer) -> str:
        return ", ".join(sorted(group.name for group in person.groups.all() if group.name in ROLES))

    @admin.display(description=gettext_lazy("teams"))
    def teams(self, person: Reviewer) -> str:
        return ", ".join(sorted(group.name for group in person.groups.all() if group.name not in ROLES))

    @admin.display(boolean=True, description=gettext_lazy("second factor"))
    def second_factor(self, person: Reviewer) -> bool:
        return bool(getattr(person, "has_factor", False))

    def save_model(self, request: HttpRequest, obj: Reviewer, form: Any, change: bool) -> None:
        """Switching off and on goes the way that frees claims and revokes tokens."""
        wanted = obj.is_active
        if change:
            obj.is_active = Reviewer.objects.values_list("is_active", flat=True).get(pk=obj.pk)
        was_active = obj.is_active
        super().save_model(request, obj, form, change)
        if change and was_active and not wanted:
            freed = people.switch_off(obj, by=request.user, now=clock.now())  # type: ignore[arg-type]
            said = _("%(name)s is switched off. Claims given back: %(n)d.") % {"name": obj.shown_name, "n": freed}
            self.message_user(request, said, messages.INFO)
        elif change and wanted and not was_active:
            roles.switch_on(obj, by=request.user, now=clock.now())  # type: ignore[arg-type]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        person = form.instance
        before = list(person.groups.order_by().values_list("name", flat=True))
        super().save_related(request, form, formsets, change)
        after = list(Group.objects.filter(user=person).values_list("name", flat=True))
        roles.note_change(person, before, after, by=request.user, now=clock.now())  # type: ignore[arg-type]

    @method_decorator(sensitive_post_parameters())
    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """The new password and its audit entry are one transaction."""
        return super().user_change_password(request, id, form_url)


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(Shown):
    """Roles are fixed words; people get them on their own page. Teams have a page of their own."""

    list_display = ["name"]
    fields = ["name"]
    ordering = ["name"]
