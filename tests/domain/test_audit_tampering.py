"""Whoever owns the tables changes rows behind the desk's back: each change is told with the row and what differs."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from reviews import audit
from reviews.decisions.administration import purge_notes
from reviews.models import AuditEntry, AuditHead, AuditSeal, Decision, Reviewer
from tests.builders import NOON
from tests.domain.audit_story import (
    LATER,
    Story,
    an_honest_day,
    append_entry,
    differences,
    edit,
    hash_anew,
    seal_made,
    with_triggers_off,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(ana: Reviewer, ben: Reviewer, lea: Reviewer) -> Story:
    return an_honest_day(ana, ben, lea)


def entry_of(decision: Decision) -> AuditEntry:
    return AuditEntry.objects.get(action="decision.recorded", subject_id=decision.pk)


def forge(like: Decision, **columns: object) -> Decision:
    """A decision of somebody's own making, in all else like an honest one."""
    values = {field.attname: getattr(like, field.attname) for field in Decision._meta.concrete_fields}
    values |= {"id": None, "supersedes_id": None, "idempotency_key": "forged", **columns}
    return Decision.objects.create(**values)


def test_two_decisions_with_their_actors_swapped(day: Story) -> None:
    with_triggers_off()
    mine, theirs = day.verdict, day.other_settling
    edit(mine, decided_by=theirs.decided_by)
    edit(theirs, decided_by=mine.decided_by)
    changed = {("changed", "decision", one.pk, "decided_by_id") for one in (mine, theirs)}
    assert differences() == changed


def test_a_decision_deleted_without_its_entry_is_absent(day: Story) -> None:
    with_triggers_off()
    Decision.objects.filter(pk=day.on_box.pk).delete()
    assert differences() == {("absent", "decision", day.on_box.pk, "")}


def test_a_decision_deleted_with_its_entry_breaks_the_chain_and_once_hashed_anew_the_seal(day: Story) -> None:
    audit.seal_head(now=LATER)
    with_triggers_off()
    entry = entry_of(day.on_box)
    AuditEntry.objects.filter(pk=entry.pk).delete()
    Decision.objects.filter(pk=day.on_box.pk).delete()
    assert {one[0] for one in differences()} == {"link", "missing"}
    hash_anew(entry.pk)
    assert {one[0] for one in differences()} == {"missing"}
    assert audit.verify_trail().differences[0].on == LATER.date()


def test_one_of_many_deleted_is_told(day: Story) -> None:
    with_triggers_off()
    Decision.objects.filter(pk=day.many[1]).delete()
    assert differences() == {("changed", "decision", None, "count")}


def test_a_forged_decision_has_no_entry(day: Story) -> None:
    with_triggers_off()
    forged = forge(day.verdict)
    assert differences() == {("untold", "decision", forged.pk, "")}


def test_a_forged_decision_of_a_batch_makes_it_one_too_many_or_has_no_entry(day: Story) -> None:
    with_triggers_off()
    forged = forge(Decision.objects.get(pk=day.many[0]))
    assert differences() == {("untold", "decision", forged.pk, "")}


def test_an_entry_copied_for_a_forged_decision_tells_of_the_first_one_twice(day: Story) -> None:
    with_triggers_off()
    entry = entry_of(day.verdict)
    columns = {name: getattr(entry, name) for name in ("at", "action", "actor_id", "actor_name", "subject", "job_id")}
    forged = forge(day.verdict)
    append_entry(entry.body, subject_id=day.verdict.pk, **columns)
    assert differences() == {
        ("told_twice", "decision", day.verdict.pk, ""),
        ("untold", "decision", forged.pk, ""),
    }


def test_an_entry_copied_with_the_new_id_still_holds_the_digest_of_the_old_row(day: Story) -> None:
    with_triggers_off()
    entry = entry_of(day.undone)
    columns = {name: getattr(entry, name) for name in ("at", "action", "actor_id", "actor_name", "subject", "job_id")}
    forged = forge(day.undone)
    body = entry.body.replace(f'"subject":{{"id":{day.undone.pk},"model"', f'"subject":{{"id":{forged.pk},"model"')
    assert body != entry.body
    append_entry(body, subject_id=forged.pk, **columns)
    assert differences() == {("changed", "decision", forged.pk, "row_digest")}


