"""One job at a time, escalations and questions to leads, reasons: what the addresses accept, refuse and tell."""

from django.test import Client

from reviews.models import Queue, Reviewer
from tests.api.conftest import Caller
from tests.api.test_claims_and_verdicts import ana_client, claimed, code, post, the_write
from tests.builders import a_job

__all__ = ["ana_client"]  # a fixture


def test_the_next_job_is_the_one_that_is_held(ana_client: Client) -> None:
    a_job(risk=1)
    first = post(ana_client, "claims/")
    a_job(external_id="riskier", risk=3)
    again = post(ana_client, "claims/")
    assert (first.status_code, again.status_code) == (201, 200)
    assert (again.json()["job"], again.json()["fence"]) == (first.json()["job"], first.json()["fence"])
    assert post(ana_client, f"queues/{Queue.objects.get(is_fallback=True).pk}/claim/").status_code == 200


def test_a_second_job_is_claimed_only_by_asking(ana_client: Client) -> None:
    job, other = a_job(), a_job(external_id="other")
    claimed(ana_client, job)
    refused = post(ana_client, f"jobs/{other.pk}/claim/")
    assert code(refused) == (409, "already_holding")
    assert refused.json()["error"]["field"] == "hold_another"
    assert [one["id"] for one in refused.json()["error"]["jobs"]] == [job.pk]
    assert post(ana_client, f"jobs/{other.pk}/claim/", {"hold_another": "yes"}).status_code == 400
    assert post(ana_client, f"jobs/{other.pk}/claim/", {"hold_another": True}).status_code == 201
    assert post(ana_client, f"jobs/{job.pk}/claim/").status_code == 201


def test_who_lost_a_claim_reads_by_whom_when_and_why(ana_client: Client, by_token: Caller, lea: Reviewer) -> None:
    job = a_job()
    seen = claimed(ana_client, job)
    post(by_token(lea, "read", "decide"), f"jobs/{job.pk}/take-over/", {"reason": "Ana is away"})
    error = post(ana_client, f"jobs/{job.pk}/decisions/", {"verdict": "pass", **seen}).json()["error"]
    assert (error["code"], error["how"], error["ended_by"]) == ("claim_lost", "taken_over", "Lea")
    assert error["reason"] == "Ana is away"
    assert error["ended_at"]
    assert "Lea took the job over" in error["message"]
    assert "Ana is away" in error["message"]


def test_an_escalation_needs_a_note_whatever_the_findings_suggest(ana_client: Client) -> None:
    job = a_job(suggestion="review")
    seen = claimed(ana_client, job)
    refused = post(ana_client, f"jobs/{job.pk}/decisions/", {"verdict": "review", **seen})
    assert code(refused) == (400, "note_required")
    assert refused.json()["error"]["field"] == "note"
    sent = post(ana_client, f"jobs/{job.pk}/decisions/", {"verdict": "review", "note": "look", **seen}, key="key-2")
    assert sent.status_code == 201


def test_a_lead_is_asked_and_only_leads_are_offered_the_job(
    ana_client: Client, by_token: Caller, ben: Reviewer, lea: Reviewer
) -> None:
    job = a_job()
    seen = claimed(ana_client, job)
    assert code(post(ana_client, f"jobs/{job.pk}/ask-lead/", {**seen, "note": " "})) == (400, "note_required")
    answers = [post(ana_client, f"jobs/{job.pk}/ask-lead/", {**seen, "note": "which policy?"}) for _ in range(2)]
    assert [one.status_code for one in answers] == [204, 204]
    reviewer = by_token(ben, "read", "decide")
    assert post(reviewer, "claims/").status_code == 204
    assert code(post(reviewer, f"jobs/{job.pk}/claim/")) == (409, "lead_asked")
    lead = by_token(lea, "read", "decide")
    assert post(lead, "claims/").json()["job"] == job.pk
    reviews = lead.get(f"/api/v1/jobs/{job.pk}/reviews/").json()["results"]
    assert [(one["outcome"], one["question"]) for one in reviews if one["question"]] == [
        ("asked_lead", "which policy?")
    ]
    assert [one["id"] for one in lead.get("/api/v1/jobs/?stage=lead").json()["results"]] == [job.pk]


def test_a_verdict_of_somebody_else_is_reopened_with_a_reason(
    ana_client: Client, by_token: Caller, lea: Reviewer
) -> None:
    job = a_job()
    address, body = the_write("submit", job, claimed(ana_client, job))
    post(ana_client, address, {**body, "note": "so it is"})
    lead = by_token(lea, "read", "decide")
    refused = post(lead, f"jobs/{job.pk}/reopen/")
    assert code(refused) == (400, "reason_required")
    assert refused.json()["error"]["field"] == "reason"
    assert post(lead, f"jobs/{job.pk}/reopen/", {"reason": "a wrong policy"}).status_code == 201
    reviews = lead.get(f"/api/v1/jobs/{job.pk}/reviews/").json()["results"]
    assert [(one["reviewer"], one["reason"]) for one in reviews if one["reason"]] == [("lea", "a wrong policy")]


def test_a_verdict_is_taken_back_and_the_same_call_again_answers_the_same(ana_client: Client) -> None:
    job = a_job()
    address, body = the_write("submit", job, claimed(ana_client, job))
    said = post(ana_client, address, {**body, "note": "so it is"}).json()["decision"]["id"]
    assert code(post(ana_client, f"jobs/{job.pk}/take-back/", {"decision": said + 1})) == (409, "not_settled")
    answers = [post(ana_client, f"jobs/{job.pk}/take-back/", {"decision": said}) for _ in range(2)]
    assert [(one.status_code, one.json()["fence"]) for one in answers] == [(201, 2), (201, 2)]
    outcomes = [one["outcome"] for one in ana_client.get(f"/api/v1/jobs/{job.pk}/reviews/").json()["results"]]
    assert sorted(outcomes) == ["active", "taken_back"]
