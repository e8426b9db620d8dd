"""Django's own base classes as the type checker wants them: with the type of their rows.

The stubs make these classes generic, and at run time they cannot be subscripted: solved
here once instead of at each class.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.core.paginator import Paginator
from django.http import HttpRequest

from reviews.models import Reviewer

if TYPE_CHECKING:
    BaseAdmin = admin.ModelAdmin[Any]
    BasePeopleAdmin = UserAdmin[Any]
    BasePeopleForm = UserChangeForm[Any]
    BaseTabularRows = admin.TabularInline[Any, Any]
    BaseStackedRows = admin.StackedInline[Any, Any]
    BaseModelForm = forms.ModelForm[Any]
    BaseRowsForm = forms.BaseInlineFormSet[Any, Any, Any]
    BaseChoices = forms.ModelMultipleChoiceField[Any]
    BasePaginator = Paginator[Any]
    AdminMixin = BaseAdmin
    RowsMixin = BaseTabularRows
else:
    BaseAdmin = admin.ModelAdmin
    BasePeopleAdmin = UserAdmin
    BasePeopleForm = UserChangeForm
    BaseTabularRows = admin.TabularInline
    BaseStackedRows = admin.StackedInline
    BaseModelForm = forms.ModelForm
    BaseRowsForm = forms.BaseInlineFormSet
    BaseChoices = forms.ModelMultipleChoiceField
    BasePaginator = Paginator
    AdminMixin = RowsMixin = object


def acting_person(request: HttpRequest) -> Reviewer:
    """Return who is signed in; the admin is shown to nobody else."""
    person = request.user
    assert isinstance(person, Reviewer)
    return person
