"""Seals: what they show that the chain alone cannot, and that nobody rewrites them unseen."""

import logging
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from reviews import audit, tasks
from reviews.models import AuditEntry, AuditHead, AuditSeal, Reviewer, append_only
from tests.builders import NOON
from tests.domain.audit_story import seal_made

pytestmark = pytest.mark.django_db


def entries_by(person: Reviewer, count: int = 3) -> list[AuditEntry]:
    return [audit.record("x.done", by=person, now=NOON, number=number) for number in range(count)]


def rehash_from(rows: list[AuditEntry]) -> None:
    """What somebody with the tables in hand would do: change the first row, then make the whole chain fit again."""
    append_only.remove_triggers(connection)
    previous = rows[0].previous_hash
    for row in rows:
        row.body = row.body.replace('"number":', '"number": ')
        row.previous_hash, row.hash = previous, audit.chain_hash(previous, row.body)
        previous = row.hash
        AuditEntry.objects.filter(pk=row.pk).update(
            body=row.body, previous_hash=row.previous_hash, hash=f"{row.hash[:-1]}-"
        )
    for row in rows:
        AuditEntry.objects.filter(pk=row.pk).update(hash=row.hash)
    AuditHead.objects.update(hash=previous)


def test_a_day_without_entries_is_sealed_once_and_told_to_the_log(
    ana: Reviewer, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    last = entries_by(ana)[-1]
    with caplog.at_level(logging.INFO, "reviews.audit"), django_capture_on_commit_callbacks(execute=True):
        made = seal_made(NOON)
        assert audit.seal_head(now=NOON + timedelta(hours=11)) is None
    assert (made.entries, made.hash) == (3, last.hash)
    assert [record.getMessage() for record in caplog.records] == [f"audit.seal {audit.seal_line(made)}"]
    assert seal_made(NOON + timedelta(days=1)).on == NOON.date() + timedelta(days=1)
    assert audit.verify() is None


def test_an_hour_with_entries_is_sealed_once_by_itself(ana: Reviewer) -> None:
    entries_by(ana)
    first = seal_made(NOON)
    entries_by(ana)
    assert audit.seal_head(now=NOON + timedelta(minutes=59)) is None
    second = seal_made(NOON + timedelta(hours=1))
    assert (first.entries, second.entries, second.on) == (3, 6, first.on)
    assert audit.seal_head(now=NOON + timedelta(hours=2)) is None
    assert audit.verify() is None


def test_whoever_asks_gets_a_seal_as_soon_as_one_entry_came(ana: Reviewer) -> None:
    entries_by(ana)
    assert seal_made(NOON).entries == 3
    assert audit.seal_head(now=NOON, is_asked=True) is None
    entries_by(ana, 1)
    assert seal_made(NOON, is_asked=True).entries == 4
    assert audit.verify() is None


def test_the_seal_of_a_clock_that_was_ahead_keeps_no_later_seal_from_being_made(ana: Reviewer) -> None:
    entries_by(ana)
    audit.seal_head(now=NOON + timedelta(hours=5))
    audit.seal_head(now=NOON + timedelta(days=3), is_asked=True)
    entries_by(ana)
    assert seal_made(NOON).entries == 6
    assert audit.verify() is None


def test_each_seal_of_an_hour_shows_what_was_hashed_anew_before_it(ana: Reviewer) -> None:
    rows = entries_by(ana)
    audit.seal_head(now=NOON)
    rows += entries_by(ana)
    audit.seal_head(now=NOON + timedelta(hours=1))
    rehash_from(rows[4:])
    assert audit.first_fault() == audit.ChainFault(rows[5].pk, "seal", NOON.date())


def test_the_workers_tick_seals_the_hour(ana: Reviewer) -> None:
    entries_by(ana)
    tasks.tick()
    assert AuditSeal.objects.get().entries == 3
    tasks.tick()
    assert AuditSeal.objects.count() == 1


def test_an_empty_chain_is_not_sealed() -> None:
    AuditHead.objects.all().delete()
    assert audit.seal_head(now=NOON) is None


def test_the_key_is_a_setting_and_another_key_signs_otherwise(ana: Reviewer, settings: Settings) -> None:
    entries_by(ana)
    made = seal_made(NOON)
    settings.AUDIT_SEAL_KEY = "another key"
    assert audit.seal_signature(made) != made.signature
    assert audit.first_fault() == audit.ChainFault(AuditEntry.objects.latest("id").pk, "signature", made.on)


def test_a_tail_hashed_anew_is_shown_by_the_seal_only(ana: Reviewer) -> None:
    rows = entries_by(ana)
    rehash_from(rows)
    assert audit.verify() is None
    rows = list(AuditEntry.objects.order_by("id"))
    audit.seal_head(now=NOON)
    rehash_from(rows[1:])
    assert audit.first_fault() == audit.ChainFault(rows[2].pk, "seal", NOON.date())


def test_a_cut_tail_with_a_fitting_head_is_missed_by_the_seal(ana: Reviewer) -> None:
    rows = entries_by(ana)
    audit.seal_head(now=NOON)
    append_only.remove_triggers(connection)
    AuditEntry.objects.filter(pk=rows[2].pk).delete()
    assert audit.first_fault() == audit.ChainFault(rows[1].pk + 1, "missing")
    AuditHead.objects.update(hash=rows[1].hash, entries=2)
    assert audit.first_fault() == audit.ChainFault(rows[1].pk + 1, "missing", NOON.date())


def test_a_seal_taken_away_is_shown_by_its_logged_line(ana: Reviewer) -> None:
    rows = entries_by(ana)
    line = f"2026-11-21 INFO reviews.audit audit.seal {audit.seal_line(seal_made(NOON))}"
    rehash_from(rows)
    AuditSeal.objects.all().delete()
    assert audit.verify() is None
    with pytest.raises(CommandError, match=rf"entry {rows[2].pk} \(seal of 2026-11-21\): seal,"):
        call_command("verify_audit", "--seal-line", line)


@pytest.mark.parametrize("line", ["audit.seal", "on=x entries=1 hash=a signature=b", "on=2026-11-21 entries=1 hash=a"])
def test_a_line_that_is_no_seal_is_refused_with_a_remedy(line: str) -> None:
    with pytest.raises(CommandError, match="Give the complete line"):
        call_command("verify_audit", "--seal-line", line)


def test_a_changed_head_is_told_as_such(ana: Reviewer) -> None:
    rows = entries_by(ana)
    AuditHead.objects.update(hash="f" * 64)
    assert audit.first_fault() == audit.ChainFault(rows[2].pk, "head")


@pytest.mark.parametrize("statement", ["UPDATE reviews_auditseal SET entries = 9", "DELETE FROM reviews_auditseal"])
def test_the_database_refuses_to_change_a_seal(ana: Reviewer, statement: str) -> None:
    entries_by(ana)
    audit.seal_head(now=NOON)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_replacing_or_truncating_seals_is_refused_too(ana: Reviewer) -> None:
    entries_by(ana)
    audit.seal_head(now=NOON)
    statement = "TRUNCATE reviews_auditseal"
    if connection.vendor == "sqlite":
        statement = "REPLACE INTO reviews_auditseal SELECT * FROM reviews_auditseal"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_commands_seal_once_and_print_the_head(ana: Reviewer, capsys: pytest.CaptureFixture[str]) -> None:
    last = entries_by(ana)[-1]
    call_command("seal_audit")
    assert "audit.seal on=" in capsys.readouterr().out
    call_command("seal_audit")
    call_command("verify_audit")
    told = capsys.readouterr().out
    assert "Nothing to seal" in told
    assert "3 entries" in told
    assert f"head {last.hash}" in told
    assert "last seal on=" in told
