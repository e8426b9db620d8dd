"""Queues, rules, auto-settle rules and calendars in the admin."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews.models import AuditEntry, AutoSettleRule, Queue, Reviewer, RoutingRule, WorkCalendar
from tests.builders import a_job, a_policy, a_queue, a_team


@pytest.fixture
def desk(ada: Reviewer) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def queue_page(queue: Queue) -> str:
    return reverse("admin:reviews_queue_change", args=[queue.pk])


def posted(queue: Queue, rules: list[dict[str, Any]] | None = None, **fields: Any) -> dict[str, Any]:
    """The queue's form as a browser sends it, with `fields` changed (None leaves one out) and new rules."""
    body = {
        "name": queue.name, "position": queue.position, "stage": queue.stage, "is_active": "on",
        "rules-TOTAL_FORMS": len(rules or []), "rules-INITIAL_FORMS": 0,
    }  # fmt: skip
    body |= {name: "on" for name in ("is_fallback", "is_open_to_all") if getattr(queue, name)}
    for number, rule in enumerate(rules or []):
        body |= {f"rules-{number}-{name}": value for name, value in rule.items()}
    return {name: value for name, value in {**body, **fields}.items() if value is not None}


def refused(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_queue_with_a_rule_is_saved_and_told(desk: Client) -> None:
    queue = a_queue("Nudity")
    rule = {"position": 1, "random_share": "1", "is_active": "on", "category": "porn", "min_score": "0.5"}
    answer = desk.post(queue_page(queue), posted(queue, [rule], due_minutes=60))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert RoutingRule.objects.get(queue=queue).category == "porn"
    assert AuditEntry.objects.filter(action="queue.changed", actor_name="ada").count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"is_fallback": None}, "One queue must be the fallback for jobs that match no rule."),
        ({"is_active": None}, "The fallback queue must be active."),
        ({"stage": "second"}, "The fallback queue receives new jobs"),
        ({"due_minutes": "0"}, "greater than or equal to 1"),
    ],
)
def test_the_fallback_cannot_be_broken(desk: Client, fields: dict[str, Any], said: str) -> None:
    queue = Queue.objects.get(is_fallback=True)
    assert said in refused(desk.post(queue_page(queue), posted(queue, **fields)))


def test_the_fallback_moves(desk: Client) -> None:
    queue = a_queue("Nudity")
    assert desk.post(queue_page(queue), posted(queue, is_fallback="on")).status_code == 302
    assert Queue.objects.get(is_fallback=True) == queue


def test_what_a_queue_cannot_be(desk: Client) -> None:
    second = Queue.objects.get(stage="second")
    said = refused(desk.post(queue_page(second), posted(second, [{"position": 1, "random_share": 1}])))
    assert "receives escalated jobs only" in said
    assert "cannot escalate to itself" in refused(desk.post(queue_page(second), posted(second, escalates_to=second.pk)))
    first = a_queue("Nudity")
    a_job(queue=first)
    assert "This queue contains jobs" in refused(desk.post(queue_page(first), posted(first, stage="second")))
    rule = {"position": 1, "random_share": 1, "min_score": "0.9", "max_score": "0.1"}
    assert "must not be below the lowest" in refused(desk.post(queue_page(first), posted(first, [rule])))


def test_a_queue_that_nobody_works_is_warned_of(desk: Client) -> None:
    queue = a_queue("Nudity")
    page = desk.post(queue_page(queue), posted(queue, is_open_to_all=None), follow=True).content.decode()
    assert "Nobody can review the queue Nudity" in page


def test_the_list_of_queues_does_not_ask_for_each_team(desk: Client) -> None:
    address = reverse("admin:reviews_queue_changelist")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(address)
        return sum("auth_group" in query["sql"] for query in queries)

    desk.get(address)
    few = asked()
    for number in range(4):
        a_queue(f"Q{number}", a_team(f"T{number}"))
    assert asked() == few


RULE = {"name": "Clean", "position": 1, "verdict": "pass", "human_sample_rate": "0.05", "suggestion": "pass"}


