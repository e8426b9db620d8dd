"""What the queue, skip, take-over, bulk and added-finding addresses do, and what they answer the second time."""

from itertools import chain
from typing import Any

import pytest
from django.test import Client

from reviews.models import Decision, Finding, Job, Queue, Review, Reviewer
from tests.api.conftest import Caller
from tests.builders import a_finding, a_job, a_policy, a_queue, a_team, an_account


def post(client: Client, address: str, body: dict[str, Any] | None = None, key: str = "key-1") -> Any:
    headers = {"Idempotency-Key": key}
    return client.post(f"/api/v1/{address}", body or {}, content_type="application/json", headers=headers)


@pytest.fixture
def ana_client(by_token: Caller, ana: Reviewer) -> Client:
    return by_token(ana, "read", "decide")


def claimed(client: Client, job: Job) -> dict[str, int]:
    told = post(client, f"jobs/{job.pk}/claim/").json()
    return {"fence": told["fence"], "version": told["version"]}


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def the_write(kind: str, job: Job, seen: dict[str, int]) -> tuple[str, dict[str, Any]]:
    """Address and body of a write of that kind."""
    finding = Finding.objects.filter(job=job).first() or a_finding(job)
    added = {
        "kind": "frame",
        "start_ms": 1000,
        "end_ms": 1000,
        "category": "porn",
        "label": "x",
        "verdict": "block",
        **seen,
    }
    return {
        "single": (f"findings/{finding.pk}/decisions/", {"verdict": "pass", **seen}),
        "bulk": (f"jobs/{job.pk}/findings/decisions/", {"verdict": "pass", "finding_ids": [finding.pk], **seen}),
        "missed": (f"jobs/{job.pk}/findings/", added),
        "submit": (f"jobs/{job.pk}/decisions/", {"verdict": "pass", **seen}),
    }[kind]


KINDS = ("single", "bulk", "missed", "submit")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_key_answers_the_same_and_another_body_is_a_conflict(ana_client: Client, kind: str) -> None:
    job = a_job()
    policy = a_policy()
    address, body = the_write(kind, job, claimed(ana_client, job))
    body |= {"policy_id": policy.pk, "note": "seen"}
    first, second = post(ana_client, address, body), post(ana_client, address, body)
    assert (first.status_code, second.status_code) == (201, 201), first.content
    for name in ("decision", "decisions", "verdict", "job_version"):
        assert first.json().get(name) == second.json().get(name)
    assert Decision.objects.count() == 1
    assert code(post(ana_client, address, {**body, "note": "another"})) == (409, "key_reused")
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("kind", KINDS)
def test_an_old_version_is_a_conflict_that_tells_the_current_one(ana_client: Client, kind: str) -> None:
    job = a_job()
    seen = claimed(ana_client, job)
    post(ana_client, f"findings/{a_finding(job).pk}/decisions/", {"verdict": "pass", **seen}, key="before")
    address, body = the_write(kind, job, seen)
    answer = post(ana_client, address, {**body, "policy_id": a_policy().pk})
    assert code(answer) == (409, "stale_version")
    assert answer.json()["error"]["version"] == 2
    assert Decision.objects.count() == 1


def test_the_next_job_comes_out_of_ones_queues_until_nothing_waits(ana_client: Client, ana: Reviewer) -> None:
    mine = a_job(queue=a_queue("Ana's", a_team("south", ana)), external_id="mine")
    general = a_job(external_id="general")
    assert post(ana_client, f"queues/{mine.queue_id}/claim/").json()["job"] == mine.pk
    assert post(ana_client, "claims/", {"hold_another": True}).json()["job"] == general.pk
    assert post(ana_client, "claims/", {"hold_another": True}).status_code == 204


def test_a_skipped_job_is_not_offered_again_and_the_same_call_answers_the_same(ana_client: Client) -> None:
    job = a_job()
    fence = {"fence": claimed(ana_client, job)["fence"]}
    assert [post(ana_client, f"jobs/{job.pk}/skip/", fence).status_code for _ in range(2)] == [204, 204]
    assert post(ana_client, "claims/").status_code == 204
    assert Review.objects.filter(outcome="skipped").count() == 1


