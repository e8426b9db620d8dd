"""Whoever owns the tables changes rows behind the desk's back: each change is told with the row and what differs."""

import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reviews import audit
from reviews.decisions import purge
from reviews.models import AuditEntry, AuditHead, AuditSeal, Decision, Finding, Job, Note, Policy, Review
from tests.builders import NOON, a_policy
from tests.rooms.audit_story import LATER, Story, an_honest_day, append_entry, hash_anew, with_triggers_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(ana, ben, lea) -> Story:
    return an_honest_day(ana, ben, lea)


def differences() -> set[tuple[str, str, int | None, str]]:
    return {(one.what, one.model, one.row_id, one.field) for one in audit.verify_trail().differences}


def edit(row, **columns):
    assert type(row).objects.filter(pk=row.pk).update(**columns) == 1


def entry_of(decision: Decision) -> AuditEntry:
    return AuditEntry.objects.get(action="decision.recorded", subject_id=decision.pk)


def forge(like: Decision, **columns: object) -> Decision:
    """A decision of somebody's own making, in all else like an honest one."""
    values = {field.attname: getattr(like, field.attname) for field in Decision._meta.concrete_fields}
    values |= {"id": None, "supersedes_id": None, "idempotency_key": "forged", **columns}
    return Decision.objects.create(**values)


def test_an_honest_day_is_whole_and_everything_was_compared(day):
    report = audit.verify_trail()
    assert report.differences == []
    assert report.is_whole
    assert report.checked == {"decisions": Decision.objects.count(), "reviews": 3, "jobs": 4, "policies": 1}
    assert Decision.objects.count() == 11


