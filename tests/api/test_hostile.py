"""Hostile input: always JSON, never a 5xx, and nothing written."""

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from reviews.access import permissions
from reviews.models import Decision, Job, Reviewer
from tests.api.conftest import Caller
from tests.builders import a_finding, a_job

BIG = "9" * 30
HUGE = "9" * 5000
NAUGHTY = [
    "%00",
    "%ED%A0%80",
    "%F0%9F%92%A9",
    "'",
    "%27%20OR%201=1--",
    BIG,
    "-1",
    "[]",
    "{}",
    "NaN",
    "%0d%0aX:%201",
    "a" * 3000,
]
FILTERS = [
    *(f"jobs/?{name}={value}" for name in ("external_id", "state", "created_after") for value in NAUGHTY),
    *(
        f"jobs/?{name}=%00"
        for name in ("account", "provider", "suggestion", "verdict", "review_state", "cursor", "x%00")
    ),
    *(f"jobs/?{name}={value}" for name in ("queue", "stage", "due_before", "overdue") for value in NAUGHTY),
    *(f"audit/?{name}={value}" for name in ("action", "actor", "job", "since", "until") for value in NAUGHTY),
    *(f"{name}/?cursor={value}" for name in ("queues", "policies") for value in NAUGHTY),
    *(f"queues/{value}/" for value in (BIG, HUGE, "-1", "0", "%00")),
    *(f"decisions/?{name}={value}" for name in ("job", "by", "is_override", "decided_before") for value in NAUGHTY),
]
DATES = [
    *(f"jobs/?created_after={day}" for day in ("2026-13-01", "2026-02-30", "20261121", "0000-00-00", "now", "1e9")),
    "jobs/?finished_before=9999-12-31T23:59:59-12:00",
    "jobs/?finished_before=0001-01-01T00:00:00%2B14:00",
    "jobs/?finished_before=9998-12-31T23:59:59-23:59",
    "jobs/?finished_after=2026-11-21T25:00:00Z",
    "jobs/?finished_after=1700000000000",
]
CURSORS = [
    *(
        "jobs/?cursor=" + value
        for value in ("", "x", "%F0%9F", "cD0xOw==", "cD1h", "cD0tMQ==", "bz0tMQ==", "bz05OTk5OTk5OTk5OTk5OTk5")
    ),
    "jobs/?cursor=cD0" + "OTk5" * 20,
    "jobs/?cursor=" + "A" * 4000,
    "jobs/{id}/findings/?cursor=cD1mcmFtZQ==",
]
ADDRESSES = [
    f"jobs/{BIG}/", f"jobs/{HUGE}/", "jobs/-1/", "jobs/0/", "jobs/1.5/", "jobs/%00/", "jobs/%2e%2e/",
    f"jobs/{BIG}/findings/",    f"jobs/{BIG}/decisions/", "jobs/9223372036854775808/", "jobs/{id}/findings/?kind=%00",
    "jobs/{id}/findings/?withdrawn=1",
    "jobs/?state=failed&state=failed", "jobs/?nonsense=1", "jobs/?ordering=-risk", "jobs/?limit=99999999999999999999",
    "jobs/?account__secret_key_env=A", "jobs/{id}/?page_size=5", "jobs/?format=xml", "reports/summary/?from=%00&to=%00",
]  # fmt: skip


@pytest.mark.parametrize("address", FILTERS + DATES + CURSORS + ADDRESSES)
def test_hostile_addresses_are_answered_in_json(by_token: Caller, ada: Reviewer, address: str) -> None:
    job = a_job()
    answer = by_token(ada, "read").get("/api/v1/" + address.replace("{id}", str(job.pk)))
    assert answer.status_code in (200, 400, 404), answer.content
    assert answer.headers["Content-Type"] == "application/json"
    if answer.status_code != 200:
        error = answer.json()["error"]
        assert error["code"]
        assert error["message"]


@pytest.mark.parametrize("address", DATES)
def test_a_wrong_date_names_its_field(reader: Client, address: str) -> None:
    answer = reader.get("/api/v1/" + address)
    if "9998" in address:  # the last moment that both databases can hold
        assert answer.status_code == 200
        return
    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == address.partition("?")[2].partition("=")[0]


@pytest.mark.parametrize("address", CURSORS[:-2])
def test_a_foreign_cursor_is_a_400(reader: Client, address: str) -> None:
    a_job()
    answer = reader.get("/api/v1/" + address)
    if answer.status_code != 200:  # a huge offset is cut, not refused
        assert (answer.status_code, answer.json()["error"]["field"]) == (400, "cursor")
    else:
        assert "bz05" in address


@pytest.mark.parametrize("address", ["jobs/?queue", "decisions/?job", "audit/?job"])
@pytest.mark.parametrize("value", ["1e5", "1.0", "0", "-1", "%D9%A1", BIG, HUGE, "9223372036854775808", "NaN"])
def test_a_row_number_is_written_in_plain_digits(by_token: Caller, ada: Reviewer, address: str, value: str) -> None:
    a_job()
    answer = by_token(ada, "read").get(f"/api/v1/{address}={value}")
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, address.partition("?")[2])


def test_an_unknown_parameter_is_named_with_the_known_ones(reader: Client) -> None:
    error = reader.get("/api/v1/jobs/?nonsense=1").json()["error"]
    assert (error["code"], error["field"]) == ("unknown_parameter", "nonsense")
    assert "external_id" in error["message"]


