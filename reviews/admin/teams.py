"""Teams: groups that are no role, with their members."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews import clock
from reviews.access import roles
from reviews.access.errors import DecisionError
from reviews.admin.base import AuditedMixin, ManagerOnly
from reviews.admin.choices import CheckedChoices
from reviews.admin.typed_bases import BaseAdmin, BaseModelForm, acting_person
from reviews.models import Reviewer, Team
from reviews.vocabulary import Role


class TeamForm(BaseModelForm):
    by: Reviewer  # set by the page for each request
    members = CheckedChoices(
        queryset=Reviewer.objects.order_by("username"),
        required=False,
        widget=FilteredSelectMultiple(gettext_lazy("people"), is_stacked=False),
        label=gettext_lazy("members"),
    )

    class Meta:
        model = Team
        fields = ["name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["members"] = list(self.instance.user_set.values_list("pk", flat=True))

    def clean_name(self) -> str:
        """Errors: the name of a role, in whatever case, or of another team."""
        name = str(self.cleaned_data["name"]).strip()
        if name.casefold() in {role.value.casefold() for role in Role}:
            raise forms.ValidationError(
                _("%(name)s is the name of a role. Give the team another name.") % {"name": name}
            )
        if Group.objects.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("A team with this name exists. Choose another name."))
        return name

    def clean_members(self) -> QuerySet[Reviewer]:
        """Errors: a superuser would come or go, and it is no superuser who says so."""
        members: QuerySet[Reviewer] = self.cleaned_data["members"]
        before = set(self.instance.user_set.all()) if self.instance.pk else set()
        for person in sorted(before ^ set(members), key=lambda one: one.pk):
            try:
                roles.check_authority(person, by=self.by)
            except DecisionError as error:
                raise forms.ValidationError(f"{person.shown_name}: {error.message}") from error
        return members


@admin.register(Team)
class TeamAdmin(AuditedMixin, ManagerOnly, BaseAdmin):
    """Who works which queue is chosen on the page of the queue."""

    form = TeamForm
    fields = ["name", "members"]
    list_display = ["name", "size", "works"]
    ordering = ["name"]
    search_fields = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        rows: QuerySet[Team] = super().get_queryset(request)
        return rows.annotate(people=Count("user")).prefetch_related("queues")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type("TeamFormOfRequest", (form,), {"by": request.user})

    @admin.display(description=gettext_lazy("members"))
    def size(self, team: Team) -> int:
        return int(getattr(team, "people", 0))

    @admin.display(description=gettext_lazy("queues"))
    def works(self, team: Team) -> str:
        return ", ".join(queue.name for queue in team.queues.all())

    @transaction.atomic
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Each person who comes or goes gets an audit entry of their own."""
        super().save_related(request, form, formsets, change)
        team, by, now = form.instance, acting_person(request), clock.now()
        before, after = set(team.user_set.all()), set(form.cleaned_data["members"])
        team.user_set.set(after)
        for person in sorted(after - before, key=lambda one: one.pk):
            roles.audit_role_change(person, [], [team.name], by=by, now=now)
        for person in sorted(before - after, key=lambda one: one.pk):
            roles.audit_role_change(person, [team.name], [], by=by, now=now)
