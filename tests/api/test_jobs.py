"""Jobs by API: what one looks like, filters, pages, registering."""

from datetime import timedelta

import pytest
from django.test import Client

from reviews.models import AuditEntry, AutoSettleRule, Decision, Job, Queue, Reviewer
from tests.api.conftest import Caller
from tests.builders import NOON, a_job, an_account

FIELDS = {
    "id", "account", "provider", "external_id", "state", "suggestion", "verdict", "review_state", "source_url",
    "created_at", "finished_at", "error_code", "error_message",
}  # fmt: skip


def ids(client: Client, query: str) -> list[str]:
    answer = client.get(f"/api/v1/jobs/?{query}")
    assert answer.status_code == 200, answer.content
    return [job["external_id"] for job in answer.json()["results"]]


def test_a_job_has_every_documented_field(reader: Client) -> None:
    job = a_job(error_code="E1", error_message="no audio", provider_created_at=NOON - timedelta(hours=1))
    shown = reader.get(f"/api/v1/jobs/{job.pk}/").json()
    assert set(shown) >= FIELDS
    assert shown["id"] == job.pk
    assert shown["account"] == "hw"
    assert shown["provider"] == "huawei"
    assert shown["external_id"] == "job-1"
    assert (shown["state"], shown["suggestion"], shown["verdict"]) == ("succeeded", "block", None)
    assert shown["review_state"] == "waiting"
    assert shown["source_url"] == "http://127.0.0.1:8100/media/clip.mp4"
    assert shown["created_at"] == "2026-11-21T11:00:00Z"
    assert shown["finished_at"] == "2026-11-21T12:00:00Z"
    assert (shown["error_code"], shown["error_message"]) == ("E1", "no audio")
    assert reader.get("/api/v1/jobs/").json()["results"] == [shown]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("https://h/a.mp4?Expires=1&OSSAccessKeyId=a&Signature=s", "https://h/a.mp4"),
        ("https://h/a.mp4?X-Amz-Signature=s#f", "https://h/a.mp4"),
        ("https://h/a.mp4?x-oss-signature=s&keep=1", "https://h/a.mp4"),
        ("https://h/a.mp4?AccessKeyId=s", "https://h/a.mp4"),
        ("https://user:secret@h/a.mp4?id=4", "https://h/a.mp4"),
        ("https://h/a.mp4?id=4", "https://h/a.mp4"),
        ("oss://bucket/a.mp4", "oss://bucket/a.mp4"),
        ("https://[h/a.mp4?Signature=s", "https://…"),
        ("", ""),
    ],
)
def test_a_signed_link_is_shown_without_its_signature(reader: Client, stored: str, shown: str) -> None:
    job = a_job(source_url=stored)
    assert reader.get(f"/api/v1/jobs/{job.pk}/").json()["source_url"] == shown


def settled_by(reader: Client, job: Job) -> object:
    return reader.get(f"/api/v1/jobs/{job.pk}/").json()["settled_by"]


def test_a_job_says_whose_verdict_counts_now(reader: Client, ana: Reviewer) -> None:
    job = a_job()
    assert settled_by(reader, job) is None
    rule = AutoSettleRule.objects.create(name="quiet", verdict="pass", label="none")
    Job.objects.filter(pk=job.pk).update(review_state="settled", verdict="pass", auto_rule=rule)
    said = {"job": job, "target": "job", "verdict": "pass", "decided_at": NOON, "request_digest": "0" * 64}
    by_rule = Decision.objects.create(**said, auto_rule=rule, decided_by_name="quiet", idempotency_key="rule")
    assert settled_by(reader, job) == "rule"
    Decision.objects.create(**said, decided_by=ana, decided_by_name="Ana", supersedes=by_rule, idempotency_key="ana-1")
    assert settled_by(reader, job) == "person"


def test_jobs_are_filtered_by_words_and_names(reader: Client) -> None:
    a_job(external_id="one", verdict="pass", review_state="settled")
    ali = an_account("ali", "alibaba")
    a_job(ali, "two", state="failed", suggestion="")
    assert ids(reader, "external_id=one") == ["one"]
    assert ids(reader, "account=ali") == ["two"]
    assert ids(reader, "provider=huawei") == ["one"]
    assert ids(reader, "provider=mts") == []
    assert ids(reader, "state=failed") == ["two"]
    assert ids(reader, "suggestion=block") == ["one"]
    assert ids(reader, "suggestion=none") == ["two"]
    assert ids(reader, "verdict=pass") == ["one"]
    assert ids(reader, "verdict=none") == ["two"]
    assert ids(reader, "review_state=settled&provider=huawei") == ["one"]
    assert ids(reader, "external_id=none-such") == []


def test_dates_start_with_their_first_moment_and_end_before_it(reader: Client) -> None:
    for number in range(4):
        moment = NOON + timedelta(days=number)
        a_job(external_id=f"day-{21 + number}", provider_created_at=moment, finished_at=moment + timedelta(hours=1))
    assert ids(reader, "created_after=2026-11-23") == ["day-24", "day-23"]
    assert ids(reader, "created_before=2026-11-22") == ["day-21"]
    assert ids(reader, "created_after=2026-11-22T12:00:00Z&created_before=2026-11-23T12:00:00Z") == ["day-22"]
    assert ids(reader, "finished_after=2026-11-24T13:00:00Z") == ["day-24"]
    assert ids(reader, "finished_before=2026-11-21T13:00:01%2B00:00") == ["day-21"]


def test_a_job_without_the_providers_time_is_filtered_by_ours(reader: Client) -> None:
    job = a_job()
    shown = reader.get("/api/v1/jobs/").json()["results"][0]
    assert shown["created_at"] == job.created_at.isoformat().replace("+00:00", "Z")
    assert ids(reader, f"created_after={job.created_at.date()}") == ["job-1"]


