"""Claiming and deciding by API."""

from typing import Any

import pytest
from django.test import Client

from reviews.models import Decision, Detection, Finding, Job, Reviewer
from tests.api.conftest import Caller
from tests.builders import a_detection, a_finding, a_job, a_policy
from tests.responses import ClientResponse

FIELDS = {
    "id", "job", "target", "finding", "detection", "verdict", "machine_suggestion", "is_override", "policy", "note",
    "by", "decided_at", "supersedes",
}  # fmt: skip


def post(client: Client, address: str, body: dict[str, Any], key: str | None = "key-1") -> ClientResponse:
    headers = {"Idempotency-Key": key} if key is not None else {}
    return client.post(f"/api/v1/{address}", body, content_type="application/json", headers=headers)


@pytest.fixture
def desk(by_token: Caller, ana: Reviewer) -> tuple[Client, Job, Finding, Detection, dict[str, Any]]:
    """Ana's client, a job she holds with one finding and detection, and version and fence to send."""
    client = by_token(ana, "read", "decide")
    job = a_job()
    finding = a_finding(job)
    detection = a_detection(finding)
    claimed = client.post(f"/api/v1/jobs/{job.pk}/claim/", content_type="application/json")
    assert claimed.status_code == 201
    return client, job, finding, detection, {name: claimed.json()[name] for name in ("fence", "version")}


type Desk = tuple[Client, Job, Finding, Detection, dict[str, Any]]


def test_a_finding_is_overridden(desk: Desk) -> None:
    client, job, finding, _, seen = desk
    answer = post(client, f"findings/{finding.pk}/decisions/", {"verdict": "pass", "took_ms": 900, **seen})
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert set(told["decision"]) >= FIELDS
    assert told["decision"]["is_override"] is True
    assert told["job_version"] == 2
    assert told["rollup"] == {"passes": 1, "reviews": 0, "blocks": 0, "decided": 1, "suggests": "pass"}
    [listed] = client.get(f"/api/v1/jobs/{job.pk}/decisions/").json()["results"]
    assert listed == told["decision"]
    assert (listed["by"], listed["machine_suggestion"], listed["finding"]) == ("ana", "block", finding.pk)


def test_a_detection_gets_its_own_verdict(desk: Desk) -> None:
    client, _, _, detection, seen = desk
    answer = post(client, f"detections/{detection.pk}/decisions/", {"verdict": "pass", **seen})
    assert answer.status_code == 201
    assert answer.json()["decision"]["detection"] == detection.pk


def test_the_job_is_settled(desk: Desk) -> None:
    client, job, _, _, seen = desk
    policy = a_policy()
    body = {"verdict": "block", "policy_id": policy.pk, "note": "seen", **seen}
    answer = post(client, f"jobs/{job.pk}/decisions/", body)
    assert answer.status_code == 201
    assert answer.json()["decision"]["policy"] == "NUD-2"
    shown = client.get(f"/api/v1/jobs/{job.pk}/").json()
    assert (shown["verdict"], shown["review_state"]) == ("block", "settled")


def test_the_same_key_answers_the_same_decision(desk: Desk) -> None:
    client, _, finding, _, seen = desk
    body = {"verdict": "pass", **seen}
    first = post(client, f"findings/{finding.pk}/decisions/", body)
    second = post(client, f"findings/{finding.pk}/decisions/", body)
    assert second.status_code == 201
    assert first.json()["decision"] == second.json()["decision"]
    assert Decision.objects.count() == 1
    reused = post(client, f"findings/{finding.pk}/decisions/", {**body, "verdict": "review"})
    assert (reused.status_code, reused.json()["error"]["code"]) == (409, "key_reused")


def test_a_stale_write_is_refused_with_the_current_state(desk: Desk) -> None:
    client, _, finding, _, seen = desk
    post(client, f"findings/{finding.pk}/decisions/", {"verdict": "pass", **seen})
    answer = post(client, f"findings/{finding.pk}/decisions/", {"verdict": "review", **seen}, key="key-2")
    assert answer.status_code == 409
    error = answer.json()["error"]
    assert (error["code"], error["version"], error["decided_by"]) == ("stale_version", 2, "Ana")


