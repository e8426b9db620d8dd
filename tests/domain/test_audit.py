"""The audit chain: append-only on both databases, and a tampered row is found."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from reviews import audit
from reviews.models import AuditEntry, AuditHead, Reviewer, append_only
from tests.builders import NOON, a_job

pytestmark = pytest.mark.django_db


def three_entries(by: Reviewer) -> list[AuditEntry]:
    job = a_job()
    return [audit.record("x.done", by=by, now=NOON, subject=job, job_id=job.pk, number=n) for n in range(3)]


def test_every_entry_carries_the_hash_of_the_one_before(ana: Reviewer) -> None:
    first, second, third = three_entries(ana)
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)
    assert AuditHead.objects.get().hash == third.hash
    assert audit.verify() is None


def test_the_body_is_canonical_and_keeps_chinese_readable(ana: Reviewer) -> None:
    entry = audit.record("x.done", by=ana, now=NOON, b="中", a=1.5)
    assert '"facts":{"a":1.5,"b":"中"}' in entry.body
    assert entry.body.startswith('{"action":"x.done","actor":{"id":')


def test_a_fact_with_a_line_break_or_nul_survives(ana: Reviewer) -> None:
    audit.record("x.done", by=ana, now=NOON, text="a\0b\n")
    assert audit.verify() is None


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    with pytest.raises(audit.NotInTransaction):
        audit.record("x.done", by=None, now=NOON)


@pytest.mark.parametrize("statement", ["UPDATE reviews_auditentry SET action = 'x'", "DELETE FROM reviews_auditentry"])
def test_the_database_refuses_to_change_an_entry(ana: Reviewer, statement: str) -> None:
    three_entries(ana)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.count() == 3


def test_replacing_or_truncating_is_refused_too(ana: Reviewer) -> None:
    entry = three_entries(ana)[0]
    statement = "TRUNCATE reviews_auditentry CASCADE"
    if connection.vendor == "sqlite":
        statement = f"REPLACE INTO reviews_auditentry SELECT * FROM reviews_auditentry WHERE id = {entry.pk}"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("column", ["body", "action", "actor_name", "previous_hash", "hash", "job_id", "at"])
def test_a_tampered_row_is_the_first_bad_one(ana: Reviewer, column: str) -> None:
    entries = three_entries(ana)
    append_only.remove_triggers(connection)
    value = {"job_id": 999, "at": NOON.replace(year=2020)}.get(column, "x")
    AuditEntry.objects.filter(pk=entries[1].pk).update(**{column: value})
    assert audit.verify() == entries[1].pk


def test_a_deleted_row_is_noticed_in_the_middle_and_at_the_end(ana: Reviewer) -> None:
    entries = three_entries(ana)
    append_only.remove_triggers(connection)
    AuditEntry.objects.filter(pk=entries[2].pk).delete()
    assert audit.verify() == entries[1].pk + 1
    AuditEntry.objects.filter(pk=entries[0].pk).delete()
    assert audit.verify() == entries[1].pk


def test_the_command_says_whole_or_names_the_row(ana: Reviewer, capsys: pytest.CaptureFixture[str]) -> None:
    entries = three_entries(ana)
    call_command("verify_audit")
    assert "intact" in capsys.readouterr().out
    append_only.remove_triggers(connection)
    AuditEntry.objects.filter(pk=entries[1].pk).update(body="{}")
    with pytest.raises(CommandError, match=str(entries[1].pk)):
        call_command("verify_audit")
