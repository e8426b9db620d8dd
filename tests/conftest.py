"""The fixed cast and the clock. Ana and Ben review, Lea leads, Ada administers, Cy is from another team."""

import gc
import shutil
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from reviews.models import Reviewer
from reviews.vocabulary import Role
from tests import parts
from tests.first_rows import FirstRows

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# No example has a deadline: on a machine that does much else beside, time says nothing about the code.
hypothesis_settings.register_profile("desk", deadline=None, database=None, print_blob=True)
hypothesis_settings.load_profile("desk")

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


programs = parts.ProgramWatch()


# Objects made between two looks for garbage in cycles. Python's own 2,000 suit a program that lives on little; a run of
# thousands of tests looks through the same modules, models and routes over and over: 7 % of its time.
COLLECT_AFTER_OBJECTS = 50_000


def pytest_collection_finish() -> None:
    """What is loaded by now stays for the whole run: not garbage, and not looked at again. Each worker does this."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER_OBJECTS, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    parts.mark(items)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    programs.item = item
    try:
        return (yield)
    finally:
        programs.item = None


def person(username: str, role: Role | None = None, **fields: Any) -> Reviewer:
    """A person with one role."""
    reviewer = Reviewer.objects.create_user(username, password="correct horse battery", **fields)
    if role:
        reviewer.groups.add(Group.objects.get_or_create(name=role.value)[0])
    return reviewer


@pytest.fixture(autouse=True)
def _every_test_begins_in_english() -> Iterator[None]:
    """A page asked for in Chinese leaves its language to the thread, and the next test is in the same one."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """This process need not survive a loss of power: no commit waits for the disk. Programs that tests start wait."""
    options = settings.DATABASES["default"]["OPTIONS"]
    if connection.vendor == "sqlite":
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    else:
        options["options"] += " -c synchronous_commit=off"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The migrated database; transactional tests end with its first rows instead of a flush."""
    with django_db_blocker.unblock():
        first = FirstRows(connection)

    def restore(_test: TransactionTestCase) -> None:
        first.restore(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", restore)
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """One browser a worker: a running Playwright must not meet another one in the same process."""
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium_flags import FLAGS
    from tests.browser.profile import ONE_PROCESS

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*FLAGS, ONE_PROCESS])
        yield browser
        browser.close()


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
