"""The fixed cast and the clock. Ana and Ben review, Lea leads, Ada administers, Cy is from another team."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.commands import flush
from django.db import connections
from django.utils import translation

from reviews.models import Reviewer, append_only
from reviews.vocabulary import Role

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def person(username: str, role: Role | None = None, **fields: object) -> Reviewer:
    """A person with one role."""
    reviewer = Reviewer.objects.create_user(username, password="correct horse battery", **fields)  # type: ignore[arg-type]
    if role:
        reviewer.groups.add(Group.objects.get_or_create(name=role.value)[0])
    return reviewer


@pytest.fixture(autouse=True)
def _everybody_begins_in_english() -> Iterator[None]:
    """A page asked for in Chinese leaves its language to the thread, and the next test is in the same one."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _flush_may_empty_append_only_tables() -> Iterator[None]:
    """Transactional tests end with Django's flush, which the triggers rightly refuse: out of the way for it only.

    The post_migrate signal at the end of flush puts triggers, roles and policies back.
    """
    refused = flush.Command.handle

    def handle(command: flush.Command, **options: Any) -> None:
        append_only.remove(connections[options["database"]])
        refused(command, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", handle)
        yield


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
