"""Sealing by several at once, and a logged seal that is checked by a process of its own."""

import threading

import pytest
from django.db import connection, transaction

from reviews import audit
from reviews.models import AuditEntry, AuditSeal
from tests.builders import NOON
from tests.conftest import person
from tests.domain.manage_process import start_command

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]
SEALERS = 8


def three_entries() -> list[AuditEntry]:
    with transaction.atomic():
        return [audit.record("x.done", by=person(f"p{number}"), now=NOON, number=number) for number in range(3)]


def test_eight_who_seal_at_once_make_one_seal() -> None:
    three_entries()
    start, made, faults = threading.Barrier(SEALERS), [], []

    def seal() -> None:
        try:
            start.wait()
            made.append(audit.seal_head(now=NOON))
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=seal) for _ in range(SEALERS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not faults
    assert [one for one in made if one] == [AuditSeal.objects.get()]
    assert audit.verify() is None


def test_a_seal_line_is_checked_by_the_command_in_a_process_of_its_own() -> None:
    three_entries()
    sealing = start_command("seal_audit")
    said, _ = sealing.communicate(timeout=60)
    assert sealing.returncode == 0, said
    line = next(line for line in said.splitlines() if "audit.seal on=" in line)
    checking = start_command("verify_audit", "--seal-line", line)
    told, _ = checking.communicate(timeout=60)
    assert checking.returncode == 0, told
    changed = line.replace("entries=3", "entries=2")
    assert changed != line
    doubting = start_command("verify_audit", "--seal-line", changed)
    told, _ = doubting.communicate(timeout=60)
    assert doubting.returncode == 1, told
