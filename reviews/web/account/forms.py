"""Forms of signing in, of codes and of passwords: allauth's, with our names, our look and our limits."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base import forms as codes
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reviews import clock
from reviews.access import sign_in_limits
from reviews.access.client_address import read_address
from reviews.models import Reviewer
from reviews.web.account import known_browser
from reviews.web.account.adapter import refuse_while_waiting


def style_fields(form: forms.Form, **labels: Any) -> None:
    """Our classes and words on allauth's fields."""
    for name, field in form.fields.items():
        field.label = labels.get(name, field.label)
        field.widget.attrs["class"] = "input"
        field.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """The field for the name is called `username`, as in every other form of the desk."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"] = self.fields.pop("login")
        self.fields["password"].help_text = ""
        self.order_fields(["username", "password"])

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["login"] = str(self.cleaned_data.get("username", "")).strip()
        cleaned: dict[str, Any] = super().clean()
        return cleaned


class ReauthenticateByPasswordForm(ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        style_fields(self, password=_("Password"))


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]  # allauth ships no types
    """Guessing the present password is counted as guessing at sign-in is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"password1": _("New password"), "password2": _("Repeat new password")}
        style_fields(self, oldpassword=_("Current password"), **labels)

    def clean_oldpassword(self) -> str:
        now = clock.now()
        name, request = self.user.username, context.request
        mark = known_browser.read_mark(request, name)
        tried = sign_in_limits.begin_password_attempt(name, read_address(request.META), now=now, browser=mark)
        refuse_while_waiting(tried, now)
        try:
            given: str = super().clean_oldpassword()
        except forms.ValidationError:
            sign_in_limits.record_failure(tried, now=now, by=self.user)
            raise
        sign_in_limits.record_success(tried)
        return given


class CodeLimitMixin:
    """Codes are counted per person. Comes before allauth's form."""

    user: Reviewer

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        style_fields(self, code=pgettext_lazy("sign-in", "Code"))  # type: ignore[arg-type]

    def clean_code(self) -> str:
        now = clock.now()
        tried = sign_in_limits.begin_code_attempt(self.user, now=now)
        refuse_while_waiting(tried, now)
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except forms.ValidationError:
            sign_in_limits.record_failure(tried, now=now, by=self.user, what="code")
            raise
        sign_in_limits.record_success(tried)
        return code


class CodeForm(CodeLimitMixin, codes.AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    pass


class ReauthenticateByCodeForm(CodeLimitMixin, codes.ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    pass


class FirstCodeForm(CodeLimitMixin, ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    pass