def test_the_last_entries_cut_off_are_missed_by_the_head_then_by_the_seal_and_the_rows(day: Story) -> None:
    audit.seal_head(now=LATER)
    with_triggers_off()
    kept = AuditEntry.objects.order_by("-id")[3]
    AuditEntry.objects.filter(pk__gt=kept.pk).delete()
    assert ("missing", "auditentry", kept.pk + 1, "") in differences()
    AuditHead.objects.update(hash=kept.hash, entries=AuditEntry.objects.count())
    told = differences()
    assert ("missing", "auditentry", kept.pk + 1, "") in told
    assert ("untold", "decision", day.by_rule.pk, "") in told
    AuditSeal.objects.all().delete()
    assert ("untold", "decision", day.by_rule.pk, "") in differences()


def test_an_entry_rewritten_with_all_later_hashes_is_shown_by_the_seal_and_by_the_row(day: Story) -> None:
    seal = seal_made()
    with_triggers_off()
    entry = entry_of(day.verdict)
    edit(entry, body=entry.body.replace('"verdict":"block"', '"verdict":"pass"'))
    hash_anew(entry.pk)
    last = AuditEntry.objects.latest("id")
    assert differences() == {
        ("seal", "auditentry", last.pk, ""),
        ("changed", "decision", day.verdict.pk, "verdict"),
    }
    edit(day.verdict, verdict="pass")
    assert ("seal", "auditentry", last.pk, "") in differences()
    AuditSeal.objects.all().delete()
    report = audit.verify_trail(outside=[seal])
    assert [one.what for one in report.differences if one.model == "auditentry"] == ["seal"]


def test_an_edited_entry_is_broken_and_its_row_is_told_of_by_none(day: Story) -> None:
    with_triggers_off()
    entry = entry_of(day.verdict)
    edit(entry, body=entry.body.replace('"verdict":"block"', '"verdict":"pass"'))
    assert differences() == {("hash", "auditentry", entry.pk, ""), ("untold", "decision", day.verdict.pk, "")}


@pytest.mark.parametrize("columns", [{"hash": "f" * 64}, {"entries": 3}, {"hash": audit.GENESIS, "entries": 0}])
def test_a_replaced_head_is_told(day: Story, columns: dict[str, Any]) -> None:
    AuditHead.objects.update(**columns)
    assert {one[0] for one in differences()} == {"head"}


def test_a_head_taken_away_is_told(day: Story) -> None:
    AuditHead.objects.all().delete()
    assert {one[0] for one in differences()} == {"head"}


def test_a_purge_that_was_told_of_is_whole_and_words_put_back_are_not(day: Story, ada: Reviewer) -> None:
    purge_notes.purge_notes(by=ada, now=LATER, decision_id=day.verdict.pk)
    assert audit.verify_trail().is_whole
    edit(day.verdict.note, text="never said", purged_at=None)
    assert ("changed", "note", day.verdict.note_id, "text") in differences()


def test_entries_with_hostile_facts_are_told_and_break_nothing(day: Story) -> None:
    with_triggers_off()
    honest = entry_of(day.undone)
    body = json.loads(honest.body)
    for facts, subject in (([], 1), ({"decision": 2**70}, 2**63 - 1), ({"first": "a", "last": True}, None), ({}, 0)):
        for action in ("decision.recorded", "decisions.recorded", "job.settled_by_rule", "notes.purged", "claim.taken"):
            body |= {"action": action, "facts": facts, "subject": {"model": "decision", "id": subject}}
            columns = {"actor_id": honest.actor_id, "actor_name": honest.actor_name, "job_id": honest.job_id}
            append_entry(
                json.dumps(body), at=honest.at, action=action, subject="decision", subject_id=subject, **columns
            )
    append_entry("[" * 100_000, at=NOON, action="x")
    assert "absent" in {one[0] for one in differences()}


def test_the_command_names_each_row_and_prints_json(day: Story) -> None:
    with_triggers_off()
    edit(day.verdict, verdict="pass")
    edit(day.job, verdict="pass")
    out = StringIO()
    with pytest.raises(CommandError, match="2 differences"):
        call_command("verify_audit", stdout=out)
    assert f"- Decision {day.verdict.pk} of job {day.job.pk}: verdict is 'pass', entry" in out.getvalue()
    assert f"- Job {day.job.pk}: verdict is 'pass', entry" in out.getvalue()
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_audit", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["is_whole"], told["difference_count"]) == (False, 2)
    assert {one["model"] for one in told["differences"]} == {"decision", "job"}
