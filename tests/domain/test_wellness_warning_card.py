"""The card before an extreme job: what it names, worst first, and what it leaves out."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews import harm
from reviews.models import Job
from reviews.vocabulary import FindingKind, HarmBand, Suggestion
from reviews.wellness import warning_card
from tests.builders import a_detection, a_finding, a_job


@pytest.fixture
def job(db: None) -> Job:
    return a_job(harm_band=HarmBand.EXTREME)


def blood(job: Job, **fields: Any) -> None:
    a_finding(job, category="terrorism", label="bloody", **fields)


def card_of(job: Job, least: str = "extreme") -> warning_card.WarningCard:
    return warning_card.card_of_job(job, harm.load_harm_bands(), least)


def test_it_names_category_times_count_score_and_text(job: Job) -> None:
    blood(job, score=0.7, start_ms=10_000)
    blood(job, score=0.95, start_ms=25_000, text="a hostile word")
    a_finding(job, label="pornography", score=0.99)
    found = card_of(job)
    assert found.lines == [warning_card.CardLine(HarmBand.EXTREME, "terrorism", "bloody", 2, 10_000, 25_000, 0.95)]
    assert (found.more, found.texts) == (0, ["a hostile word"])


def test_what_the_machine_passed_or_withdrew_is_no_warning(job: Job) -> None:
    blood(job, suggestion=Suggestion.PASS)
    blood(job, withdrawn_at=timezone.now())
    a_detection(a_finding(job, label="x"), category="terrorism", label="bloody", is_withdrawn=True)
    assert card_of(job) == warning_card.WarningCard([], 0, [])


def test_detections_count_too_and_with_their_finding_once(job: Job) -> None:
    finding = a_finding(job, category="terrorism", label="bloody", score=0.5, start_ms=5000)
    a_detection(finding, score=0.8)
    a_detection(finding, score=0.6)
    assert card_of(job).lines == [warning_card.CardLine(HarmBand.EXTREME, "terrorism", "bloody", 2, 5000, 5000, 0.8)]


def test_the_worst_comes_first_and_the_card_stays_short(job: Job) -> None:
    for number in range(warning_card.MAX_LINES + 3):
        a_finding(job, category="terrorism", label=f"kind {number}", score=number / 20)
    blood(job, score=0.1)
    found = card_of(job, "graphic")
    assert (found.lines[0].label, found.lines[1].label) == ("bloody", f"kind {warning_card.MAX_LINES + 2}")
    assert (len(found.lines), found.more) == (warning_card.MAX_LINES, 4)


def test_texts_are_few_and_cut(job: Job) -> None:
    for number in range(5):
        blood(job, kind=FindingKind.TEXT, score=number / 10, text=f"{number}" + "x" * 200_000)
    texts = card_of(job).texts
    assert [text[0] for text in texts] == ["4", "3", "2"]
    assert all(len(text) == warning_card.MAX_TEXT_LENGTH for text in texts)


def test_it_asks_the_same_few_questions_of_any_job(job: Job) -> None:
    for _ in range(30):
        blood(job)
    bands = harm.load_harm_bands()
    with CaptureQueriesContext(connection) as asked:
        warning_card.card_of_job(job, bands, "extreme")
    assert len(asked) == 3
