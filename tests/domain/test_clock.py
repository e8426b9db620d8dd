"""The one clock of the desk, and its estimate for pages."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from reviews import clock

pytestmark = pytest.mark.django_db


def test_the_estimate_follows_the_clock_and_asks_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    before = clock.now()
    with django_assert_num_queries(0):
        estimated = clock.estimate_now()
    assert abs(estimated - before) < timedelta(seconds=1)


def test_a_host_whose_clock_is_wrong_shows_the_moment_of_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_lead", timedelta(hours=-2))
    late = clock.estimate_now()
    monkeypatch.setattr(clock, "_lead", timedelta(0))
    assert clock.estimate_now() - late >= timedelta(hours=2)
