"""Signing in and out, the password, the second factor: allauth's views with our pages."""

from collections.abc import Callable
from typing import Any

from allauth.account import views as accounts
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as codes
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from reviews import audit, clock
from reviews.web.base.auth import current_reviewer


class SignIn(accounts.LoginView):  # type: ignore[misc]  # allauth ships no types
    template_name = "registration/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sso = settings.OIDC_NAME if settings.SOCIALACCOUNT_PROVIDERS else ""
        return {**super().get_context_data(**kwargs), "next": self.get_next_url() or "", "sso": sso}


class ChangePassword(accounts.PasswordChangeView):  # type: ignore[misc]  # allauth ships no types
    template_name = "account/password.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not current_reviewer(request).has_usable_password():
            return redirect("account")  # they sign in elsewhere
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


class SetUpFactor(totp.ActivateTOTPView):  # type: ignore[misc]  # allauth ships no types
    template_name = "mfa/set_up.html"

    def form_valid(self, form: Any) -> HttpResponse:
        return _with_audit(self.request, "second_factor.added", lambda: super(SetUpFactor, self).form_valid(form))


class RemoveFactor(totp.DeactivateTOTPView):  # type: ignore[misc]  # allauth ships no types
    template_name = "mfa/remove.html"
    success_url = reverse_lazy("account")

    def form_valid(self, form: Any) -> HttpResponse:
        return _with_audit(self.request, "second_factor.removed", lambda: super(RemoveFactor, self).form_valid(form))


class NewRecoveryCodes(recovery.GenerateRecoveryCodesView):  # type: ignore[misc]  # allauth ships no types
    template_name = "mfa/new_codes.html"

    def form_valid(self, form: Any) -> HttpResponse:
        made = "second_factor.recovery_codes_made"
        return _with_audit(self.request, made, lambda: super(NewRecoveryCodes, self).form_valid(form))


class CodeView(codes.AuthenticateView):  # type: ignore[misc]  # allauth ships no types
    template_name = "mfa/code.html"


class ReauthenticateByCode(codes.ReauthenticateView):  # type: ignore[misc]  # allauth ships no types
    template_name = "account/reauthenticate.html"


class ReauthenticateByPassword(accounts.ReauthenticateView):  # type: ignore[misc]  # allauth ships no types
    template_name = "account/reauthenticate.html"


class RecoveryCodes(recovery.ViewRecoveryCodesView):  # type: ignore[misc]  # allauth ships no types
    template_name = "mfa/codes.html"


def _with_audit(request: HttpRequest, action: str, act: Callable[[], HttpResponse]) -> HttpResponse:
    """The act and its audit entry are one transaction."""
    with transaction.atomic():
        answer = act()
        audit.record(action, by=current_reviewer(request), now=clock.now(), subject=current_reviewer(request))
    return answer


def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out; the browser forgets pages and pictures that it cached, so that "back" shows nothing to who comes next.

    Not "storage": that would delete decisions which wait for the network (`lib/outbox.js`), of this person and of
    others at this machine; they are kept apart by person and are sent when that person signs in again. Drafts are
    deleted by the page when it signs out (`lib/drafts.js`), and what it missed when another person opens a desk. Not
    "cookies": the session is gone on the server; the language and the mark of a known browser are to stay.
    """
    answer: HttpResponse = accounts.logout(request)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@login_required
@never_cache
def second_factor_list(request: HttpRequest) -> HttpResponse:
    """allauth's list of factors is a part of our account page."""
    return redirect("account")


def _recently_authenticated(view: Any) -> Any:
    """Signed in, asked again when that is a while ago, and never kept by a cache."""
    return login_required(never_cache(reauthentication_required(app="allauth.mfa")(view)))


login = SignIn.as_view()
logout = require_POST(sign_out)
change_password = login_required(never_cache(ChangePassword.as_view()))
reauthenticate_by_password = never_cache(ReauthenticateByPassword.as_view())
sign_in_code = CodeView.as_view()
reauthenticate_by_code = never_cache(ReauthenticateByCode.as_view())
set_up_factor = _recently_authenticated(SetUpFactor.as_view())
remove_factor = _recently_authenticated(RemoveFactor.as_view())
recovery_codes = _recently_authenticated(RecoveryCodes.as_view())
new_recovery_codes = _recently_authenticated(NewRecoveryCodes.as_view())
