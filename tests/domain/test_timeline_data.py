"""The timeline's data: every row, in columns, with a fixed number of questions, kept per evidence version."""

import gzip
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews.decisions.claims import claim
from reviews.models import Job, Reviewer, TimelineColumns
from reviews.timeline import timeline_data
from reviews.vocabulary import DecisionTarget, FindingKind
from tests.builders import NOON, a_detection, a_finding, a_job
from tests.verdicts import add_manual_finding, record_verdict

pytestmark = pytest.mark.django_db


def spread(column: Any, count: int) -> list[Any]:
    """A column as the page reads it."""
    if isinstance(column, list):
        return column
    if "same" in column:
        return [column["same"]] * count
    values = [column["from"]]
    for step in spread(column["steps"], count - 1):
        values.append(values[-1] + step)
    return values


def read_timeline(job: Job) -> dict[str, Any]:
    return dict(json.loads(gzip.decompress(timeline_data.timeline_columns(job).body_gzip)))


def test_findings_stand_in_time_order_those_without_a_time_first() -> None:
    job = a_job()
    late = a_finding(job, start_ms=9000)
    early = a_finding(job, start_ms=1000)
    whole = a_finding(job, FindingKind.VIDEO)
    found = read_timeline(job)["findings"]
    assert spread(found["id"], 3) == [whole.pk, early.pk, late.pk]
    assert spread(found["start_ms"], 3) == [-1, 1000, 9000]


def test_what_a_person_added_says_so_and_has_no_suggestion(ana: Reviewer) -> None:
    job = a_job()
    a_finding(job, start_ms=9000)
    fence = claim.claim(job.pk, by=ana, now=NOON).fence
    add_manual_finding(
        job.pk, by=ana, now=NOON, kind="frame", start_ms=1000, end_ms=2000, category="weapon", verdict="block",
        version=1, fence=fence, idempotency_key="k", box=(1, 2, 30, 40),
    )  # fmt: skip
    data = read_timeline(Job.objects.get())
    words, found, seen = data["strings"], data["findings"], data["detections"]
    assert spread(found["source"], 2) == [1, 0]
    assert [words[place] for place in spread(found["suggestion"], 2)] == ["", "block"]
    assert [words[place] for place in spread(seen["suggestion"], 1)] == [""]
    assert (data["format"], spread(seen["of"], 1), spread(seen["width"], 1)) == (6, [0], [29])


def test_every_word_number_and_corner_is_there() -> None:
    job = a_job()
    finding = a_finding(job, text="加微信", score=0.12345, suggestion_raw="Odd", withdrawn_at=NOON)
    boxed = a_detection(finding, x1=-1, y1=-2, x2=30, y2=40, score=None, content="http://qr", spans=["one", "two"])
    plain = a_detection(finding, x1=None, y1=None, x2=None, y2=None, is_withdrawn=True, label="other", score=1.0)
    data = read_timeline(job)
    words, found, seen = data["strings"], data["findings"], data["detections"]
    assert words[spread(found["text"], 1)[0]] == "加微信"
    assert words[spread(found["suggestion_raw"], 1)[0]] == "Odd"
    assert spread(found["score"], 1) == [1234]
    assert spread(found["gone_at"], 1) == [int(NOON.timestamp())]
    assert spread(found["is_withdrawn"], 1) == [1]
    assert spread(seen["id"], 2) == [boxed.pk, plain.pk]
    assert spread(seen["of"], 2) == [0, 0]
    assert [spread(seen[name], 2) for name in ("x1", "y1", "width", "height")] == [
        [-1, None],
        [-2, None],
        [31, None],
        [42, None],
    ]
    assert spread(seen["score"], 2) == [-1, 10000]
    assert [json.loads(words[place]) for place in spread(seen["spans"], 2)] == [["one", "two"], []]
    assert spread(seen["is_withdrawn"], 2) == [0, 1]


def test_a_job_without_findings_has_no_columns() -> None:
    data = read_timeline(a_job())
    assert (data["findings"], data["detections"]) == ({"count": 0}, {"count": 0})


def test_the_number_of_questions_does_not_grow_with_the_rows() -> None:
    small, large = a_job(external_id="small"), a_job(external_id="large")
    a_detection(a_finding(small))
    for _ in range(30):
        a_detection(a_finding(large))
    counts = []
    for job in (small, large):
        with CaptureQueriesContext(connection) as asked:
            timeline_data.timeline_columns(job)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    with CaptureQueriesContext(connection) as asked:
        timeline_data.timeline_columns(large)
    assert len(asked) == 1


def test_what_is_kept_is_dropped_when_the_evidence_or_the_video_changes() -> None:
    job = a_job()
    a_finding(job)
    first = timeline_data.timeline_columns(job)
    Job.objects.update(evidence_version=2)
    job.refresh_from_db()
    a_finding(job)
    second = timeline_data.timeline_columns(job)
    assert (first.etag != second.etag, TimelineColumns.objects.get().etag) == (True, second.etag)
    job.duration_ms = 99_000
    assert json.loads(gzip.decompress(timeline_data.timeline_columns(job).body_gzip))["duration_ms"] == 99_000


def test_a_build_of_an_older_version_is_not_kept() -> None:
    job = a_job()
    Job.objects.update(evidence_version=7)
    timeline_data.timeline_columns(job)
    assert not TimelineColumns.objects.exists()


def test_the_address_answers_gzip_once_and_304_after(client: Client, ana: Reviewer) -> None:
    job = a_job()
    a_finding(job)
    client.force_login(ana)
    address = reverse("job-timeline", args=[job.pk])
    first = client.get(address)
    assert first["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(first.content))["findings"]["count"] == 1
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_strangers_get_nothing(client: Client) -> None:
    job = a_job()
    assert client.get(reverse("job-timeline", args=[job.pk])).status_code == 302
    assert client.get(reverse("job-verdicts", args=[job.pk])).status_code == 302


def test_verdicts_are_the_current_ones_in_one_question(ana: Reviewer) -> None:
    job = a_job()
    finding = a_finding(job)
    detection = a_detection(finding)
    review = claim.claim(job.pk, by=ana, now=NOON)
    targets = [
        (DecisionTarget.FINDING, finding),
        (DecisionTarget.DETECTION, detection),
        (DecisionTarget.FINDING, finding),
    ]
    for version, (target, row) in enumerate(targets, start=1):
        record_verdict(
            job.pk, by=ana, now=NOON, target=target, target_id=row.pk, verdict="pass" if version < 3 else "review",
            version=version, fence=review.fence, idempotency_key=f"key-000000{version}", note="why",
        )  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        said = timeline_data.current_verdicts(job)
    assert len(asked) == 1
    assert said["findings"] == {finding.pk: ["review", "Ana", int(NOON.timestamp() * 1000), "why", ""]}
    assert said["detections"][detection.pk][0] == "pass"
    assert said["job"] is None
