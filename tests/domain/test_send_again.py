"""What ends a job that could not be checked: its video is sent again, or a technical problem is reported."""

from datetime import timedelta
from typing import Any

import pytest

from reviews import audit
from reviews.access.errors import Conflict, NotAllowed, NotFound
from reviews.decisions.claims import claim, close
from reviews.models import AuditEntry, Job, Queue, Review, Reviewer
from reviews.providers import errors
from reviews.providers.base import Submitted
from reviews.providers.errors import ProviderError
from reviews.reports.summary import summarise_period
from reviews.sync import send_again
from reviews.vocabulary import JobState, ReviewState
from tests.builders import NOON, a_failed_job, a_job, a_queue, a_team, an_account
from tests.domain.result_builders import a_frame_result, a_result, store_as_a_step
from tests.domain.scripted_provider import ScriptedProvider

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_a_technical_problem_closes_without_a_verdict_and_can_be_put_back(ana: Reviewer) -> None:
    job = a_failed_job()
    close.report_technical_problem(job.pk, by=ana, now=LATER)
    closed = fresh(job)
    assert (closed.review_state, closed.close_reason, closed.closed_at) == ("closed", "technical_problem", LATER)
    assert (closed.closed_by, closed.verdict, closed.settled_at, closed.version) == (ana, "", None, 2)
    entry = AuditEntry.objects.get(action="job.closed")
    assert '"code":"InvalidParameter.ResourceNotFound"' in entry.body.replace(" ", "")
    with pytest.raises(Conflict) as refused:
        close.report_technical_problem(job.pk, by=ana, now=LATER)
    assert refused.value.code == "already_closed"
    close.put_back(job.pk, by=ana, now=LATER)
    assert (fresh(job).review_state, fresh(job).close_reason) == (ReviewState.UNCHECKED, "")
    assert audit.verify_trail().is_whole


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"is_unchecked": False, "state": JobState.SUCCEEDED, "review_state": "waiting"}, "was_checked"),
        ({"review_state": "settled", "verdict": "pass"}, "was_checked"),
        ({"is_unchecked": False, "review_state": "pending"}, "was_checked"),
    ],
)
def test_a_job_that_was_checked_is_not_closed(ana: Reviewer, fields: dict[str, Any], code: str) -> None:
    job = a_failed_job(**fields)
    with pytest.raises(Conflict) as refused:
        close.report_technical_problem(job.pk, by=ana, now=LATER)
    assert refused.value.code == code


def test_who_holds_it_may_close_it_and_somebody_else_may_not(ana: Reviewer, ben: Reviewer) -> None:
    Queue.objects.update(offers_unchecked=True)
    job = a_failed_job()
    claim.claim(job.pk, by=ana, now=LATER)
    with pytest.raises(Conflict) as refused:
        close.report_technical_problem(job.pk, by=ben, now=LATER)
    assert refused.value.code == "claim_held"
    close.report_technical_problem(job.pk, by=ana, now=LATER)
    assert (fresh(job).review_state, Review.objects.get().outcome) == ("closed", "released")
    assert audit.verify_trail().is_whole


def test_other_teams_and_people_who_may_not_review_close_nothing(cy: Reviewer, ana: Reviewer) -> None:
    job = a_failed_job(queue=a_queue("Elsewhere", a_team("Other")), review_state="unchecked")
    with pytest.raises(NotFound):
        close.report_technical_problem(job.pk, by=cy, now=LATER)
    with pytest.raises(NotFound):
        send_again.send_again(job.pk, by=cy, now=LATER)
    ana.groups.clear()
    with pytest.raises(NotAllowed):
        close.report_technical_problem(job.pk, by=Reviewer.objects.get(pk=ana.pk), now=LATER)


def test_an_answer_after_a_technical_problem_comes_to_people(ana: Reviewer) -> None:
    job = a_failed_job()
    close.report_technical_problem(job.pk, by=ana, now=LATER)
    store_as_a_step(job, a_result(a_frame_result(1)), LATER)
    assert (job.review_state, job.close_reason, job.closed_at, job.is_unchecked) == ("waiting", "", None, False)


