"""People, their roles and teams, and whether they may sign in."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews import clock
from reviews.access import roles
from reviews.access.errors import DecisionError
from reviews.access.recovery import LinkReason
from reviews.admin.base import AuditedMixin, ManagerOnly, ReadOnlyAdmin
from reviews.admin.fresh import explain_again, is_fresh
from reviews.admin.people_actions import ACTIONS, PeopleActionsMixin
from reviews.admin.typed_bases import BaseModelForm, BasePeopleAdmin, BasePeopleForm, acting_person
from reviews.decisions.administration import offboarding
from reviews.models import Reviewer
from reviews.vocabulary import Role

ROLES = {role.value for role in Role}


class ReviewerForm(BasePeopleForm):
    password: Any = None  # nobody sees or types another person's password
    request: HttpRequest  # set by the page for each request

    def clean(self) -> dict[str, Any]:
        """Errors: switching oneself off; taking the last admin's way in; more power without a fresh sign-in."""
        data = super().clean() or {}
        if self.errors or not self.instance.pk:
            return data
        wanted = {name: bool(data.get(name)) for name in ("is_active", "is_staff")}
        stored = Reviewer.objects.get(pk=self.instance.pk)
        groups = [group.name for group in data.get("groups", [])]
        email, is_staff = str(data.get("email", "")), wanted["is_staff"]
        try:
            roles.check_address(stored, by=acting_person(self.request), email=email)
            roles.check_role_change(stored, by=acting_person(self.request), groups=groups, **wanted)
        except DecisionError as error:
            self.add_error(error.field or None, error.message)
        if roles.is_sensitive(stored, is_staff=is_staff, groups=groups, email=email) and not is_fresh(self.request):
            self.add_error(None, explain_again(self.request))
        return data


class InvitationForm(BaseModelForm):
    """A new person: no password; they choose it by a link."""

    request: HttpRequest

    class Meta:
        model = Reviewer
        fields = ["username", "first_name", "last_name", "email", "language"]

    def clean(self) -> dict[str, Any]:
        """Errors: the last sign-in was a while ago."""
        if not is_fresh(self.request):
            self.add_error(None, explain_again(self.request))
        return super().clean() or {}


@admin.register(Reviewer)
class ReviewerAdmin(PeopleActionsMixin, AuditedMixin, ManagerOnly, BasePeopleAdmin):
    """Nobody is deleted (decisions keep their author): people are switched off. Superusers are made by command only."""

    form = ReviewerForm
    add_form = InvitationForm
    add_fieldsets = [(None, {"fields": ("username", "first_name", "last_name", "email", "language")})]
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
        (None, {"fields": ("username",)}),
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
        return type("FormOfRequest", (form,), {"request": request})

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A superuser is changed by superusers only; others may look."""
        is_over_one = (
            isinstance(obj, Reviewer) and obj.is_superuser and not getattr(request.user, "is_superuser", False)
        )
        return super().has_change_permission(request, obj) and not is_over_one

    def get_urls(self) -> list[Any]:
        """Without Django's page on which an admin types another person's password."""
        return super(UserAdmin, self).get_urls()

    def response_add(self, request: HttpRequest, obj: Reviewer, post_url_continue: Any = None) -> HttpResponse:
        """The invitation: a link with which the new person chooses a password, shown once."""
        return self.show_link(request, obj, LinkReason.INVITATION)

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
        wanted, by = obj.is_active, acting_person(request)
        before = Reviewer.objects.get(pk=obj.pk) if change else obj
        was_active = obj.is_active = before.is_active
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        roles.note_fields(before, obj, by=by, now=clock.now())
        if change and was_active and not wanted:
            freed = offboarding.switch_off_person(obj, by=by, now=clock.now())
            said = _("%(name)s was deactivated. Claims released: %(n)d.") % {"name": obj.shown_name, "n": freed}
            self.message_user(request, said, messages.INFO)
        elif change and wanted and not was_active:
            roles.switch_on_person(obj, by=by, now=clock.now())

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        person = form.instance
        before = list(person.groups.order_by().values_list("name", flat=True))
        super().save_related(request, form, formsets, change)
        after = list(Group.objects.filter(user=person).values_list("name", flat=True))
        roles.audit_role_change(person, before, after, by=acting_person(request), now=clock.now())


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(ReadOnlyAdmin):
    """Roles are fixed words; people get them on their own page. Teams have a page of their own."""

    list_display = ["name"]
    fields = ["name"]
    ordering = ["name"]
