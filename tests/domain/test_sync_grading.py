"""The score beside a job's suggestion and the risk that orders jobs: by what carries that suggestion, never a pass."""

from datetime import datetime
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from reviews.models import Detection, Finding, Job, Reviewer
from reviews.models.job_indexes import CLAIM_ORDER
from reviews.providers import registry
from reviews.sync.grading import Grade, grade_result
from reviews.vocabulary import ReviewState, Suggestion
from tests.builders import an_account
from tests.domain.result_builders import a_detection_result, a_frame_result, a_result, store_as_a_step

PAYLOADS = Path(__file__).resolve().parents[1] / "payloads"
ANSWERS = {
    "huawei": ("huawei/query-succeeded.json", 0.999117187582349),
    "alibaba": ("alibaba/query-media-censor-job-detail.json", 0.9999),  # a cover passes with 1.00
    "mts": ("alibaba/query-mts-job.json", 0.991),  # what is clean passes with 0.999
}
PASS, REVIEW, BLOCK = Suggestion.PASS, Suggestion.REVIEW, Suggestion.BLOCK
clean = a_detection_result("porn:normal:0", label="normal", suggestion=PASS, score=1.0)


def stored(external_id: str, provider: str, noon: datetime) -> Job:
    job = Job.objects.create(account=an_account(external_id, provider), external_id=external_id)
    body = (PAYLOADS / ANSWERS[provider][0]).read_bytes()
    store_as_a_step(job, registry.get(provider).normalise([body]), noon)
    return job


@pytest.mark.django_db
@pytest.mark.parametrize("provider", ANSWERS)
def test_a_blocked_job_has_the_score_of_what_was_blocked(provider: str, noon: datetime) -> None:
    job = stored("job-1", provider, noon)
    assert job.suggestion == "block"
    assert job.score == pytest.approx(ANSWERS[provider][1], abs=1e-12)
    assert job.score is not None
    assert job.risk == 2 + job.score


@pytest.mark.django_db
def test_jobs_of_one_quarter_are_handed_out_by_what_was_blocked_whatever_the_provider(noon: datetime) -> None:
    for provider in ("mts", "huawei", "alibaba"):
        stored(provider, provider, noon)
    waiting = Job.objects.filter(review_state=ReviewState.WAITING).order_by(*CLAIM_ORDER)
    assert [job.external_id for job in waiting] == ["alibaba", "huawei", "mts"]


@pytest.mark.django_db
def test_page_and_api_show_the_score_as_it_is_stored(noon: datetime, client: Client, ana: Reviewer) -> None:
    job = stored("job-1", "mts", noon)
    client.force_login(ana)
    shown = " ".join(client.get(reverse("job", args=[job.pk])).content.decode().split())
    assert 'Machine suggests block <span class="mono">0.99</span>' in shown
    assert "0.99" in client.get(reverse("queue")).content.decode()
    assert client.get(f"/api/v1/jobs/{job.pk}/").json()["score"] == pytest.approx(0.991)


def test_a_pass_beside_a_block_does_not_speak_for_it() -> None:
    block = a_detection_result(score=0.4)
    assert grade_result(a_result(a_frame_result(score=0.4, detections=(block, clean)))) == Grade(0.4, 2.4)
    milder = a_frame_result(2, suggestion=REVIEW, score=0.9, detections=(a_detection_result(suggestion=REVIEW),))
    assert grade_result(a_result(a_frame_result(score=0.4, detections=(block,)), milder)) == Grade(0.4, 2.4)


def test_a_job_that_passes_has_no_score_and_no_risk() -> None:
    passed = a_frame_result(suggestion=PASS, score=1.0, detections=(clean,))
    assert grade_result(a_result(passed, suggestion=PASS)) == Grade(None, 0.0)
    assert grade_result(a_result(suggestion=None)) == Grade(None, 0.0)


def test_a_block_without_a_score_has_its_severity_alone() -> None:
    unscored = a_frame_result(detections=(a_detection_result(score=None), clean))
    assert grade_result(a_result(unscored)) == Grade(None, 2.0)
    assert grade_result(a_result()) == Grade(None, 2.0)


def test_without_a_suggestion_of_the_job_the_worst_finding_counts() -> None:
    review = a_frame_result(suggestion=REVIEW, detections=(a_detection_result(suggestion=REVIEW, score=0.6), clean))
    assert grade_result(a_result(review, suggestion=None)) == Grade(0.6, 1.6)


@pytest.mark.django_db
def test_the_scores_of_an_older_desk_are_corrected_once_and_as_the_next_sync_would(noon: datetime) -> None:
    jobs = [stored(provider, provider, noon) for provider in ANSWERS]
    settled, waiting = jobs[1], Job.objects.create(account=an_account("new"), external_id="job-2")
    passed = a_frame_result(suggestion=PASS, score=1.0, detections=(clean,))
    mixed = a_frame_result(3, score=0.4, detections=(a_detection_result(score=0.4), clean))
    unscored = a_frame_result(4, detections=(a_detection_result(score=None), clean))
    store_as_a_step(waiting, a_result(passed, mixed, unscored), noon)
    Job.objects.filter(pk=settled.pk).update(review_state=ReviewState.SETTLED, verdict="block", settled_at=noon)

    def rows() -> tuple[list[object], list[object]]:
        return (
            list(Job.objects.order_by("pk").values_list("pk", "score", "risk", "evidence_version", "warnings")),
            list(Finding.objects.order_by("pk").values_list("pk", "score", "changed_at")),
        )

    right = rows()
    for finding in Finding.objects.prefetch_related("detections"):  # as it was until now: the highest of any
        scores = [one.score for one in finding.detections.all() if one.score is not None]
        Finding.objects.filter(pk=finding.pk).update(score=max(scores, default=None))
    Job.objects.update(score=None, risk=3.0)
    assert rows() != right
    step = import_module("reviews.migrations.0024_true_scores")
    for _ in range(2):
        step.correct_scores(apps, connection.schema_editor())
        assert rows() == right
    assert Detection.objects.filter(score=1.0).exists()
