"""The queue's filters, as they stand in the address."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reviews.access.errors import Invalid
from reviews.labels import provider_title, value_label
from reviews.models import Finding, Job, ProviderAccount, Queue, Reviewer
from reviews.models.job_queryset import JobQuerySet
from reviews.providers import registry
from reviews.queues import waiting
from reviews.search import job_search
from reviews.vocabulary import JobState, ReviewStage, ReviewState, Suggestion

_MAX_ID = 2**63 - 1
_AGES_H = (1, 4, 24, 72, 168)
# Findings are looked at in so many jobs, the newest that match the rest: a rare word costs no more than this.
MAX_JOBS_SEARCHED = 2_000
_PLACE = ("before", "after")


@dataclass(frozen=True)
class ActiveFilter:
    """A filter that is set: its label, the value in words, and the address without it."""

    label: str
    value: str
    without: str


def _text_field(label: Any, placeholder: Any, **attrs: str) -> forms.CharField:
    given = {"class": "input", "placeholder": placeholder, "autocomplete": "off", **attrs}
    return forms.CharField(required=False, max_length=128, label=label, widget=forms.TextInput(attrs=given))


class QueueFilters(forms.Form):
    """Every field is optional; a value that cannot be used is named, and the rest still works."""

    q = _text_field(gettext_lazy("Search"), gettext_lazy("job ID, title, speech, on-screen text"), type="search")
    queue = forms.ChoiceField(required=False, label=gettext_lazy("Queue"))
    review_state = forms.ChoiceField(required=False, label=gettext_lazy("Review state"))
    suggestion = forms.ChoiceField(required=False, label=gettext_lazy("Machine suggests"))
    due = forms.ChoiceField(required=False, label=gettext_lazy("Due"))
    age = forms.ChoiceField(required=False, label=gettext_lazy("Waiting longer than"))
    stage = forms.ChoiceField(required=False, label=gettext_lazy("Stage"))
    provider = forms.ChoiceField(required=False, label=gettext_lazy("Provider"))
    account = forms.ChoiceField(required=False, label=gettext_lazy("Account"))
    state = forms.ChoiceField(required=False, label=gettext_lazy("State at the provider"))
    category = _text_field(gettext_lazy("Finding's category"), "porn")
    label = _text_field(gettext_lazy("Finding's label"), gettext_lazy("part of a label"))
    text = _text_field(gettext_lazy("Finding's text or speech"), gettext_lazy("part of a text"))
    order = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    before = forms.IntegerField(required=False, min_value=0, max_value=_MAX_ID, widget=forms.HiddenInput)
    after = forms.IntegerField(required=False, min_value=0, max_value=_MAX_ID, widget=forms.HiddenInput)

    FIRST = ("q", "queue", "review_state", "suggestion")

    def __init__(self, given: QueryDict, *, queues: list[Queue], viewer: Reviewer) -> None:
        super().__init__(given)
        self.given = given
        self.queues = queues
        self.viewer = viewer
        self._lapsed: list[int] | None = None
        accounts = ProviderAccount.objects.values_list("name", flat=True)
        self._choices("queue", [(queue.pk, queue.name) for queue in queues])
        self._choices("stage", [(value, value_label(value)) for value in ReviewStage])
        self._choices("order", [("handed", _("claim order"))])
        self._choices("provider", [(slug, provider_title(slug)) for slug in registry.slugs()])
        self._choices("account", [(name, name) for name in accounts])
        self._choices("suggestion", [(value, value_label(value)) for value in Suggestion])
        self._choices("review_state", [(value, value_label(value)) for value in ReviewState])
        self._choices("state", [(value, value_label(value)) for value in JobState])
        self._choices("due", [("overdue", _("overdue")), ("soon", _("within an hour")), ("today", _("within a day"))])
        self._choices("age", [(str(hours), _hours(hours)) for hours in _AGES_H])
        self.is_valid()

    def clean_q(self) -> str:
        """What is searched for. Errors: ValidationError for what no index can look up."""
        text: str = self.cleaned_data["q"]
        try:
            return job_search.check_search(text) if text.strip() else ""
        except Invalid as error:
            raise forms.ValidationError(str(error)) from None

    @cached_property
    def search_result(self) -> job_search.FoundJobs | None:
        """The jobs in which the search stands, looked for once a page; None without a search."""
        if not (wanted := self.cleaned_data.get("q")):
            return None
        chosen = self.cleaned_data.get("queue")
        return job_search.find_jobs(wanted, viewer=self.viewer, queue_ids=[int(chosen)] if chosen else None)

    def apply(self, jobs: JobQuerySet, *, now: datetime) -> JobQuerySet:
        """`jobs` narrowed by every usable field; those about findings look at the newest MAX_JOBS_SEARCHED only."""
        lookups = {
            "queue": "queue_id",
            "stage": "stage",
            "provider": "account__provider",
            "account": "account__name",
            "suggestion": "suggestion",
            "state": "state",
        }
        given = {lookup: self.cleaned_data[name] for name, lookup in lookups.items() if self.cleaned_data.get(name)}
        if self.search_result is not None:
            jobs = jobs.filter(pk__in=self.search_result.job_ids)
        if state := self.cleaned_data.get("review_state"):
            jobs = waiting.jobs_in_state(jobs, state, self.lapsed(now))
        return self._by_findings(jobs.filter(*self._by_time(now), **given))

    def lapsed(self, now: datetime) -> list[int]:
        """Ids of the jobs whose claims have lapsed, read once a page."""
        if self._lapsed is None:
            self._lapsed = waiting.lapsed_job_ids(now)
        return self._lapsed

    def _by_time(self, now: datetime) -> Iterator[Q]:
        open_states = (ReviewState.WAITING, ReviewState.CLAIMED)
        ends = {"overdue": now, "soon": now + timedelta(hours=1), "today": now + timedelta(days=1)}
        if due := self.cleaned_data.get("due"):
            yield Q(due_at__lt=ends[due], review_state__in=open_states)
        if age := self.cleaned_data.get("age"):
            yield Q(ready_at__lte=now - timedelta(hours=int(age)), review_state__in=open_states)

    def _by_findings(self, jobs: JobQuerySet) -> JobQuerySet:
        said = {f"{name}__icontains": self.cleaned_data[name] for name in self.finding_fields}
        if not said:
            return jobs
        found = Finding.objects.filter(job_id=OuterRef("pk"), withdrawn_at__isnull=True, **said)
        if "category__icontains" in said and "label__icontains" not in said:
            # Clouds name every category that they looked for; only what they did not pass is in the video.
            found = found.exclude(suggestion=Suggestion.PASS)
        newest = jobs.order_by("-id").values("pk")[:MAX_JOBS_SEARCHED]
        return Job.objects.filter(Exists(found), pk__in=newest)

    @property
    def finding_fields(self) -> list[str]:
        """Names of the set fields that look into findings."""
        return [name for name in ("category", "label", "text") if self.cleaned_data.get(name)]

    @property
    def is_among_few(self) -> bool:
        """Whether the jobs are those that a search or findings name: no queue needs to be asked by its index."""
        return self.search_result is not None or bool(self.finding_fields)

    @property
    def is_claim_order(self) -> bool:
        """Whether the jobs that wait are asked for in the order in which they will be handed out."""
        return bool(self.cleaned_data.get("order"))

    @property
    def is_narrow(self) -> bool:
        """Whether any filter is set."""
        return bool(self.active_filters)

    @property
    def active_filters(self) -> list[ActiveFilter]:
        """The filters that are set and usable, each with the address that drops it."""
        names = [name for name in self.fields if name not in (*_PLACE, "order") and self.cleaned_data.get(name)]
        return [
            ActiveFilter(str(self.fields[name].label), self._display_value(name), self.without(name)) for name in names
        ]

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """The rest of the fields, behind a button."""
        return [field for field in self.visible_fields() if field.name not in self.FIRST]

    @property
    def has_more(self) -> bool:
        """Whether one of the fields behind the button is set or wrong, so that they must be seen."""
        return any(self.cleaned_data.get(field.name) or field.errors for field in self.more_fields)

    def without(self, *names: str) -> str:
        """The query of the address without these fields and without the place in the list."""
        query = self.given.copy()
        for name in (*names, *_PLACE):
            query.pop(name, None)
        for name in [name for name in query if not any(query.getlist(name))]:
            query.pop(name)
        return query.urlencode()

    def _display_value(self, name: str) -> str:
        value = self.cleaned_data[name]
        choices: Any = getattr(self.fields[name], "choices", ())
        return str(dict(choices).get(value, value))

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("any")), *((str(value), label) for value, label in choices)]
        field.widget.attrs["class"] = "select"


def _hours(hours: int) -> str:
    if hours < 24:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return ngettext("%(n)d day", "%(n)d days", hours // 24) % {"n": hours // 24}
