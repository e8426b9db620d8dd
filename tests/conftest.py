"""The fixed cast and the clock. Ana and Ben review, Lea leads, Ada administers, Cy is from another team."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group

from reviews.models import Reviewer
from reviews.vocabulary import Role

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def person(username: str, role: Role | None = None, **fields: object) -> Reviewer:
    """A person with one role."""
    reviewer = Reviewer.objects.create_user(username, password="correct horse battery", **fields)  # type: ignore[arg-type]
    if role:
        reviewer.groups.add(Group.objects.get_or_create(name=role.value)[0])
    return reviewer


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def ana(db: None) -> Reviewer:
    return person("ana", Role.REVIEWER, first_name="Ana")


@pytest.fixture
def ben(db: None) -> Reviewer:
    return person("ben", Role.REVIEWER, first_name="Ben")


@pytest.fixture
def lea(db: None) -> Reviewer:
    return person("lea", Role.LEAD, first_name="Lea")


@pytest.fixture
def ada(db: None) -> Reviewer:
    return person("ada", Role.ADMIN, first_name="Ada", is_staff=True)


@pytest.fixture
def cy(db: None) -> Reviewer:
    return person("cy", Role.REVIEWER, first_name="Cy")