DEEP = "[" * 100_000 + "]" * 100_000
BODIES: list[tuple[str, bytes]] = [
    ("empty", b""),
    ("no json", b"{"),
    ("words", b"hello"),
    ("null", b"null"),
    ("list", b"[]"),
    ("text", b'"x"'),
    ("number", b"7"),
    ("true", b"true"),
    ("nan", b'{"account": NaN}'),
    ("infinity", b'{"account": -Infinity}'),
    ("1e400", b'{"account": 1e400}'),
    ("huge integer", f'{{"account": {HUGE}}}'.encode()),
    ("2^63", b'{"account": 9223372036854775808}'),
    ("deep", DEEP.encode()),
    ("deep unclosed", b"[" * 900_000),
    ("deep inside", f'{{"account": {"[" * 64 + "]" * 64}}}'.encode()),
    ("deep objects", b'{"a":' * 65 + b"1" + b"}" * 65),
    ("nul", b'{"account": "a\\u0000b", "external_ids": ["a"]}'),
    ("raw nul", b'{"account": "a\x00b"}'),
    ("nul in a list", b'{"account": "hw", "external_ids": ["a\\u0000"]}'),
    ("nul in a name", b'{"acc\\u0000ount": "hw"}'),
    ("lone surrogate", b'{"account": "\\ud800", "external_ids": ["a"]}'),
    ("lone surrogate name", b'{"\\udfff": "hw"}'),
    ("raw surrogate", b'{"account": "\xed\xa0\x80"}'),
    ("latin-1", '{"account": "é"}'.encode("latin-1")),
    ("utf-16", '{"account": "hw"}'.encode("utf-16")),
    ("bom", b'\xef\xbb\xbf{"account": "hw"}'),
    ("doubled name", b'{"account": "hw", "account": "ali"}'),
    ("too large", b'{"account": "' + b"a" * 1_100_000 + b'"}'),
    ("many names", json.dumps({f"n{n}": n for n in range(5000)}).encode()),
    ("quote-escape", b'"\\' * 30_000),
    ("object as text", b'{"account": {"a": 1}, "external_ids": ["a"]}'),
    ("ids as object", b'{"account": "hw", "external_ids": {"0": "a"}}'),
    ("nested ids", b'{"account": "hw", "external_ids": [["a"]]}'),
    ("url as list", b'{"account": "hw", "source_url": ["http://h/"]}'),
    ("proto", b'{"__proto__": {"account": "hw"}}'),
    ("comment", b'{"account": "hw" /* */}'),
    ("trailing", b'{"account": "hw"} {}'),
    ("single quotes", b"{'account': 'hw'}"),
]


WRITES = [
    "jobs/", "findings/{id}/decisions/", "jobs/{id}/decisions/", "jobs/{id}/findings/",
    "jobs/{id}/findings/decisions/", "jobs/{id}/skip/", "jobs/{id}/take-over/",
]  # fmt: skip


@pytest.mark.parametrize("body", [body for _, body in BODIES], ids=[name for name, _ in BODIES])
@pytest.mark.parametrize("address", WRITES)
def test_hostile_bodies_are_refused_in_json(by_token: Caller, lea: Reviewer, address: str, body: bytes) -> None:
    finding = a_finding(a_job())
    client = by_token(lea, "read", "submit", "decide")
    target = "/api/v1/" + address.replace("{id}", str(finding.pk if address.startswith("findings") else finding.job_id))
    answer = client.post(target, body, content_type="application/json", headers={"Idempotency-Key": "k"})
    assert answer.status_code in (400, 413), answer.content
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["error"]["message"]
    assert Job.objects.count() == 1
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"account": "a\\u0000"}', "account"),
        (b'{"account": "hw", "external_ids": ["a", "\\ud800"]}', "external_ids.1"),
    ],
)
def test_an_unstorable_character_names_its_field(by_token: Caller, lea: Reviewer, body: bytes, field: str) -> None:
    answer = by_token(lea, "submit").post("/api/v1/jobs/", body, content_type="application/json")
    error = answer.json()["error"]
    assert (error["code"], error["field"]) == ("unstorable_character", field)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/plain", b"x"),
        ("application/x-www-form-urlencoded", b"account=hw"),
        ("application/x-www-form-urlencoded", b"a=" + b"x" * 1_100_000),
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(2000))),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"--b--"),
        ("application/xml", b"<!DOCTYPE x><x/>"),
        ("", b"{}"),
        ("nonsense", b"{}"),
        ("application/json; charset=nonsense", b"{}"),
    ],
)
def test_other_content_types_are_refused_in_json(
    by_token: Caller, lea: Reviewer, content_type: str, body: bytes
) -> None:
    for client in (by_token(lea, "submit"), Client()):
        client.force_login(lea)
        answer = client.generic("POST", "/api/v1/jobs/", body, content_type=content_type)
        assert answer.status_code in (400, 413, 415), answer.content
        assert answer.headers["Content-Type"] == "application/json"


def test_an_answer_nobody_can_give_is_a_406_in_json(reader: Client) -> None:
    answer = reader.get("/api/v1/jobs/", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (406, "application/json")


def test_a_database_that_is_away_is_a_503_with_retry_after(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any) -> None:
        raise OperationalError("server closed the connection, host=secret")

    monkeypatch.setattr(permissions, "visible_jobs", away)
    answer = reader.get("/api/v1/jobs/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json()["error"]["code"] == "database_unavailable"
    assert b"secret" not in answer.content


def test_text_from_a_provider_leaves_as_data(reader: Client) -> None:
    job = a_job(title='</script><img src=x onerror="alert(1)">', error_message="\u202etxt.exe")
    answer = reader.get(f"/api/v1/jobs/{job.pk}/")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.json()["title"] == job.title
