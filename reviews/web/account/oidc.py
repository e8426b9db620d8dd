"""Sign-in through the organisation's OpenID Connect provider: for people who exist already, and for nobody else."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from jwt import PyJWTError, get_unverified_header

from reviews import audit, clock
from reviews.models import Reviewer

ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})


class OidcAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth ships no types
    """The signature of the id token is always checked, whatever way it came, and both answers are of one person."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        login = super().complete_login(request, app, token, **kwargs)
        told, signed = login.account.extra_data.get("userinfo"), login.account.extra_data.get("id_token")
        if not signed or (told and told.get("sub") != signed.get("sub")):
            raise PermissionDenied
        login.account.extra_data = {}  # what the provider says of a person is not the desk's to keep
        return login

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        try:
            known = get_unverified_header(id_token).get("alg") in ALGORITHMS
        except PyJWTError as error:
            raise OAuth2Error("The ID token cannot be read.") from error
        if not known:
            raise OAuth2Error("The ID token is not signed with a public key.")
        config = self.openid_config
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=config["jwks_uri"],
            issuer=config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        return claims


class OidcAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Who somebody is here: linked before, or the one active person with the e-mail address the provider verified.

    Addresses of people are written by admins only, so nobody can make an address of somebody else their own.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Errors: ImmediateHttpResponse back to the sign-in page, with a notice, for people the desk does not know."""
        if sociallogin.is_existing:
            return
        person = _person_by_email({row.email for row in sociallogin.email_addresses if row.verified is True})
        if person is None:
            said = _("No account uses your verified e-mail address. Ask an admin to add it.")
            raise ImmediateHttpResponse(_back_to_sign_in(request, said))
        with transaction.atomic():
            sociallogin.connect(request, person)
            audit.record("signin.linked", by=person, now=clock.now(), subject=person)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        said = _("Sign-in through %(name)s failed. Try again or ask an admin.") % {"name": provider.name}
        raise ImmediateHttpResponse(_back_to_sign_in(request, said))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """The desk sends no e-mail."""


def _person_by_email(addresses: set[str]) -> Reviewer | None:
    """The one person with one of these addresses; nobody when two people share it."""
    found = [
        person
        for address in addresses
        if address
        for person in Reviewer.objects.filter(email__iexact=address, is_active=True)[:2]
    ]
    return found[0] if len({person.pk for person in found}) == 1 else None


def _back_to_sign_in(request: HttpRequest, said: str) -> HttpResponseBase:
    messages.error(request, said)
    return redirect("login")


def _delegate(kind: Any, request: HttpRequest, provider_id: str) -> HttpResponseBase:
    if not settings.SOCIALACCOUNT_PROVIDERS or provider_id != settings.OIDC_ID:
        raise Http404
    answer: HttpResponseBase = kind.adapter_view(OidcAdapter(request, provider_id))(request)
    return answer


@require_POST
@never_cache
def start_sign_in(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """To the provider's page. Errors: 404 while no provider is set."""
    return _delegate(OAuth2LoginView, request, provider_id)


@require_GET
@never_cache
def finish_sign_in(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """From the provider's page, with a code for the desk. Errors: 404 while no provider is set."""
    return _delegate(OAuth2CallbackView, request, provider_id)


@require_GET
def sign_in_cancelled(request: HttpRequest) -> HttpResponseBase:
    return redirect("login")
