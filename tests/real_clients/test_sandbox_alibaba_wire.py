"""Signed requests of ours to the sandbox's Alibaba side, and what it says to changed ones."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from reviews.providers.alibaba.signing import AlibabaAuth
from reviews.providers.secret import Secret
from reviews.sandbox import server
from reviews.sandbox.limits import RateLimit

AK, SK = Secret("sandbox-ak"), Secret("sandbox-sk")

PAYLOADS = Path(__file__).parents[1] / "payloads"


@pytest.fixture
def sandbox() -> Iterator[server.Sandbox]:
    running = server.start()
    yield running
    running.stop()


def a_call(url: str, query: str = "JobId=nope", **signing: Any) -> requests.PreparedRequest:
    """A signed detail call of ours, ready to send."""
    auth = AlibabaAuth(AK, SK, action="QueryMediaCensorJobDetail", version="2020-11-09", **signing)
    return requests.Request("POST", f"{url}/?{query}", auth=auth).prepare()


def sent(request: requests.PreparedRequest) -> tuple[int, str]:
    with requests.Session() as session:
        answer = session.send(request, timeout=5)
        return answer.status_code, answer.json()["Code"]


def test_a_replayed_request_is_refused(sandbox: server.Sandbox) -> None:
    request = a_call(sandbox.url)
    assert sent(request) == (404, "InvalidParameter.ResourceNotFound")
    assert sent(request) == (400, "SignatureNonceUsed")


def test_an_old_date_is_refused(sandbox: server.Sandbox) -> None:
    request = a_call(sandbox.url, clock=lambda: datetime.now(UTC) - timedelta(minutes=16))
    assert sent(request) == (400, "InvalidTimeStamp.Expired")


def test_a_changed_query_body_or_header_is_refused(sandbox: server.Sandbox) -> None:
    query, body, action, unsigned = (a_call(sandbox.url) for _ in range(4))
    query.url = str(query.url).replace("nope", "other")
    body.body, body.headers["Content-Length"] = b"x", "1"
    action.headers["x-acs-action"] = "SubmitMediaCensorJob"
    authorization = str(unsigned.headers["Authorization"])
    unsigned.headers["Authorization"] = authorization.replace("x-acs-signature-nonce;", "")
    assert [sent(request) for request in (query, body, action)] == [(400, "SignatureDoesNotMatch")] * 3
    assert sent(unsigned) == (400, "IncompleteSignature")


def test_page_sizes_and_tokens_are_checked(sandbox: server.Sandbox) -> None:
    for query in ("MaximumPageSize=0", "MaximumPageSize=301", "MaximumPageSize=ten", "NextPageToken=" + "0" * 32):
        assert sent(a_call(sandbox.url, f"JobId=nope&{query}")) == (400, "InvalidParameter")


def test_more_than_a_hundred_calls_a_second_are_throttled() -> None:
    rate = RateLimit(100)
    assert [rate.allows("detail") for _ in range(101)] == [True] * 100 + [False]
    assert rate.allows("list")


def called(url: str, action: str, **query: str) -> Any:
    auth = AlibabaAuth(AK, SK, action=action, version="2020-11-09")
    return requests.post(f"{url}/", params=query, auth=auth, timeout=5).json()


def test_a_recorded_answer_is_paged_and_listed(tmp_path: Path) -> None:
    recorded = json.loads((PAYLOADS / "alibaba" / "query-media-censor-job-detail.json").read_text())
    video = recorded["MediaCensorJobDetail"]["VensorCensorResult"]
    row = video["VideoTimelines"]["VideoTimeline"][0]
    video["VideoTimelines"]["VideoTimeline"] = [{**row, "Timestamp": f"00:00:{n:02d}.000"} for n in range(50)]
    (tmp_path / "alibaba").mkdir()
    (tmp_path / "alibaba" / "kept-1.json").write_text(json.dumps(recorded))
    running = server.start(payloads=tmp_path)
    try:
        first = called(running.url, "QueryMediaCensorJobDetail", JobId="kept-1")["MediaCensorJobDetail"]
        token = first["VensorCensorResult"].pop("NextPageToken")
        second = called(running.url, "QueryMediaCensorJobDetail", JobId="kept-1", NextPageToken=token)
        listed = called(running.url, "QueryMediaCensorJobList")["MediaCensorJobList"]["MediaCensorJob"]
    finally:
        running.stop()
    later = second["MediaCensorJobDetail"]
    assert set(later) == {"JobId", "State", "VensorCensorResult"}
    rows = [part["VensorCensorResult"]["VideoTimelines"]["VideoTimeline"] for part in (first, later)]
    assert rows[0] + rows[1] == video["VideoTimelines"]["VideoTimeline"]
    assert token != video.pop("NextPageToken")
    assert "NextPageToken" not in later["VensorCensorResult"]
    video["VideoTimelines"]["VideoTimeline"] = rows[0]
    assert first == recorded["MediaCensorJobDetail"]
    assert [job["JobId"] for job in listed] == ["kept-1"]


def test_a_recorded_answer_of_one_page_is_served_byte_for_byte(tmp_path: Path) -> None:
    recorded = b'{"MediaCensorJobDetail":  {"Rate": 1e400, "VensorCensorResult": {"VideoTimelines": []}}}'
    (tmp_path / "mts").mkdir()
    (tmp_path / "mts" / "odd-1.json").write_bytes(recorded)
    running = server.start(payloads=tmp_path)
    try:
        auth = AlibabaAuth(AK, SK, action="QueryMediaCensorJobDetail", version="2014-06-18")
        answer = requests.post(f"{running.url}/?JobId=odd-1", auth=auth, timeout=5)
    finally:
        running.stop()
    assert answer.content == recorded