def test_a_lead_takes_a_job_over_with_a_reason(ana_client: Client, by_token: Caller, lea: Reviewer) -> None:
    job = a_job()
    seen = claimed(ana_client, job)
    lead = by_token(lea, "read", "decide")
    assert post(lead, f"jobs/{job.pk}/take-over/").json()["error"]["field"] == "reason"
    taken = post(lead, f"jobs/{job.pk}/take-over/", {"reason": "Ana is away"})
    assert taken.status_code == 201
    assert taken.json()["fence"] > seen["fence"]
    assert code(post(ana_client, f"jobs/{job.pk}/decisions/", {"verdict": "pass", **seen})) == (409, "claim_lost")
    held = lead.get(f"/api/v1/jobs/{job.pk}/reviews/").json()["results"]
    assert {one["outcome"] for one in held} >= {"taken_over"}
    assert post(ana_client, f"jobs/{job.pk}/take-over/", {"reason": "mine"}).status_code == 403


def test_review_on_a_job_sends_it_to_the_second_look(ana_client: Client) -> None:
    job = a_job()
    answer = post(
        ana_client, f"jobs/{job.pk}/decisions/", {"verdict": "review", "note": "unsure", **claimed(ana_client, job)}
    )
    assert answer.status_code == 201
    second = Queue.objects.get(stage="second")
    assert second.name in str(answer.json()["escalated_to"])
    assert [one["id"] for one in ana_client.get("/api/v1/jobs/?stage=second").json()["results"]] == [job.pk]
    assert ana_client.get(f"/api/v1/jobs/?queue={second.pk}").json()["results"][0]["queue"] == second.name


def test_the_audit_trail_is_filtered_by_action_actor_and_job(
    ana_client: Client, by_token: Caller, ada: Reviewer
) -> None:
    job, other = a_job(), a_job(external_id="other")
    claimed(ana_client, job)
    post(ana_client, f"jobs/{other.pk}/claim/", {"hold_another": True})
    admin = by_token(ada, "read")
    entries = admin.get(f"/api/v1/audit/?actor=ana&job={job.pk}").json()["results"]
    assert entries
    assert {one["job"] for one in entries} == {job.pk}
    action = entries[0]["action"]
    assert {one["action"] for one in admin.get(f"/api/v1/audit/?action={action}").json()["results"]} == {action}
    assert admin.get("/api/v1/audit/?actor=nobody").json()["results"] == []


def test_pages_of_one_persons_queues_hold_every_job_once(ana_client: Client, ana: Reviewer, cy: Reviewer) -> None:
    own, others = a_queue("Ana's", a_team("south", ana)), a_queue("Cy's", a_team("north", cy))
    made: dict[Queue, list[int]] = {queue: [] for queue in (own, others, Queue.objects.get(is_fallback=True))}
    for number in range(4):
        for queue, jobs in made.items():
            jobs.append(a_job(queue=queue, external_id=f"{queue}-{number}").pk)
    brought = Job.objects.create(account=an_account("own"), external_id="mine", added_by=ana).pk
    del made[others]
    seen: list[int] = []
    backwards: list[int] = []
    address = "/api/v1/jobs/?page_size=2"
    while address:
        page = ana_client.get(address).json()
        seen += [one["id"] for one in page["results"]]
        last, address = page, page["next"]
    assert seen == sorted([*chain.from_iterable(made.values()), brought], reverse=True)
    address = last["previous"]
    while address:
        page = ana_client.get(address).json()
        backwards = [one["id"] for one in page["results"]] + backwards
        address = page["previous"]
    assert backwards == seen[: len(backwards)]
    assert len(backwards) >= len(seen) - 2


def test_a_settled_job_is_opened_again_once(ana_client: Client, by_token: Caller, ben: Reviewer) -> None:
    job = a_job()
    assert code(post(ana_client, f"jobs/{job.pk}/reopen/")) == (409, "not_settled")
    address, body = the_write("submit", job, claimed(ana_client, job))
    post(ana_client, address, {**body, "note": "so it is"})
    assert code(post(by_token(ben, "read", "decide"), f"jobs/{job.pk}/reopen/")) == (403, "not_yours")
    told = post(ana_client, f"jobs/{job.pk}/reopen/")
    assert (told.status_code, told.json()["fence"]) == (201, 2)
    assert code(post(ana_client, f"jobs/{job.pk}/reopen/")) == (409, "not_settled")
