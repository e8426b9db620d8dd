"""Somebody else keeps the database locked: the page and the JSON write say "try again", and nothing is half done."""

import contextlib
import sqlite3
import threading
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from reviews.decisions.claims import lease
from reviews.models import AuditEntry, Job, Review, Reviewer
from tests.builders import a_job

pytestmark = pytest.mark.django_db(transaction=True)


@contextlib.contextmanager
def locked_by_another(job: Job, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A second connection holds the job; ours gives up waiting soon."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        with _row_locked(job):
            yield
        connection.close()
    else:  # our backend reads the option at each wait: a PRAGMA would hold for one statement only
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
        with _file_locked():
            yield


@contextlib.contextmanager
def _file_locked() -> Iterator[None]:
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


@contextlib.contextmanager
def _row_locked(job: Job) -> Iterator[None]:
    locked, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            lease.lockable_jobs(Job.objects.filter(pk=job.pk)).get()
            locked.set()
            done.wait(10)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait(10)
    try:
        yield
    finally:
        done.set()
        holder.join()


def test_a_claim_that_meets_a_lock_is_a_page_to_come_back_from(
    client: Client, ana: Reviewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(ana)
    job = a_job()
    with locked_by_another(job, monkeypatch):
        answer = client.post(reverse("claim-job", args=[job.pk]))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "try again" in answer.text
    assert not Review.objects.exists()


def test_a_verdict_that_meets_a_lock_is_told_in_json_and_can_be_sent_again(
    client: Client, ana: Reviewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(ana)
    job = a_job()
    client.post(reverse("claim-job", args=[job.pk]))
    fence = Review.objects.get().fence
    write = {"verdict": "pass", "note": "seen", "version": 1, "fence": fence, "idempotency_key": "again-0001"}
    before = AuditEntry.objects.count()
    address = reverse("job-decisions", args=[job.pk])
    with locked_by_another(job, monkeypatch):
        answer = client.post(address, write, content_type="application/json")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.json()["error"]["code"] == "database_unavailable"
    assert AuditEntry.objects.count() == before
    again = client.post(address, write, content_type="application/json")
    assert again.status_code == 200, again.text


def test_the_next_job_is_asked_for_again(client: Client, ana: Reviewer, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(ana)
    job = a_job()
    with locked_by_another(job, monkeypatch):
        answer = client.post(reverse("queue-next", args=[job.queue_id]))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert not Review.objects.exists()
