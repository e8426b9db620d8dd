"""The page behind a link for a password: whoever has the link chooses the password, once."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews import clock
from reviews.access import recovery
from reviews.models import Reviewer
from reviews.web.account.forms import style_fields


class ChosenPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        again = gettext_lazy("Repeat new password")
        style_fields(self, new_password1=gettext_lazy("New password"), new_password2=again)


class SetPassword(PasswordResetConfirmView):
    """Django's view: it moves the token into the session, so that the address of the form gives nothing away."""

    template_name = "account/password_link.html"
    form_class = ChosenPasswordForm
    token_generator = recovery.LINK_TOKENS
    reset_url_token = "set"
    success_url = reverse_lazy("login")

    def get_user(self, uidb64: str) -> Reviewer | None:
        """Nobody is found for a switched-off person: their link opens nothing."""
        person = super().get_user(uidb64)
        return person if isinstance(person, Reviewer) and person.is_active else None

    def form_valid(self, form: Any) -> HttpResponse:
        recovery.set_password_by_link(form.user, form.cleaned_data["new_password1"], now=clock.now())
        self.request.session.pop("_password_reset_token", None)
        messages.success(self.request, _("The password was set. Sign in with it."))
        return HttpResponseRedirect(self.get_success_url())


set_password = SetPassword.as_view()
