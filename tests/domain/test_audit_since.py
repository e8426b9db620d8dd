"""A check that begins behind a sealed entry trusts what is before it, says so, and sees what came after."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from reviews import audit
from reviews.audit.report import Report
from reviews.models import AuditEntry, AuditSeal, Decision, Job, Reviewer
from tests.builders import NOON, a_finding, a_job
from tests.domain.audit_story import Story, an_honest_day, hash_anew, seal_made, settle, with_triggers_off

pytestmark = pytest.mark.django_db
NEXT_DAY = NOON + timedelta(days=1)


type Sealed = tuple[Story, AuditSeal]


@pytest.fixture
def sealed(ana: Reviewer, ben: Reviewer, lea: Reviewer) -> Sealed:
    """(the honest day, its seal); two more jobs are settled the day after."""
    day = an_honest_day(ana, ben, lea)
    seal = seal_made()
    for name in ("four", "five"):
        job = a_job(external_id=name)
        a_finding(job)
        settle(job, ben, "pass", NEXT_DAY)
    return day, seal


def sealed_id(seal: AuditSeal) -> int:
    return AuditEntry.objects.get(hash=seal.hash).pk


def verify_since(since: int | date) -> Report:
    return audit.verify_trail(start=audit.find_start(since))


@pytest.mark.parametrize("by_day", [True, False])
def test_it_begins_behind_the_newest_seal_before_an_entry_or_a_day(sealed: Sealed, by_day: bool) -> None:
    _day, seal = sealed
    start = audit.find_start(NEXT_DAY.date() if by_day else sealed_id(seal) + 2)
    assert (start.entry_id, start.entries, start.seal) == (sealed_id(seal), seal.entries, seal)
    report = audit.verify_trail(start=start)
    assert report.differences == []
    assert not report.is_whole
    assert report.entries == AuditEntry.objects.count()
    assert report.checked == {"decisions": 2, "reviews": 2, "jobs": 2}


def test_the_command_says_what_it_trusts_and_never_whole(sealed: Sealed, capsys: pytest.CaptureFixture[str]) -> None:
    _day, seal = sealed
    call_command("verify_audit", "--since", "2026-11-22")
    told = capsys.readouterr().out
    assert f"Not checked: entries before the trusted seal {audit.seal_line(seal)}" in told
    assert "not everything was checked" in told
    assert "is whole" not in told


def test_it_sees_tampering_after_the_seal_and_not_before(sealed: Sealed) -> None:
    day, seal = sealed
    with_triggers_off()
    Decision.objects.filter(pk=day.verdict.pk).update(verdict="pass")
    assert verify_since(NEXT_DAY.date()).differences == []
    newest = Decision.objects.latest("id")
    Decision.objects.filter(pk=newest.pk).update(verdict="block")
    Job.objects.filter(pk=newest.job_id).update(verdict="block")
    told = {(one.model, one.row_id) for one in verify_since(sealed_id(seal)).differences}
    assert told == {("decision", newest.pk), ("job", newest.job_id)}


def test_a_decision_forged_since_is_untold_and_those_before_are_told_of_before(sealed: Sealed) -> None:
    day, seal = sealed
    forged = Decision.objects.get(pk=day.on_box.pk)
    forged.pk, forged.supersedes_id, forged.idempotency_key = None, None, "forged"
    forged.save(force_insert=True)
    assert [(one.what, one.row_id) for one in verify_since(sealed_id(seal)).differences] == [("untold", forged.pk)]


def test_without_any_entry_since_nothing_differs(ana: Reviewer, ben: Reviewer, lea: Reviewer) -> None:
    an_honest_day(ana, ben, lea)
    seal = seal_made()
    report = verify_since(sealed_id(seal))
    assert (report.differences, report.entries) == ([], seal.entries)


def test_a_chain_hashed_anew_before_the_seal_has_no_entry_to_begin_with(sealed: Sealed) -> None:
    with_triggers_off()
    first = AuditEntry.objects.order_by("id")[0]
    AuditEntry.objects.filter(pk=first.pk).update(body="{}")
    hash_anew(first.pk)
    with pytest.raises(audit.NoTrustedSeal, match="Check the whole trail"):
        audit.find_start(NEXT_DAY.date())


def test_a_seal_that_is_not_ours_is_not_trusted(sealed: Sealed, settings: Settings) -> None:
    settings.AUDIT_SEAL_KEY = "another key"
    with pytest.raises(audit.NoTrustedSeal, match="not signed"):
        audit.find_start(NEXT_DAY.date())


@pytest.mark.parametrize(
    ("since", "why"),
    [("0", "no seal before"), ("2026-11-21", "no seal before"), ("yesterday", "YYYY-MM-DD"), ("²", "YYYY-MM-DD"),
     ("2026-13-01", "YYYY-MM-DD"), ("-1", "YYYY-MM-DD")],
)  # fmt: skip
def test_what_cannot_be_a_start_is_refused_with_a_remedy(sealed: Sealed, since: str, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        call_command("verify_audit", f"--since={since}", stdout=StringIO())


def test_a_number_beyond_every_id_begins_at_the_newest_seal(sealed: Sealed) -> None:
    _day, seal = sealed
    assert audit.find_start(2**80).seal == seal
    assert AuditSeal.objects.count() == 1