def test_sending_again_makes_a_linked_job_and_closes_the_old_one(ana: Reviewer) -> None:
    echo = {"image_categories": ["porn", 7], "audio_categories": "porn"}
    job = a_failed_job(title="Clip", biz_type="strict", frame_interval_ms=2000, request_params=echo)
    provider = ScriptedProvider(Submitted("new-1", "r-9"))
    again = send_again.send_again(job.pk, by=ana, now=LATER, client=provider)
    assert (again.external_id, again.sent_again_from, again.added_by) == ("new-1", job, ana)
    [(_, request)] = provider.calls
    assert (request.source, request.title, request.frame_interval_s) == (job.source_url, "Clip", 2)
    assert (request.biz_type, request.image_categories, request.audio_categories) == ("strict", ("porn",), ())
    assert (fresh(job).review_state, fresh(job).close_reason) == ("closed", "sent_again")
    with pytest.raises(Conflict) as refused:
        send_again.send_again(job.pk, by=ana, now=LATER, client=provider)
    assert (refused.value.code, len(provider.calls)) == ("already_closed", 1)
    with pytest.raises(Conflict) as refused:
        close.put_back(job.pk, by=ana, now=LATER)
    assert refused.value.code == "not_closed"
    store_as_a_step(job, a_result(a_frame_result(1)), LATER)
    assert job.review_state == "closed"
    assert audit.verify_trail().is_whole


@pytest.mark.parametrize(
    "error", [errors.InvalidRequest("wrong", code="x"), errors.Unavailable("gone", code="timeout")]
)
def test_a_refused_or_lost_sending_leaves_the_job_where_it_was(ana: Reviewer, error: ProviderError) -> None:
    job = a_failed_job()
    with pytest.raises(ProviderError):
        send_again.send_again(job.pk, by=ana, now=LATER, client=ScriptedProvider(error))
    assert (fresh(job).review_state, fresh(job).close_reason, fresh(job).closed_at) == ("unchecked", "", None)
    assert [entry.action for entry in AuditEntry.objects.order_by("id")] == ["job.closed", "job.put_back"]


def test_a_video_without_a_usable_address_is_not_sent_again(ana: Reviewer) -> None:
    job = a_failed_job(source_url="")
    with pytest.raises(Conflict) as refused:
        send_again.send_again(job.pk, by=ana, now=LATER, client=ScriptedProvider(Submitted("n")))
    assert (refused.value.code, fresh(job).review_state) == ("no_source", "unchecked")


def test_reports_count_jobs_that_could_not_be_checked_apart(ana: Reviewer) -> None:
    account = an_account()
    a_job(account, "clean", suggestion="pass", created_at=NOON, provider_created_at=NOON)
    for number in range(3):
        a_failed_job(account=account, external_id=f"f-{number}", provider_created_at=NOON)
    jobs = list(Job.objects.filter(is_unchecked=True).order_by("pk"))
    close.report_technical_problem(jobs[0].pk, by=ana, now=LATER)
    client = ScriptedProvider(Submitted("new"))
    send_again.send_again(jobs[1].pk, by=ana, now=LATER, client=client)
    told = summarise_period(NOON, LATER)
    assert told["unchecked"] == {"open": 1, "sent_again": 1, "technical_problem": 1}
    assert told["jobs"]["total"] == 1


def test_two_people_send_a_video_again_once(ana: Reviewer, ben: Reviewer) -> None:
    job = a_failed_job()

    def meanwhile() -> None:
        with pytest.raises(Conflict):
            send_again.send_again(job.pk, by=ben, now=LATER, client=ScriptedProvider(Submitted("twice")))

    send_again.send_again(job.pk, by=ana, now=LATER, client=ScriptedProvider(Submitted("once"), during=meanwhile))
    assert list(Job.objects.exclude(pk=job.pk).values_list("external_id", flat=True)) == ["once"]