@pytest.mark.parametrize("key", [None, "", " ", "a b", "x" * 101, "schlüssel"])
def test_a_decision_without_a_proper_key_is_refused(desk: Desk, key: str | None) -> None:
    client, _, finding, _, seen = desk
    answer = post(client, f"findings/{finding.pk}/decisions/", {"verdict": "pass", **seen}, key=key)
    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == "Idempotency-Key"
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"verdict": "maybe"}, "verdict"),
        ({"verdict": None}, "verdict"),
        ({"version": "1"}, "version"),
        ({"version": 0}, "version"),
        ({"version": 2**31}, "version"),
        ({"fence": 1.0}, "fence"),
        ({"fence": True}, "fence"),
        ({"note": "x" * 4001}, "note"),
        ({"note": 5}, "note"),
        ({"policy_id": 404}, "policy_id"),
        ({"policy_id": "NUD-2"}, "policy_id"),
        ({"took_ms": -1}, "took_ms"),
        ({"decided_by": 1}, "decided_by"),
        ({"job": 1}, "job"),
    ],
)
def test_a_wrong_decision_names_the_field(desk: Desk, change: dict[str, Any], field: str) -> None:
    client, _, finding, _, seen = desk
    answer = post(client, f"findings/{finding.pk}/decisions/", {"verdict": "pass", **seen, **change})
    assert answer.status_code == 400, answer.content
    assert answer.json()["error"]["field"] == field
    assert not Decision.objects.exists()


def test_who_does_not_hold_the_job_cannot_decide(desk: Desk, by_token: Caller, ben: Reviewer) -> None:
    _, job, finding, _, seen = desk
    client = by_token(ben, "decide")
    answer = post(client, f"findings/{finding.pk}/decisions/", {"verdict": "pass", **seen})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "claim_lost")
    held = client.post(f"/api/v1/jobs/{job.pk}/claim/", content_type="application/json")
    assert (held.status_code, held.json()["error"]["code"]) == (409, "claim_held")
    assert held.json()["error"]["holder"] == "Ana"


def test_a_claim_is_given_back(desk: Desk) -> None:
    client, job, _, _, seen = desk
    assert client.delete(f"/api/v1/jobs/{job.pk}/claim/").json()["error"]["field"] == "fence"
    assert client.delete(f"/api/v1/jobs/{job.pk}/claim/?fence={seen['fence']}").status_code == 204
    job.refresh_from_db()
    assert job.review_state == "waiting"


def test_decisions_are_filtered(desk: Desk) -> None:
    client, job, finding, detection, seen = desk
    post(client, f"findings/{finding.pk}/decisions/", {"verdict": "pass", **seen})
    body = {"verdict": "block", **seen, "version": 2}
    post(client, f"detections/{detection.pk}/decisions/", body, key="key-2")

    def targets(query: str) -> list[str]:
        answer = client.get(f"/api/v1/decisions/?{query}")
        assert answer.status_code == 200, answer.content
        return [one["target"] for one in answer.json()["results"]]

    assert targets("") == ["detection", "finding"]
    assert targets("verdict=pass") == ["finding"]
    assert targets("target=detection") == ["detection"]
    assert targets("by=ana") == ["detection", "finding"]
    assert targets("is_override=true") == ["finding"]
    assert targets("is_override=false") == ["detection"]
    assert targets("decided_after=2020-01-01&decided_before=2020-01-02") == []
    assert targets("decided_after=2020-01-01") == ["detection", "finding"]
    assert targets(f"job={job.pk}") == ["detection", "finding"]
    assert targets("job=9223372036854775807") == []


