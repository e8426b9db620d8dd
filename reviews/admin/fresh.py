"""Acts on other people's accounts ask who sits there, unless that was asked within the last minutes."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def is_fresh(request: HttpRequest) -> bool:
    """Tell whether password or code were given within ACCOUNT_REAUTHENTICATION_TIMEOUT, at sign-in or since."""
    return not get_adapter(request).is_reauthentication_required()


def ask_again(request: HttpRequest, back: str) -> HttpResponse:
    """Lead to the page that asks for password or code, and from there to `back`. Nothing was done."""
    messages.warning(request, _("Nothing was changed yet. Confirm your identity, then try again."))
    address = _address(request, back)
    if not address:
        messages.error(request, _no_way())
    return redirect(address or back)


def explain_again(request: HttpRequest) -> str | SafeString:
    """Say in a form that what was typed stands, and where to show that it is you."""
    address = _address(request, reverse("admin:reviews_reviewer_changelist"))
    if not address:
        return _no_way()
    return format_html(
        '{} <a href="{}" target="_blank" rel="noopener">{}</a>',
        _("Your last sign-in was a while ago. Confirm your identity, return to this page and save again."),
        address,
        _("Confirm your identity"),
    )


def _address(request: HttpRequest, back: str) -> str:
    ways = get_reauthentication_flows(request.user)  # none without a password and a factor of the desk
    names = {"reauthenticate": "account_reauthenticate", "mfa_reauthenticate": "mfa_reauthenticate"}
    known = [names[way["id"]] for way in ways if way["id"] in names]
    return f"{reverse(known[0])}?{urlencode({'next': back})}" if known else ""


def _no_way() -> str:
    return _("Your last sign-in was a while ago. Sign out, sign in again and repeat the action.")
