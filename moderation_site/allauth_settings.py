"""Settings of allauth that no installation changes: names and codes, no sign-up, no e-mail."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "reviews.web.account.password_rules.VariedPasswordValidator"},
]
MFA_ADAPTER = "reviews.web.account.second_factor.DeskMfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Review desk"
MFA_TOTP_TOLERANCE = 1  # steps of 30 s to either side, for clocks that are a little off
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the desk verifies no e-mail addresses
MFA_FORMS = {
    "authenticate": "reviews.web.account.forms.CodeForm",
    "reauthenticate": "reviews.web.account.forms.ReauthenticateByCodeForm",
    "activate_totp": "reviews.web.account.forms.FirstCodeForm",
}
ACCOUNT_ADAPTER = "reviews.web.account.adapter.DeskAccountAdapter"
ACCOUNT_FORMS = {
    "login": "reviews.web.account.forms.SignInForm",
    "reauthenticate": "reviews.web.account.forms.ReauthenticateByPasswordForm",
    "change_password": "reviews.web.account.forms.NewPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# The limits that count are SIGN_IN_MAX_FAILURES_..., in the database. allauth's own, in the cache, would count all who
# come through a proxy that nobody told the desk of as one address, so that a stranger locks them out: none by address.
ACCOUNT_RATE_LIMITS = {
    "login": False,
    "login_failed": False,
    "change_password": "60/m/user",
    "reauthenticate": "60/m/user",
}
SOCIALACCOUNT_ADAPTER = "reviews.web.account.oidc.OidcAccountAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
OIDC_ID = "sso"


def oidc_providers(name: str, server_url: str, client_id: str, client_secret: str) -> dict[str, Any]:
    """allauth's providers: one, or none without `server_url`. Errors: ImproperlyConfigured for half a set."""
    if not server_url:
        return {}
    if not client_id or not client_secret:
        raise ImproperlyConfigured("OIDC_SERVER_URL is set; set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET as well.")
    app = {
        "provider_id": OIDC_ID,
        "name": name,
        "client_id": client_id,
        "secret": client_secret,
        "settings": {"server_url": server_url, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}


def origins_of(address: str) -> list[str]:
    """``["https://host"]`` of an address; none of an empty one."""
    parts = urlsplit(address)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
