"""Harm rules changed: jobs that wait get their band computed again, in batches, on both databases."""

from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_q.models import OrmQ

from reviews import tasks
from reviews.models import Exposure, HarmRule, Job, Reviewer
from reviews.vocabulary import FindingSource, HarmBand, ReviewState, Suggestion
from reviews.wellness import exposure, harm_bands
from tests.builders import NOON, a_detection, a_finding, a_job


@pytest.fixture(autouse=True)
def _rules(db: None) -> None:
    HarmRule.objects.all().delete()
    HarmRule.objects.create(category="gore", label="", band=HarmBand.GRAPHIC)
    HarmRule.objects.create(category="gore", label="worst", band=HarmBand.EXTREME)
    HarmRule.objects.create(category="gore", label="drawn", band=HarmBand.NONE)


def band_of(job: Job) -> str:
    job.refresh_from_db()
    return job.harm_band


def with_label(label: str, external_id: str, **fields: Any) -> Job:
    job = a_job(external_id=external_id, **fields)
    a_finding(job, category="gore", label=label)
    return job


def test_the_exact_rule_wins_over_its_category_and_the_worst_label_counts() -> None:
    mild, plain = with_label("drawn", "mild"), with_label("other", "plain")
    worst = with_label("drawn", "worst")
    a_detection(worst.findings.get(), category="gore", label="worst")
    assert harm_bands.recompute_harm_bands().changed == 2
    assert [band_of(job) for job in (mild, plain, worst)] == ["none", "graphic", "extreme"]
    assert harm_bands.recompute_harm_bands().changed == 0
    HarmRule.objects.all().delete()
    assert harm_bands.recompute_harm_bands().changed == 2
    assert band_of(worst) == "none"


def test_what_is_passed_withdrawn_or_a_persons_does_not_count() -> None:
    job = a_job()
    a_finding(job, category="gore", label="worst", suggestion=Suggestion.PASS)
    a_finding(job, category="gore", label="worst", withdrawn_at=timezone.now())
    a_finding(job, category="gore", label="worst", source=FindingSource.PERSON)
    a_detection(a_finding(job, label="x"), category="gore", label="worst", is_withdrawn=True)
    assert harm_bands.recompute_harm_bands().changed == 0


def test_settled_jobs_keep_theirs() -> None:
    job = with_label("worst", "settled", review_state=ReviewState.SETTLED, harm_band=HarmBand.SENSITIVE)
    harm_bands.recompute_harm_bands()
    assert band_of(job) == "sensitive"


def test_every_batch_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harm_bands, "BATCH_SIZE", 2)
    jobs = [with_label("worst", f"job-{number}") for number in range(5)]
    assert harm_bands.recompute_harm_bands().changed == 5
    assert {band_of(job) for job in jobs} == {"extreme"}


def test_a_task_takes_so_many_and_the_next_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harm_bands, "BATCH_SIZE", 2)
    monkeypatch.setattr(tasks, "_MAX_BATCHES_A_TASK", 1)
    jobs = [with_label("worst", f"job-{number}") for number in range(3)]
    tasks.reband_jobs()
    assert [band_of(job) for job in jobs] == ["extreme", "extreme", "none"]
    (waiting,) = OrmQ.objects.all()
    assert (waiting.func(), waiting.args()) == ("reviews.tasks.reband_jobs", (jobs[1].pk,))
    tasks.reband_jobs(*waiting.args())
    assert band_of(jobs[2]) == "extreme"
    assert OrmQ.objects.count() == 1


def test_the_worker_and_the_command_do_it(capsys: pytest.CaptureFixture[str]) -> None:
    job = with_label("worst", "one")
    tasks.reband_jobs()
    assert band_of(job) == "extreme"
    HarmRule.objects.all().delete()
    call_command("reband")
    assert "1 jobs" in capsys.readouterr().out


def test_the_workers_tick_forgets_old_exposure(ana: Reviewer) -> None:
    exposure.add_exposure(ana, active={"none": 1}, revealed={}, now=NOON.replace(year=2020))
    tasks.tick()
    assert not Exposure.objects.exists()
