"""What a refusal means is decided by its code, not by its status."""

import json
from collections.abc import Callable

import pytest

from reviews.providers import errors
from reviews.providers.alibaba import responses as alibaba
from reviews.providers.http_client import ProviderResponse
from reviews.providers.huawei import responses as huawei

type Judge = Callable[[ProviderResponse], errors.ProviderError | None]


def reply(status: int, body: object, wait: float | None = None) -> ProviderResponse:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return ProviderResponse(status, {}, raw, "from-header", wait)


HUAWEI = [
    (400, "AIS.0030", errors.UnknownJob),
    (404, "AIS.0030", errors.UnknownJob),
    (200, "AIS.0030", errors.UnknownJob),
    (400, "AIS.0003", errors.Unavailable),
    (400, "AIS.0405", errors.Unavailable),
    (400, "AIS.0002", errors.AuthenticationFailed),
    (400, "AIS.0004", errors.AuthenticationFailed),
    (400, "AIS.0007", errors.AuthenticationFailed),
    (400, "APIG.0301", errors.AuthenticationFailed),
    (401, "APIGW.0301", errors.AuthenticationFailed),
    (403, "APIGW.0302", errors.AuthenticationFailed),
    (401, "", errors.AuthenticationFailed),
    (429, "APIG.0308", errors.Throttled),
    (400, "APIGW.0308", errors.Throttled),
    (429, "", errors.Throttled),
    (400, "AIS.0011", errors.InvalidRequest),
    (404, "APIG.0101", errors.Refused),
    (400, "NEW.9999", errors.Refused),
    (500, "", errors.Unavailable),
    (502, "APIGW.0201", errors.Unavailable),
    (504, "", errors.Unavailable),
    (200, "NEW.9999", errors.BadAnswer),
]
ALIBABA = [
    (400, "Throttling", errors.Throttled),
    (400, "Throttling.User", errors.Throttled),
    (503, "Throttling.Api", errors.Throttled),
    (200, "Throttling.Api", errors.Throttled),
    (429, "", errors.Throttled),
    (400, "SignatureDoesNotMatch", errors.AuthenticationFailed),
    (403, "SignatureDoesNotMatch", errors.AuthenticationFailed),
    (404, "InvalidAccessKeyId.NotFound", errors.AuthenticationFailed),
    (403, "Forbidden.RAM", errors.AuthenticationFailed),
    (400, "InvalidTimeStamp.Expired", errors.AuthenticationFailed),
    (400, "SignatureNonceUsed", errors.Unavailable),
    (500, "InternalError", errors.Unavailable),
    (503, "ServiceUnavailable", errors.Unavailable),
    (404, "InvalidApi.NotFound", errors.Refused),
    (400, "MissingJobId", errors.InvalidRequest),
    (400, "InvalidParameter", errors.InvalidRequest),
    (404, "InvalidParameter.ResourceNotFound", errors.UnknownJob),
    (400, "Something.New", errors.Refused),
]


@pytest.mark.parametrize(("status", "code", "kind"), HUAWEI)
def test_a_refusal_of_huawei(status: int, code: str, kind: type[errors.ProviderError]) -> None:
    error = huawei.error_from(reply(status, {"error_code": code, "error_msg": "because", "request_id": "r-1"}, 3.0))
    assert type(error) is kind
    assert error.code == (code or f"http_{status}")
    assert (error.status, error.request_id, error.retry_after_s) == (status, "from-header", 3.0)
    assert "because" in str(error)


@pytest.mark.parametrize(("status", "code", "kind"), ALIBABA)
def test_a_refusal_of_alibaba(status: int, code: str, kind: type[errors.ProviderError]) -> None:
    error = alibaba.error_from(reply(status, {"RequestId": "r-1", "Code": code, "Message": "because"}, 3.0))
    assert type(error) is kind
    assert error.code == (code or f"http_{status}")
    assert (error.status, error.request_id, error.retry_after_s) == (status, "r-1", 3.0)
    assert "because" in str(error)


@pytest.mark.parametrize("judge", [huawei.error_from, alibaba.error_from])
@pytest.mark.parametrize("body", [b"", b"<html>hello</html>", b"{", b"[]", b"\xff\xfe", b"null"])
def test_a_200_that_is_no_answer_is_a_bad_answer(judge: Judge, body: bytes) -> None:
    assert type(judge(reply(200, body))) is errors.BadAnswer


@pytest.mark.parametrize("judge", [huawei.error_from, alibaba.error_from])
@pytest.mark.parametrize(
    ("status", "kind"),
    [(502, errors.Unavailable), (403, errors.AuthenticationFailed), (429, errors.Throttled), (404, errors.Refused)],
)
def test_a_proxys_html_is_judged_by_its_status(judge: Judge, status: int, kind: type[errors.ProviderError]) -> None:
    assert type(judge(reply(status, b"<html>proxy</html>"))) is kind


def test_a_failed_jobs_own_code_is_no_refusal() -> None:
    assert huawei.error_from(reply(200, {"job_id": "a", "status": "failed"})) is None
    detail = {"MediaCensorJobDetail": {"JobId": "a", "State": "Fail", "Code": "InternalError", "Message": "x"}}
    assert alibaba.error_from(reply(200, detail)) is None


def test_the_spelling_of_a_gateway_is_read_too() -> None:
    error = huawei.error_from(reply(400, {"code": "AIS.0030", "message": "Job not found"}))
    assert isinstance(error, errors.UnknownJob)
