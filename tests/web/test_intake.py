"""Bringing jobs in by hand: every line and every field is answered, nothing is half-stored."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from reviews.models import Job, Reviewer
from tests.builders import a_job, an_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, lea: Reviewer) -> Client:
    client.force_login(lea)
    return client


def test_every_line_of_ids_is_answered_and_the_good_ones_are_kept(desk: Client) -> None:
    account = an_account()
    known = a_job(account, external_id="known-1")
    page = desk.post(reverse("new-jobs"), {"account": account.pk, "lines": "good-1\nno spaces\nknown-1\n"})
    report = page.context["report"]
    assert [(line.line, line.status) for line in report][:3] == [(1, "created"), (2, "refused"), (3, "known")]
    assert set(Job.objects.values_list("external_id", flat=True)) == {"good-1", known.external_id}


def test_pasted_ids_are_kept_without_what_nobody_sees(desk: Client) -> None:
    pasted = (Path(__file__).parent.parent / "payloads" / "pasted_ids.txt").read_bytes().decode()
    page = desk.post(reverse("new-jobs"), {"account": an_account().pk, "lines": pasted})
    assert set(Job.objects.values_list("external_id", flat=True)) == {"abc-1", "abc-2", "abc-3"}
    assert "U+FF41 FULLWIDTH LATIN SMALL LETTER A" in page.content.decode()


def test_an_empty_list_is_named(desk: Client) -> None:
    page = desk.post(reverse("new-jobs"), {"account": an_account().pk, "lines": " "})
    assert "This field is required." in page.content.decode()


@pytest.mark.parametrize("source", ["ftp://host/x.mp4", "not an address", "oss://bucket/key", "http://[::1", "\x00"])
def test_an_address_that_does_not_fit_is_named_and_kept(desk: Client, source: str) -> None:
    page = desk.post(reverse("new-video"), {"account": an_account().pk, "source": source})
    assert page.status_code == 200
    assert page.context["form"].errors["source"]
    assert Job.objects.count() == 0


def test_without_an_account_both_forms_say_how_to_get_one(desk: Client) -> None:
    for page in ("new-video", "new-jobs"):
        assert "add_account" in desk.get(reverse(page)).content.decode()