def test_pages_hold_every_job_once_newest_first(reader: Client) -> None:
    for number in range(7):
        a_job(external_id=f"job-{number}")
    seen, address = [], "/api/v1/jobs/?page_size=3"
    while address:
        page = reader.get(address).json()
        seen += [job["external_id"] for job in page["results"]]
        address = page["next"]
    assert seen == [f"job-{number}" for number in reversed(range(7))]


@pytest.mark.parametrize("size", ["0", "201", "-1", "x", "", "1e2", "99999999999999999999", "٣", "1.5", "%00"])
def test_a_wrong_page_size_is_refused_by_name(reader: Client, size: str) -> None:
    answer = reader.get(f"/api/v1/jobs/?page_size={size}")
    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == "page_size"


def test_page_size_200_is_the_most(reader: Client) -> None:
    account, queue = an_account(), Queue.objects.get(is_fallback=True)
    Job.objects.bulk_create(Job(account=account, external_id=f"j{n}", queue=queue) for n in range(201))
    assert len(reader.get("/api/v1/jobs/?page_size=200").json()["results"]) == 200
    assert len(reader.get("/api/v1/jobs/").json()["results"]) == 50


def test_ids_are_registered_line_by_line(by_token: Caller, lea: Reviewer) -> None:
    a_job(external_id="old")
    client = by_token(lea, "submit")
    body = {"account": "hw", "external_ids": ["new", "old", "bad id!", "new"]}
    answer = client.post("/api/v1/jobs/", body, content_type="application/json")
    assert answer.status_code == 201
    rows = answer.json()["registrations"]
    assert [row["status"] for row in rows] == ["created", "known", "refused", "known"]
    assert rows[0]["job_id"] == Job.objects.get(external_id="new").pk
    assert rows[2]["job_id"] is None
    assert "letters, digits" in rows[2]["message"]
    assert AuditEntry.objects.filter(action="jobs.registered", actor_name="lea").count() == 1
    again = client.post("/api/v1/jobs/", body, content_type="application/json")
    assert again.status_code == 200
    assert Job.objects.count() == 2


def test_pasted_ids_are_registered_and_found_without_what_nobody_sees(by_token: Caller, lea: Reviewer) -> None:
    an_account()
    client = by_token(lea, "submit", "read")
    body = {"account": "hw", "external_ids": ["\ufeffa-1\u200b", "a\u200b2"]}
    told = client.post("/api/v1/jobs/", body, content_type="application/json").json()["registrations"]
    assert [(one["external_id"], one["status"]) for one in told] == [("a-1", "created"), ("a\\u200b2", "refused")]
    assert "U+200B ZERO WIDTH SPACE" in told[1]["message"]
    assert ids(client, "external_id=%EF%BB%BFa-1%E2%80%8B") == ["a-1"]


def test_nothing_but_bad_ids_is_a_400_that_says_why(by_token: Caller, lea: Reviewer) -> None:
    an_account()
    body = {"account": "hw", "external_ids": ["a/b", "c d"]}
    answer = by_token(lea, "submit").post("/api/v1/jobs/", body, content_type="application/json")
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["code"], error["field"]) == ("nothing_registered", "external_ids")
    assert [row["line"] for row in error["registrations"]] == [1, 2]
    assert not Job.objects.exists()


def test_a_reviewer_may_not_register_ids(by_token: Caller, ana: Reviewer) -> None:
    an_account()
    body = {"account": "hw", "external_ids": ["new"]}
    answer = by_token(ana, "submit").post("/api/v1/jobs/", body, content_type="application/json")
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "not_allowed"
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "account"),
        ({"account": "hw"}, "external_ids"),
        ({"account": "nobody", "external_ids": ["a"]}, "account"),
        ({"account": "off", "external_ids": ["a"]}, "account"),
        ({"account": "hw", "external_ids": []}, "external_ids"),
        ({"account": "hw", "external_ids": "a"}, "external_ids"),
        ({"account": "hw", "external_ids": [1]}, "external_ids.0"),
        ({"account": "hw", "external_ids": ["a", None]}, "external_ids.1"),
        ({"account": "hw", "external_ids": ["a"] * 1001}, "external_ids"),
        ({"account": "hw", "external_ids": ["a"], "source_url": "http://h/a"}, "external_ids"),
        ({"account": "hw", "external_ids": ["a"], "title": "x"}, "title"),
        ({"account": "hw", "external_ids": ["a"], "verdict": "pass"}, "verdict"),
        ({"account": "hw", "source_url": "http://h/a", "frame_interval_s": 0}, "frame_interval_s"),
        ({"account": "hw", "source_url": "http://h/a", "frame_interval_s": True}, "frame_interval_s"),
        ({"account": ["hw"], "external_ids": ["a"]}, "account"),
    ],
)
def test_a_wrong_body_names_the_field(by_token: Caller, lea: Reviewer, body: dict[str, object], field: str) -> None:
    an_account()
    an_account("off", is_active=False)
    answer = by_token(lea, "submit").post("/api/v1/jobs/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == field
    assert not Job.objects.exists()


@pytest.mark.parametrize("query", ["provider=nope", "account=nope", "state=nope", "external_id=%00"])
def test_a_wrong_filter_has_a_code_and_names_its_field(reader: Client, query: str) -> None:
    answer = reader.get(f"/api/v1/jobs/?{query}")
    error = answer.json()["error"]
    assert answer.status_code == 400
    assert error["field"] == query.split("=")[0]
    assert error["code"] in {"invalid", "invalid_choice", "not_found"}
