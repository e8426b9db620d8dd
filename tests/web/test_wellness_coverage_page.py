"""Coverage over HTTP: what a page may tell, what is refused by its field, who sees it, and the break in the answer."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reviews.models import BreakClock, Coverage, Exposure, Job, Reviewer
from reviews.vocabulary import HarmBand, Role
from reviews.web.account.sessions import SEEN_KEY
from tests.builders import a_job, a_queue, a_team
from tests.conftest import person


@pytest.fixture
def job(db: None) -> Job:
    return a_job(harm_band=HarmBand.GRAPHIC)


@pytest.fixture
def desk(ana: Reviewer) -> Client:
    client = Client()
    client.force_login(ana)
    return client


def report_coverage(desk: Client, job: Job, body: Any) -> Any:
    return desk.post(reverse("job-coverage", args=[job.pk]), body, content_type="application/json")


def test_what_is_told_is_merged_and_answered(desk: Client, job: Job) -> None:
    report_coverage(desk, job, {"ranges": [[0, 4000, 150, 1, 0]]})
    answer = report_coverage(
        desk, job, {"ranges": [[4000, 9000, 150, 1, 0]], "active_ms": 5000, "revealed_ms": {"extreme": 700}}
    )
    assert answer.json() == {
        "coverage": [{"who": "Ana", "mine": True, "ranges": [[0, 9000, 150, 1, 0]]}],
        "break": None,
    }
    rows = {row.band: (row.active_ms, row.revealed_ms) for row in Exposure.objects.all()}
    assert rows == {"graphic": (5000, 0), "extreme": (0, 700)}


def test_who_only_looks_is_covered_too(job: Job) -> None:
    client = Client()
    client.force_login(person("an", Role.ANALYST, first_name="An"))
    assert report_coverage(client, job, {"ranges": [[0, 1000, 100, 0, 0]]}).status_code == 200
    assert client.get(reverse("job-coverage", args=[job.pk])).json()["coverage"][0]["mine"] is True


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"ranges": [[-1, 5, 100, 0, 0]]}, "ranges[0][0]"),
        ({"ranges": [[9, 5, 100, 0, 0]]}, "ranges[0][1]"),
        ({"ranges": [[0, 9_000_000, 100, 0, 0]]}, "ranges[0][1]"),
        ({"ranges": [[0, 5, 100, 0, 7]]}, "ranges[0][4]"),
        ({"ranges": [[0, 5, 100, 0, 0]] * 1001}, "ranges"),
        ({"ranges": [[0, 1.5, 100, 0, 0]]}, "$.ranges[0][1]"),
        ({"ranges": [[0, "5", 100, 0, 0]]}, "$.ranges[0][1]"),
        ({"ranges": [[0, 5, 100]]}, "$.ranges[0]"),
        ({"ranges": [[0, 10**400, 100, 0, 0]]}, "ranges[0][1]"),
        ({"active_ms": -1}, "$.active_ms"),
        ({"active_ms": 10**12}, "$.active_ms"),
        ({"revealed_ms": {"worst": 1}}, "$.revealed_ms"),
        ({"seen": 1}, "seen"),
    ],
)
def test_what_no_page_tells_is_refused_by_its_field_and_leaves_nothing(
    desk: Client, job: Job, body: Any, named: str
) -> None:
    answer = report_coverage(desk, job, body)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert named in f"{error['field']} {error['message']}"
    assert not Coverage.objects.exists()
    assert not Exposure.objects.exists()
    assert not BreakClock.objects.exists()


@pytest.mark.parametrize("raw", ['{"active_ms": NaN}', '{"active_ms": 1e400}', "[]", "", "\x00", '{"ranges": null}'])
def test_hostile_bodies_are_no_500(desk: Client, job: Job, raw: str) -> None:
    assert report_coverage(desk, job, raw).status_code == 400


@pytest.mark.parametrize("used", [False, True])
def test_a_video_that_plays_to_an_empty_chair_keeps_nobody_signed_in(desk: Client, job: Job, used: bool) -> None:
    desk.get("/")
    session = desk.session
    session[SEEN_KEY] = before = session[SEEN_KEY] - 600
    session.save()
    assert (
        report_coverage(desk, job, {"ranges": [[0, 9, 100, 0, 0]], "active_ms": 9000, "used": used}).status_code == 200
    )
    assert (desk.session[SEEN_KEY] > before) is used


def test_other_teams_jobs_are_not_there(desk: Client, cy: Reviewer) -> None:
    theirs = a_job(external_id="theirs", queue=a_queue("theirs", a_team("theirs", cy)))
    assert report_coverage(desk, theirs, {"ranges": [[0, 5, 100, 0, 0]]}).status_code == 404
    assert desk.get(reverse("job-coverage", args=[theirs.pk])).status_code == 404
    assert not Coverage.objects.exists()


def test_the_break_stands_in_the_answer_until_it_is_taken_or_put_off(desk: Client, job: Job, ana: Reviewer) -> None:
    BreakClock.objects.create(reviewer=ana, active_ms=25 * 60_000 - 1, seen_at=timezone.now())
    due = {"reason": "active", "minutes": 25, "may_snooze": True}
    assert report_coverage(desk, job, {"active_ms": 1}).json()["break"] == due
    assert desk.post("/me/break/", {"act": "snooze"}, content_type="application/json").status_code == 200
    assert report_coverage(desk, job, {"active_ms": 1}).json()["break"] is None
    answer = desk.post("/me/break/", {"act": "snooze"}, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "no_snooze")
    assert desk.post("/me/break/", {"act": "taken"}, content_type="application/json").status_code == 200
    clock = BreakClock.objects.get()
    assert (clock.active_ms, clock.has_snoozed) == (0, False)
    assert desk.post("/me/break/", {"act": "sleep"}, content_type="application/json").json()["error"]["field"] == "act"


def test_the_history_says_who_watched_how_much_and_how(desk: Client, job: Job, ben: Reviewer) -> None:
    ranges = [[0, 30_000, 150, 1, 0], [25_000, 37_200, 150, 1, 2]]
    report_coverage(desk, job, {"ranges": ranges})
    Coverage.objects.create(
        job=job, reviewer=ben, ranges=[[0, 60_000, 100, 0, 0]], played_ms=60_000, began_at=timezone.now(),
        seen_at=timezone.now() + timedelta(seconds=1),
    )  # fmt: skip
    page = desk.get(reverse("job-history", args=[job.pk])).content.decode()
    assert "Ana watched 62 % (0:37 of 1:00), 1.5×, muted, 0:12 revealed" in page
    assert "Ben watched 100 % (1:00 of 1:00), 1×<" in page
