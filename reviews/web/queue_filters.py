"""The queue's filters, as they stand in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.models import ProviderAccount
from reviews.models.job import JobQuerySet
from reviews.providers import registry
from reviews.vocabulary import JobState, ReviewState, Suggestion
from reviews.wording import provider_title, word

_BIGGEST_ID = 2**63 - 1


class QueueFilters(forms.Form):
    """Every field is optional; a value that cannot be used is named, and the rest still works."""

    q = forms.CharField(
        required=False,
        max_length=128,
        label=_("Job id"),
        widget=forms.TextInput(attrs={"class": "input", "placeholder": _("part of a job id"), "type": "search"}),
    )
    provider = forms.ChoiceField(required=False, label=_("Provider"))
    account = forms.ChoiceField(required=False, label=_("Account"))
    suggestion = forms.ChoiceField(required=False, label=_("Machine says"))
    review_state = forms.ChoiceField(required=False, label=_("At the desk"))
    state = forms.ChoiceField(required=False, label=_("At the provider"))
    before = forms.IntegerField(required=False, min_value=0, max_value=_BIGGEST_ID, widget=forms.HiddenInput)
    after = forms.IntegerField(required=False, min_value=0, max_value=_BIGGEST_ID, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = ProviderAccount.objects.values_list("name", flat=True)
        self._choices("provider", [(slug, provider_title(slug)) for slug in registry.slugs()])
        self._choices("account", [(name, name) for name in accounts])
        self._choices("suggestion", [(value, word(value)) for value in Suggestion])
        self._choices("review_state", [(value, word(value)) for value in ReviewState])
        self._choices("state", [(value, word(value)) for value in JobState])

    def apply(self, jobs: JobQuerySet) -> JobQuerySet:
        """`jobs` narrowed by every usable field."""
        self.is_valid()
        lookups = {
            "q": "external_id__icontains",
            "provider": "account__provider",
            "account": "account__name",
            "suggestion": "suggestion",
            "review_state": "review_state",
            "state": "state",
        }
        given = {lookup: self.cleaned_data[name] for name, lookup in lookups.items() if self.cleaned_data.get(name)}
        return jobs.filter(**given)

    @property
    def is_narrow(self) -> bool:
        """Whether any filter is set."""
        self.is_valid()
        return any(value for name, value in self.cleaned_data.items() if name not in ("before", "after"))

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("any")), *((str(value), label) for value, label in choices)]
        field.widget.attrs["class"] = "select"
