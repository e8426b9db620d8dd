"""Columns changed by whoever owns the tables: each is told with its row and its field, and nothing else is."""

from collections.abc import Callable

import pytest
from django.db.models import Model

from reviews.models import Decision, Finding, Note, Review, Reviewer
from tests.builders import NOON, a_policy
from tests.domain.audit_story import LATER, Story, an_honest_day, differences, edit, with_triggers_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(ana: Reviewer, ben: Reviewer, lea: Reviewer) -> Story:
    return an_honest_day(ana, ben, lea)


# What was done -> what is told: (what, model, attribute of the story for the row, field).
EDITS: dict[str, tuple[Callable[[Story], object], set[tuple[str, str, str, str]]]] = {
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
        lambda day: edit(day.verdict.note, text="never said"),
        {("changed", "note", "verdict.note", "text")},
    ),
    "a note emptied without a purge": (
        lambda day: edit(day.verdict.note, text="", salt="", purged_at=LATER),
        {("untold", "note", "verdict.note", "purged_at")},
    ),
    "a note taken from its decision": (
        lambda day: edit(day.verdict, note=None),
        {("changed", "decision", "verdict", "note_id"), ("changed", "note", "", "note")},
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
def test_a_changed_row_is_told_by_its_name(day: Story, name: str) -> None:
    make_edit, wanted = EDITS[name]
    places: dict[str, Model] = {
        "reason": Note.objects.get(text="Frau Maier asked"),
        "released": Review.objects.get(outcome="released"),
    }
    with_triggers_off()
    make_edit(day)
    assert differences() == {(what, model, row_of(day, place, places), field) for what, model, place, field in wanted}


def row_of(day: Story, place: str, places: dict[str, Model]) -> int | None:
    if not place:
        return None
    first, _, rest = place.partition(".")
    row: Model | list[int] = places[first] if first in places else getattr(day, first)
    if isinstance(row, list):
        return row[int(rest)]
    named: Model = getattr(row, rest) if rest else row
    return int(named.pk)
