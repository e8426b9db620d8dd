"""The queue page counts what its reader may take, lists the same, and says why not when it is less than what waits."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews import clock
from reviews.decisions.claims import claim
from reviews.models import Job, Queue, Review, Reviewer
from reviews.vocabulary import ReviewState, Role
from tests import builders
from tests.conftest import person
from tests.verdicts import submit_verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, ana: Reviewer) -> Client:
    client.force_login(ana)
    return client


def read(client: Client, **query: str) -> str:
    return re.sub(r"\s+", " ", client.get(reverse("queue"), query).content.decode())


def escalate(job: Job, who: Reviewer) -> None:
    now = clock.now()
    held = claim.claim(job.pk, by=who, now=now)
    submit_verdict(
        job.pk, by=who, now=now, verdict="review", note="so", fence=held.fence, version=job.version, idempotency_key="k"
    )


def lapse(job: Job) -> None:
    Review.objects.filter(job=job).update(lease_until=clock.now() - timedelta(seconds=1))


def rows(client: Client, **query: str) -> list[str]:
    return [row.job.external_id for row in client.get(reverse("queue"), query).context["lines"]]


def card(client: Client, queue: str) -> tuple[int, list[str]]:
    cards = client.get(reverse("queue")).context["sections"]
    return next((one.stats.offered, one.reasons) for one in cards if one.queue.name == queue)


def test_a_job_that_waits_for_a_second_person_is_not_counted_for_the_first(desk: Client, ana: Reviewer) -> None:
    escalate(builders.a_job(), ana)
    why = "1 job waits for another reviewer: you handed it on."
    assert card(desk, "Second look") == (0, [why])
    shown = read(desk)
    assert "No job can be offered to you now." in shown
    assert why in shown
    assert "Everything in your queues is settled." not in shown
    assert rows(desk, order="handed") == []
    assert why in re.sub(r"\s+", " ", desk.post(reverse("claims"), follow=True).content.decode())


def test_a_skipped_job_says_so_on_its_card(desk: Client, ana: Reviewer) -> None:
    job, now = builders.a_job(), clock.now()
    claim.skip(job.pk, by=ana, fence=claim.claim(job.pk, by=ana, now=now).fence, now=now)
    offered, (why,) = card(desk, "General")
    assert (offered, why[:29]) == (0, "1 job that you skipped waits ")
    assert rows(desk, order="handed") == []
    assert rows(desk, review_state="waiting") == ["job-1"]


def test_what_others_hold_is_why_nothing_is_offered(desk: Client, ben: Reviewer) -> None:
    claim.claim(builders.a_job().pk, by=ben, now=clock.now())
    assert card(desk, "General") == (0, ["1 job is claimed by another reviewer."])
    assert "no jobs waiting" in read(desk)


def test_own_claims_are_told_apart_from_those_of_others(desk: Client, ana: Reviewer, ben: Reviewer) -> None:
    for number, who in enumerate((ana, ben, ben)):
        claim.claim(builders.a_job(external_id=f"j{number}").pk, by=who, now=clock.now(), hold_another=True)
    assert card(desk, "General") == (0, ["2 jobs are claimed by other reviewers.", "1 job is claimed by you."])


def test_nothing_waits_stands_beside_no_number(desk: Client) -> None:
    builders.a_job(queued_at=None)
    shown = read(desk)
    assert "no jobs waiting" not in shown.split("Second look")[0]
    assert card(desk, "General") == (1, [])


def test_the_card_leads_to_the_jobs_it_counts(desk: Client, ana: Reviewer) -> None:
    mine, lapsed = builders.a_job(), builders.a_job(external_id="job-2")
    claim.claim(lapsed.pk, by=person("dee", Role.REVIEWER), now=clock.now())
    lapse(lapsed)
    assert card(desk, "General")[0] == 2
    queue = Queue.objects.get(name="General")
    assert f'href="?queue={queue.pk}&amp;order=handed"' in read(desk)
    assert rows(desk, queue=str(queue.pk), order="handed") == [mine.external_id, "job-2"]


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMIN, Role.ANALYST])
def test_a_claim_whose_lease_ended_waits_everywhere_at_once(client: Client, ben: Reviewer, role: Role) -> None:
    job = builders.a_job()
    builders.a_job(external_id="done", review_state=ReviewState.SETTLED)
    claim.claim(job.pk, by=ben, now=clock.now())
    client.force_login(person("viewer", role))
    assert rows(client, review_state="claimed") == ["job-1"]
    assert rows(client, review_state="waiting") == []
    lapse(job)
    page = client.get(reverse("queue")).context
    assert (page["tiles"]["waiting"], page["tiles"]["claimed"]) == (1, 0)
    assert [(row.review_state, row.held) for row in page["lines"]] == [("settled", None), ("waiting", None)]
    assert rows(client, review_state="waiting") == ["job-1"]
    assert rows(client, review_state="waiting", before="99999") == ["job-1"]
    assert rows(client, review_state="claimed") == []
    assert rows(client, order="handed") == ["job-1"]
    assert rows(client, review_state="waiting", label="none such") == []


def test_who_cannot_review_sees_what_waits_for_anybody(client: Client, ana: Reviewer) -> None:
    escalate(builders.a_job(), ana)
    client.force_login(person("noa", Role.ANALYST))
    shown = read(client)
    assert "to review" not in shown
    assert "No job can be offered to you now." not in shown
    assert rows(client, order="handed") == ["job-1"]


def test_who_sees_all_queues_is_listed_what_review_next_hands_out(client: Client, ada: Reviewer, ben: Reviewer) -> None:
    builders.a_job(external_id="theirs", queue=builders.a_queue("Ben's", builders.a_team("Team", ben)))
    builders.a_job(external_id="open")
    client.force_login(ada)
    assert rows(client, order="handed") == ["open"]
    theirs = Queue.objects.get(name="Ben's")
    assert rows(client, order="handed", queue=str(theirs.pk)) == ["theirs"]


def test_the_questions_do_not_grow_with_lapsed_claims_and_what_is_not_offered(desk: Client, ana: Reviewer) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(reverse("queue"), {"review_state": "waiting"})
        return len(queries)

    def more(start: int) -> None:
        for number in range(start, start + 4):
            job = builders.a_job(external_id=f"j{number}")
            held = claim.claim(job.pk, by=ana, now=clock.now())
            if number % 2:
                claim.skip(job.pk, by=ana, fence=held.fence, now=clock.now())
            else:
                lapse(job)

    more(0)
    asked()
    few = asked()
    more(4)
    assert asked() == few


def test_the_admin_shows_and_filters_the_state_of_this_moment(client: Client, ada: Reviewer, ben: Reviewer) -> None:
    job = builders.a_job()
    claim.claim(job.pk, by=ben, now=clock.now())
    ada.is_superuser = True
    ada.save()
    client.force_login(ada)
    address = reverse("admin:reviews_job_changelist")

    def found(state: str) -> int:
        return int(client.get(address, {"review_state__exact": state}).context["cl"].result_count)

    assert (found("claimed"), found("waiting")) == (1, 0)
    lapse(job)
    assert (found("claimed"), found("waiting")) == (0, 1)
    assert '<td class="field-state_now">waiting</td>' in client.get(address).content.decode()