def test_an_auto_settle_rule_is_off_until_its_effect_was_seen(desk: Client) -> None:
    a_job(suggestion="pass")
    body = {**RULE, "is_active": "on"}
    page = desk.post(reverse("admin:reviews_autosettlerule_add"), body, follow=True).content.decode()
    assert "The rule is off until you activate it." in page
    rule = AutoSettleRule.objects.get()
    switch = reverse("admin:reviews_autosettlerule_switch", args=[rule.pk])
    assert "Waiting jobs that match now: 1." in desk.get(switch).content.decode()
    assert not AutoSettleRule.objects.get().is_active
    desk.post(switch, {"to": "on"})
    assert AutoSettleRule.objects.get().is_active
    body = json.loads(AuditEntry.objects.get(action="autosettlerule.switched_on").body)["facts"]
    assert body == {"left_to_people": 0.05, "name": "Clean", "verdict": "pass"}
    page = desk.post(reverse("admin:reviews_autosettlerule_change", args=[rule.pk]), RULE, follow=True).content.decode()
    assert "This change turned the rule off" in page
    assert not AutoSettleRule.objects.get().is_active


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"human_sample_rate": "0"}, "human_sample_rate"),
        ({"verdict": "block"}, "policy"),
        ({"verdict": "review"}, "verdict"),
    ],
)
def test_a_wrong_auto_settle_rule_is_refused_at_its_field(desk: Client, change: dict[str, str], field: str) -> None:
    answer = desk.post(reverse("admin:reviews_autosettlerule_add"), {**RULE, **change})
    assert list(answer.context["adminform"].form.errors) == [field]


def test_a_policy_that_cannot_explain_the_verdict_is_refused(desk: Client) -> None:
    policy = a_policy("P-1", allowed_verdicts=["block"])
    answer = desk.post(reverse("admin:reviews_autosettlerule_add"), {**RULE, "policy": policy.pk})
    assert "does not allow this verdict" in str(answer.context["adminform"].form.errors)


CALENDAR = {"name": "Shanghai", "time_zone": "Asia/Shanghai", "hours": "mon 09:00-12:00 13:00-18:00\ntue 09:00-18:00"}


def test_a_calendar_is_written_in_lines(desk: Client) -> None:
    body = {**CALENDAR, "holidays": "2026-10-02\r\n2026-10-01"}
    assert desk.post(reverse("admin:reviews_workcalendar_add"), body).status_code == 302
    calendar = WorkCalendar.objects.get()
    assert calendar.hours == {"mon": [["09:00", "12:00"], ["13:00", "18:00"]], "tue": [["09:00", "18:00"]]}
    assert calendar.holidays == ["2026-10-01", "2026-10-02"]
    page = desk.get(reverse("admin:reviews_workcalendar_change", args=[calendar.pk])).content.decode()
    assert "mon 09:00-12:00 13:00-18:00" in page
    assert "60 min: " in page


def test_a_whole_day_and_a_night_shift_are_written_as_they_are_read(desk: Client) -> None:
    lines = "mon 00:00-24:00\nfri 09:00-12:00 22:00-06:00"
    assert desk.post(reverse("admin:reviews_workcalendar_add"), {**CALENDAR, "hours": lines}).status_code == 302
    calendar = WorkCalendar.objects.get()
    assert calendar.hours == {"mon": [["00:00", "24:00"]], "fri": [["09:00", "12:00"], ["22:00", "06:00"]]}
    page = desk.get(reverse("admin:reviews_workcalendar_change", args=[calendar.pk])).content.decode()
    assert lines in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"hours": "mon 9-18"}, "hours"),
        ({"hours": "mon 09:00-09:00"}, "hours"),
        ({"hours": "mon 18:00-09:00 10:00-12:00"}, "hours"),
        ({"hours": "mon 22:00-06:00\ntue 05:00-09:00"}, "hours"),
        ({"hours": "mon 09:00-24:30"}, "hours"),
        ({"hours": "mon 25:00-26:00"}, "hours"),
        ({"hours": "noday 09:00-18:00"}, "hours"),
        ({"hours": "mon 09:00-10:00\nmon 11:00-12:00"}, "hours"),
        ({"hours": ""}, "hours"),
        ({"holidays": "tomorrow"}, "holidays"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
    ],
)
def test_a_wrong_calendar_is_refused_at_its_field(desk: Client, change: dict[str, str], field: str) -> None:
    answer = desk.post(reverse("admin:reviews_workcalendar_add"), {**CALENDAR, **change})
    assert list(answer.context["adminform"].form.errors) == [field]


def test_the_list_of_queues_counts_what_waits_in_one_question(desk: Client) -> None:
    a_job(queue=a_queue("Busy"))
    address = reverse("admin:reviews_queue_changelist")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown = desk.get(address).content.decode()
        assert '<td class="field-waiting">1</td>' in shown
        return len(queries)

    asked()
    few = asked()
    for number in range(4):
        a_queue(f"Q{number}")
    assert asked() == few
