"""Findings by API."""

from django.test import Client
from django.utils import timezone

from reviews.decisions.claims import claim
from reviews.models import Reviewer
from reviews.vocabulary import DecisionTarget, FindingKind
from tests.builders import NOON, a_detection, a_finding, a_job
from tests.verdicts import record_verdict

FIELDS = {
    "id", "kind", "start_ms", "end_ms", "suggestion", "category", "label", "score", "text", "withdrawn", "verdict",
    "detections",
}  # fmt: skip
DETECTION_FIELDS = {"category", "label", "suggestion", "score", "box", "content", "spans"}


def test_a_finding_has_every_documented_field(reader: Client) -> None:
    job = a_job()
    finding = a_finding(job, text="SALE <b>", start_ms=12500)
    a_detection(finding, content="https://example.org/", spans=["SALE"])
    a_detection(finding, x1=None, box_kind="")
    [shown] = reader.get(f"/api/v1/jobs/{job.pk}/findings/").json()["results"]
    assert set(shown) >= FIELDS
    assert (shown["kind"], shown["start_ms"], shown["end_ms"]) == ("frame", 12500, None)
    assert (shown["suggestion"], shown["score"], shown["text"]) == ("block", 0.9, "SALE <b>")
    assert (shown["withdrawn"], shown["verdict"]) == (False, None)
    boxed, bare = shown["detections"]
    assert set(boxed) >= DETECTION_FIELDS
    assert boxed["box"] == {"x1": 10, "y1": 20, "x2": 110, "y2": 220}
    assert (boxed["content"], boxed["spans"]) == ("https://example.org/", ["SALE"])
    assert bare["box"] is None


def test_verdicts_are_the_current_ones(reader: Client, ana: Reviewer) -> None:
    job = a_job()
    finding, other = a_finding(job), a_finding(job)
    detection = a_detection(finding)
    now = timezone.now()
    review = claim.claim(job.pk, by=ana, now=now)
    said = [
        (DecisionTarget.FINDING, finding.pk, "pass"),
        (DecisionTarget.FINDING, finding.pk, "review"),
        (DecisionTarget.DETECTION, detection.pk, "pass"),
    ]
    for number, (target, target_id, verdict) in enumerate(said):
        record_verdict(
            job.pk, by=ana, now=now, target=target, target_id=target_id, verdict=verdict, version=1 + number,
            fence=review.fence, idempotency_key=f"key-{number}",
        )  # fmt: skip
    first, second = reader.get(f"/api/v1/jobs/{job.pk}/findings/").json()["results"]
    assert (first["id"], first["verdict"]) == (finding.pk, "review")
    assert first["detections"][0]["verdict"] == "pass"
    assert (second["id"], second["verdict"]) == (other.pk, None)


def test_findings_are_filtered_by_kind_suggestion_and_withdrawn(reader: Client) -> None:
    job = a_job()
    frame = a_finding(job)
    speech = a_finding(job, FindingKind.AUDIO, suggestion="pass")
    gone = a_finding(job, FindingKind.TEXT, withdrawn_at=NOON)
    a_finding(a_job(external_id="another"))

    def ids(query: str) -> list[int]:
        return [one["id"] for one in reader.get(f"/api/v1/jobs/{job.pk}/findings/?{query}").json()["results"]]

    assert ids("") == [frame.pk, speech.pk, gone.pk]
    assert ids("kind=audio") == [speech.pk]
    assert ids("suggestion=block") == [frame.pk, gone.pk]
    assert ids("withdrawn=true") == [gone.pk]
    assert ids("withdrawn=false") == [frame.pk, speech.pk]


def test_pages_of_findings_hold_each_once(reader: Client) -> None:
    job = a_job()
    made = [a_finding(job).pk for _ in range(5)]
    seen, address = [], f"/api/v1/jobs/{job.pk}/findings/?page_size=2"
    while address:
        page = reader.get(address).json()
        seen += [one["id"] for one in page["results"]]
        address = page["next"]
    assert seen == made
