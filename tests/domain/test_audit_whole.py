"""What is honest verifies as whole; what cannot be checked wholly is never called so; nothing private is told."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command

from reviews import audit
from reviews.audit.decision_rows import DecisionRows
from reviews.audit.digests import POLICY_COLUMNS, RESTORING_COLUMNS
from reviews.audit.report import Difference
from reviews.decisions.claims import claim
from reviews.models import AuditEntry, Decision, Job, Policy, Reviewer
from tests.builders import a_policy
from tests.domain.audit_story import LATER, Story, an_honest_day, differences, edit, hash_anew, with_triggers_off
from tests.verdicts import submit_verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(ana: Reviewer, ben: Reviewer, lea: Reviewer) -> Story:
    return an_honest_day(ana, ben, lea)


def test_an_honest_day_is_whole_and_everything_was_compared(day: Story) -> None:
    report = audit.verify_trail()
    assert report.differences == []
    assert report.is_whole
    assert report.checked == {"decisions": Decision.objects.count(), "reviews": 3, "jobs": 4, "policies": 1, "draws": 1}
    assert Decision.objects.count() == 11


def test_older_entries_are_called_checked_in_part_and_never_whole(
    day: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    with_triggers_off()
    new = {
        "row_digest", "rows_digest", "policy_digest", "policy_id", "note", "review", "finding", "detection", "decision",
    }  # fmt: skip
    for entry in AuditEntry.objects.filter(action__in=["decision.recorded", "decisions.recorded"]):
        body = json.loads(entry.body)
        body["facts"] = {name: value for name, value in body["facts"].items() if name not in new}
        edit(entry, body=json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False))
    hash_anew(AuditEntry.objects.order_by("id")[0].pk)
    report = audit.verify_trail()
    assert report.differences == []
    assert not report.is_whole
    assert sorted(report.partly.values()) == [1, 10]
    call_command("verify_audit")
    told = capsys.readouterr().out
    assert "not everything was checked" in told
    assert "Checked only partly: 10 decisions" in told
    assert "is whole" not in told
    edit(day.verdict, verdict="pass")
    Decision.objects.filter(pk=day.many[0]).update(finding=day.added.finding)
    assert differences() >= {
        ("changed", "decision", day.verdict.pk, "verdict"),
        ("changed", "decision", None, "ids_digest"),
    }


def test_no_word_of_a_note_or_policy_enters_the_trail_or_the_report(day: Story) -> None:
    assert not AuditEntry.objects.filter(body__contains="Maier").exists()
    assert not AuditEntry.objects.filter(body__contains="No weapons").exists()
    edit(day.verdict.note, text="Herr Huber")
    Policy.objects.filter(pk=day.policy.pk).update(text_en="Herr Huber")
    assert "Huber" not in json.dumps(audit.verify_trail().as_json())


def test_every_column_of_a_decision_and_a_policy_is_bound_or_left_out_on_purpose() -> None:
    names = {field.attname for field in Decision._meta.concrete_fields}
    assert names - set(RESTORING_COLUMNS) == {"request_digest"}
    assert {field.attname for field in Policy._meta.concrete_fields} - set(POLICY_COLUMNS) == {"is_active"}


def test_a_new_policy_version_and_a_new_name_of_a_person_change_nothing(day: Story, ana: Reviewer) -> None:
    Policy.objects.filter(pk=day.policy.pk).update(is_active=False)
    a_policy(version=2, text_en="No weapons at all.")
    ana.first_name, ana.username, ana.is_active = "Gone", "gone-1", False
    ana.save()
    assert audit.verify_trail().is_whole


def test_what_is_written_while_the_trail_is_walked_is_no_difference(
    day: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The walk ends, people go on: the look at rows comes after, and finds their entries."""
    find = DecisionRows.find_untold

    def after_more_work(rows: DecisionRows, **places: Any) -> Iterator[Difference]:
        fresh = an_evening(day)
        assert fresh.pk not in rows.told
        yield from find(rows, **places)

    monkeypatch.setattr(DecisionRows, "find_untold", after_more_work)
    assert audit.verify_trail().differences == []


def an_evening(day: Story) -> Decision:
    ben = day.other_settling.decided_by
    assert ben
    fence = claim.claim(day.waiting.pk, by=ben, now=LATER).fence
    version = Job.objects.get(pk=day.waiting.pk).version
    return submit_verdict(
        day.waiting.pk,
        by=ben,
        now=LATER,
        verdict="pass",
        version=version,
        fence=fence,
        idempotency_key="late",
        note="x",
    ).decision