# What was done -> what is told: (what, model, attribute of the story for the row, field).
EDITS: dict[str, tuple[Callable[[Story], None], set[tuple[str, str, str, str]]]] = {
    "a verdict": (
        lambda day: edit(day.verdict, verdict="pass"),
        {("changed", "decision", "verdict", "verdict")},
    ),
    "an author": (
        lambda day: edit(day.verdict, decided_by=day.other_settling.decided_by),
        {("changed", "decision", "verdict", "decided_by_id")},
    ),
    "the name of an author": (
        lambda day: edit(day.verdict, decided_by_name="Ben"),
        {("changed", "decision", "verdict", "row_digest")},
    ),
    "the words of a note": (
        lambda day: edit(day.verdict.noted, text="never said"),
        {("changed", "note", "verdict.noted", "text")},
    ),
    "a note emptied without a purge": (
        lambda day: edit(day.verdict.noted, text="", salt="", purged_at=LATER),
        {("untold", "note", "verdict.noted", "purged_at")},
    ),
    "a note taken from its decision": (
        lambda day: edit(day.verdict, noted=None),
        {("changed", "decision", "verdict", "noted_id"), ("changed", "note", "", "note")},
    ),
    "the reason of a take-over": (
        lambda day: edit(Note.objects.get(text="Frau Maier asked"), text="x"),
        {("changed", "note", "reason", "text")},
    ),
    "a target": (
        lambda day: edit(day.added, finding=Finding.objects.order_by("id")[1]),
        {("changed", "decision", "added", "finding_id"), ("changed", "decision", "added", "target_id")},
    ),
    "the job of a decision": (
        lambda day: edit(day.verdict, job=day.waiting),
        {("changed", "decision", "verdict", "job_id")},
    ),
    "when it was decided": (
        lambda day: edit(day.verdict, decided_at=NOON),
        {("changed", "decision", "verdict", "decided_at")},
    ),
    "the time it took": (
        lambda day: edit(day.verdict, took_ms=1),
        {("changed", "decision", "verdict", "row_digest")},
    ),
    "what the machine said": (
        lambda day: edit(day.verdict, machine_suggestion="pass", machine_score=0.1),
        {("changed", "decision", "verdict", "machine_suggestion"), ("changed", "decision", "verdict", "machine_score")},
    ),
    "what it supersedes": (
        lambda day: edit(day.verdict, supersedes=None),
        {("changed", "decision", "verdict", "supersedes_id")},
    ),
    "the policy of a decision": (
        lambda day: edit(day.verdict, policy=a_policy("OTHER")),
        {("changed", "decision", "verdict", "policy_id"), ("changed", "decision", "verdict", "policy")},
    ),
    "the text of a used policy": (
        lambda day: edit(day.policy, text_zh="可以。"),
        {("changed", "policy", "policy", "text")},
    ),
    "a verdict on a box": (
        lambda day: edit(day.on_box, verdict="block"),
        {("changed", "decision", "on_box", "verdict")},
    ),
    "a verdict of many": (
        lambda day: Decision.objects.filter(pk=day.many[1]).update(verdict="pass"),
        {("changed", "decision", "many.1", "verdict"), ("changed", "decision", "", "rows_digest")},
    ),
    "a score of many": (
        lambda day: Decision.objects.filter(pk=day.many[2]).update(machine_score=0.2),
        {("changed", "decision", "", "rows_digest")},
    ),
    "a verdict of a rule": (
        lambda day: edit(day.by_rule, verdict="review"),
        {("changed", "decision", "by_rule", "verdict")},
    ),
    "the verdict of a job": (
        lambda day: edit(day.job, verdict="pass"),
        {("changed", "job", "job", "verdict")},
    ),
    "a job settled by hand": (
        lambda day: edit(day.waiting, review_state="settled", verdict="pass", settled_at=LATER),
        {("changed", "job", "waiting", name) for name in ("settled", "verdict", "settled_at")},
    ),
    "a settled job opened by hand": (
        lambda day: edit(day.job, review_state="waiting", verdict="", settled_at=None),
        {("changed", "job", "job", name) for name in ("settled", "verdict", "settled_at")},
    ),
    "the verdict of a review": (
        lambda day: edit(day.settling.review, verdict="pass"),
        {("changed", "review", "settling.review", "verdict")},
    ),
    "a submitted review called lapsed": (
        lambda day: edit(day.settling.review, outcome="expired"),
        {("changed", "review", "settling.review", "outcome")},
    ),
    "a released review called submitted": (
        lambda day: edit(Review.objects.get(outcome="released"), outcome="submitted", stage="appeal"),
        {("changed", "review", "released", "outcome"), ("untold", "review", "released", "outcome")},
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_changed_row_is_told_by_its_name(day, name):
    act, wanted = EDITS[name]
    places = {"reason": Note.objects.get(text="Frau Maier asked"), "released": Review.objects.get(outcome="released")}
    with_triggers_off()
    act(day)
    assert differences() == {(what, model, row_of(day, place, places), field) for what, model, place, field in wanted}


def row_of(day: Story, place: str, places: dict[str, object]) -> int | None:
    if not place:
        return None
    first, _, rest = place.partition(".")
    row = places[first] if first in places else getattr(day, first)
    if isinstance(row, list):
        return row[int(rest)]
    return (getattr(row, rest) if rest else row).pk


def test_two_decisions_with_their_actors_swapped(day):
    with_triggers_off()
    mine, theirs = day.verdict, day.other_settling
    edit(mine, decided_by=theirs.decided_by)
    edit(theirs, decided_by=mine.decided_by)
    changed = {("changed", "decision", one.pk, "decided_by_id") for one in (mine, theirs)}
    assert differences() == changed


def test_a_decision_deleted_without_its_entry_is_absent(day):
    with_triggers_off()
    Decision.objects.filter(pk=day.on_box.pk).delete()
    assert differences() == {("absent", "decision", day.on_box.pk, "")}


def test_a_decision_deleted_with_its_entry_breaks_the_chain_and_once_hashed_anew_the_seal(day):
    audit.seal(now=LATER)
    with_triggers_off()
    entry = entry_of(day.on_box)
    AuditEntry.objects.filter(pk=entry.pk).delete()
    Decision.objects.filter(pk=day.on_box.pk).delete()
    assert {one[0] for one in differences()} == {"link", "missing"}
    hash_anew(entry.pk)
    assert {one[0] for one in differences()} == {"missing"}
    assert audit.verify_trail().differences[0].on == LATER.date()


def test_one_of_many_deleted_is_told(day):
    with_triggers_off()
    Decision.objects.filter(pk=day.many[1]).delete()
    assert differences() == {("changed", "decision", None, "count")}


def test_a_forged_decision_has_no_entry(day):
    with_triggers_off()
    forged = forge(day.verdict)
    assert differences() == {("untold", "decision", forged.pk, "")}


def test_a_forged_decision_of_a_batch_makes_it_one_too_many_or_has_no_entry(day):
    with_triggers_off()
    forged = forge(Decision.objects.get(pk=day.many[0]))
    assert differences() == {("untold", "decision", forged.pk, "")}


def test_an_entry_copied_for_a_forged_decision_tells_of_the_first_one_twice(day):
    with_triggers_off()
    entry = entry_of(day.verdict)
    columns = {name: getattr(entry, name) for name in ("at", "action", "actor_id", "actor_name", "subject", "job_id")}
    forged = forge(day.verdict)
    append_entry(entry.body, subject_id=day.verdict.pk, **columns)
    assert differences() == {
        ("told_twice", "decision", day.verdict.pk, ""),
        ("untold", "decision", forged.pk, ""),
    }


def test_an_entry_copied_with_the_new_id_still_holds_the_digest_of_the_old_row(day):
    with_triggers_off()
    entry = entry_of(day.undone)
    columns = {name: getattr(entry, name) for name in ("at", "action", "actor_id", "actor_name", "subject", "job_id")}
    forged = forge(day.undone)
    body = entry.body.replace(f'"subject":{{"id":{day.undone.pk},"model"', f'"subject":{{"id":{forged.pk},"model"')
    assert body != entry.body
    append_entry(body, subject_id=forged.pk, **columns)
    assert differences() == {("changed", "decision", forged.pk, "row_digest")}


def test_the_last_entries_cut_off_are_missed_by_the_head_then_by_the_seal_and_the_rows(day):
    audit.seal(now=LATER)
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


def test_an_entry_rewritten_with_all_later_hashes_is_shown_by_the_seal_and_by_the_row(day):
    seal = audit.seal(now=LATER)
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


def test_an_edited_entry_is_broken_and_its_row_is_told_of_by_none(day):
    with_triggers_off()
    entry = entry_of(day.verdict)
    edit(entry, body=entry.body.replace('"verdict":"block"', '"verdict":"pass"'))
    assert differences() == {("hash", "auditentry", entry.pk, ""), ("untold", "decision", day.verdict.pk, "")}


@pytest.mark.parametrize("columns", [{"hash": "f" * 64}, {"entries": 3}, {"hash": audit.GENESIS, "entries": 0}])
def test_a_replaced_head_is_told(day, columns):
    AuditHead.objects.update(**columns)
    assert {one[0] for one in differences()} == {"head"}


def test_a_head_taken_away_is_told(day):
    AuditHead.objects.all().delete()
    assert {one[0] for one in differences()} == {"head"}


def test_a_purge_that_was_told_of_is_whole_and_words_put_back_are_not(day, ada):
    purge.purge_notes(by=ada, now=LATER, decision_id=day.verdict.pk)
    assert audit.verify_trail().is_whole
    edit(day.verdict.noted, text="never said", purged_at=None)
    assert ("changed", "note", day.verdict.noted_id, "text") in differences()


def test_entries_with_hostile_facts_are_told_and_break_nothing(day):
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


def test_the_command_names_each_row_and_prints_json(day):
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


def test_older_entries_are_called_checked_in_part_and_never_whole(day, capsys):
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
    assert "not all was checked" in told
    assert "Checked in part only: 10 decisions" in told
    assert "is whole" not in told
    edit(day.verdict, verdict="pass")
    Decision.objects.filter(pk=day.many[0]).update(finding=day.added.finding)
    assert differences() >= {
        ("changed", "decision", day.verdict.pk, "verdict"),
        ("changed", "decision", None, "ids_digest"),
    }


def test_no_word_of_a_note_or_policy_enters_the_trail_or_the_report(day):
    assert not AuditEntry.objects.filter(body__contains="Maier").exists()
    assert not AuditEntry.objects.filter(body__contains="No weapons").exists()
    edit(day.verdict.noted, text="Herr Huber")
    Policy.objects.filter(pk=day.policy.pk).update(text_en="Herr Huber")
    assert "Huber" not in json.dumps(audit.verify_trail().as_json())


def test_every_column_of_a_decision_and_a_policy_is_bound_or_left_out_on_purpose():
    from reviews.audit.digests import DECISION_COLUMNS, POLICY_COLUMNS

    names = {field.attname for field in Decision._meta.concrete_fields}
    assert names - set(DECISION_COLUMNS) == {"request_digest"}
    assert {field.attname for field in Policy._meta.concrete_fields} - set(POLICY_COLUMNS) == {"is_active"}


def test_a_new_policy_version_and_a_new_name_of_a_person_change_nothing(day, ana):
    Policy.objects.filter(pk=day.policy.pk).update(is_active=False)
    a_policy(version=2, text_en="No weapons at all.")
    ana.first_name, ana.username, ana.is_active = "Gone", "gone-1", False
    ana.save()
    assert audit.verify_trail().is_whole


def test_what_is_written_while_the_trail_is_walked_is_no_difference(day, monkeypatch):
    """The walk ends, people go on: the look at rows comes after, and finds their entries."""
    from reviews.audit import verification

    find = verification.DecisionRows.find_untold

    def after_more_work(rows, **places):
        fresh = an_evening(day)
        assert fresh.pk not in rows.told
        yield from find(rows, **places)

    monkeypatch.setattr(verification.DecisionRows, "find_untold", after_more_work)
    assert audit.verify_trail().differences == []


def an_evening(day: Story) -> Decision:
    from reviews.decisions import claim
    from reviews.decisions.submit import submit

    ben = day.other_settling.decided_by
    fence = claim.claim(day.waiting.pk, by=ben, now=LATER).fence
    version = Job.objects.get(pk=day.waiting.pk).version
    return submit(
        day.waiting.pk,
        by=ben,
        now=LATER,
        verdict="pass",
        version=version,
        fence=fence,
        idempotency_key="late",
        note="x",
    ).decision
