"""Who calls: a hashed, expiring API token in the Authorization header, or (second) the session of a page."""

import re

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request

from reviews import clock
from reviews.access import api_tokens, token_limit
from reviews.access.client_address import read_address
from reviews.models import ApiToken, Reviewer

_RAW = re.compile(r"[\x21-\x7e]{1,300}\Z")


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Token <raw>``. Unknown, expired, revoked, owner inactive: one and the same 401."""

    keyword = "Token"

    def authenticate(self, request: Request) -> tuple[Reviewer, ApiToken] | None:
        words = get_authorization_header(request).decode("latin-1").split()
        if not words:
            return None
        if len(words) != 2 or words[0].lower() != self.keyword.lower():
            raise AuthenticationFailed("Write the header as: Authorization: Token <token>.", code="bad_authorization")
        token = api_tokens.find_valid_token(words[1], now=clock.now()) if _RAW.match(words[1]) else None
        if token is None or not token.owner.is_active:
            _count_refusal(request)
            raise AuthenticationFailed(
                "The token is unknown, expired or revoked. Create a new token with manage.py create_token.",
                code="bad_token",
            )
        return token.owner, token

    def authenticate_header(self, request: Request) -> str:
        return f'{self.keyword} realm="api"'


class TooManyBadTokens(Throttled):
    default_code = "too_many_bad_tokens"
    default_detail = (
        "Too many invalid tokens were sent from your address. A valid token still works. Wait "
        "before you try another one."
    )
    extra_detail_plural = extra_detail_singular = ""


def _count_refusal(request: Request) -> None:
    """Errors: TooManyBadTokens (429, with Retry-After) above the limit of the caller's address."""
    now = clock.now()
    until = token_limit.count_refusal(read_address(request.META), now=now)
    if until is not None:
        raise TooManyBadTokens(wait=max(1, (until - now).total_seconds()))
