"""Callers of the API: by token and by session."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from reviews.access import api_tokens
from reviews.models import Reviewer

type Caller = Callable[..., Client]


@pytest.fixture
def by_token() -> Caller:
    """`by_token(ana, "read")`: a client that sends a valid token of hers with these scopes."""

    def caller(person: Reviewer, *scopes: str) -> Client:
        _, raw = api_tokens.create_token(person, scopes or ("read",), 30, now=timezone.now() - timedelta(hours=1))
        return Client(headers={"Authorization": f"Token {raw}"})

    return caller


@pytest.fixture
def reader(by_token: Caller, lea: Reviewer) -> Client:
    return by_token(lea, "read")