def test_a_verdict_is_taken_back(desk: Desk) -> None:
    client, job, finding, _, seen = desk
    given = post(client, f"findings/{finding.pk}/decisions/", {"verdict": "pass", **seen}).json()
    address, body = f"findings/{finding.pk}/decisions/", {"take_back": True, **seen, "version": given["job_version"]}
    answer = post(client, address, body, "key-2")
    assert answer.status_code == 201, answer.content
    told = answer.json()
    wanted = {"verdict": None, "taken_back": True, "restores": None, "supersedes": given["decision"]["id"]}
    assert told["decision"].items() >= {**wanted, "is_override": False}.items()
    assert told["rollup"] == {"passes": 0, "reviews": 0, "blocks": 1, "decided": 0, "suggests": "block"}
    assert post(client, address, body, "key-2").json()["decision"] == told["decision"]
    [shown] = client.get(f"/api/v1/jobs/{job.pk}/findings/").json()["results"]
    assert shown["verdict"] is None
    listed = client.get("/api/v1/decisions/?verdict=none").json()["results"]
    assert [row["id"] for row in listed] == [told["decision"]["id"]]
    agreeing = client.get("/api/v1/decisions/?is_override=false").json()["results"]
    assert [row["is_override"] for row in agreeing] == [False]


def test_a_detection_is_taken_back_to_ones_own_earlier_verdict(desk: Desk) -> None:
    client, _, _, detection, seen = desk
    address = f"detections/{detection.pk}/decisions/"
    first = post(client, address, {"verdict": "pass", **seen}, "key-1").json()
    post(client, address, {"verdict": "review", **seen, "version": 2}, "key-2")
    told = post(client, address, {"take_back": True, "verdict": None, **seen, "version": 3}, "key-3").json()
    assert told["decision"].items() >= {
        "verdict": "pass", "taken_back": True, "restores": first["decision"]["id"],
    }.items()  # fmt: skip


def test_many_verdicts_are_taken_back_at_once(desk: Desk) -> None:
    client, job, finding, _, seen = desk
    address = f"jobs/{job.pk}/findings/decisions/"
    ids = [finding.pk, a_finding(job).pk]
    given = post(client, address, {"verdict": "pass", "finding_ids": ids, **seen}, "key-1").json()
    assert (given["taken_back"], given["undecided"], given["restored"]) == (False, 0, 0)
    told = post(client, address, {"take_back": True, "finding_ids": ids, **seen, "version": 2}, "key-2").json()
    assert (told["verdict"], told["taken_back"], told["undecided"], told["restored"]) == (None, True, 2, 0)
    assert told["rollup"]["decided"] == 0


@pytest.mark.parametrize(
    "said", [{}, {"verdict": None}, {"verdict": "pass", "take_back": True}, {"take_back": "true"}, {"take_back": 1}]
)
def test_either_a_verdict_or_take_back_is_sent(desk: Desk, said: dict[str, Any]) -> None:
    client, job, finding, _, seen = desk
    for address, more in ((f"findings/{finding.pk}", {}), (f"jobs/{job.pk}/findings", {"finding_ids": [finding.pk]})):
        answer = post(client, f"{address}/decisions/", {**said, **more, **seen})
        assert answer.status_code == 400, answer.content
    assert not Decision.objects.exists()


def test_nothing_of_ones_own_and_a_job_are_not_taken_back(desk: Desk) -> None:
    client, job, finding, _, seen = desk
    answer = post(client, f"findings/{finding.pk}/decisions/", {"take_back": True, **seen})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "nothing_to_take_back")
    answer = post(client, f"jobs/{job.pk}/decisions/", {"take_back": True, **seen})
    assert answer.status_code == 400


def test_findings_and_detections_get_one_verdict(desk: Desk) -> None:
    client, job, finding, detection, seen = desk
    address = f"jobs/{job.pk}/findings/decisions/"
    other = a_finding(job)
    body = {"verdict": "pass", "finding_ids": [other.pk], "detection_ids": [detection.pk], **seen}
    told = post(client, address, body).json()
    assert len(told["decisions"]) == 2
    assert told["rollup"]["decided"] == 1
    findings = {row["id"]: row for row in client.get(f"/api/v1/jobs/{job.pk}/findings/").json()["results"]}
    assert (findings[finding.pk]["verdict"], findings[other.pk]["verdict"]) == (None, "pass")
    assert findings[finding.pk]["detections"][0]["verdict"] == "pass"
    empty = post(client, address, {"verdict": "pass", **seen, "version": 2}, "key-2")
    assert (empty.status_code, empty.json()["error"]["code"]) == (400, "bad_target")
