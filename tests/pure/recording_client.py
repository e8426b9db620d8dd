"""A client on a door that answers as told."""

from collections.abc import Mapping
from typing import Any

import msgspec

from reviews.providers.base import Connection
from reviews.providers.http_client import ProviderResponse
from reviews.providers.secret import Secret


class RecordingHttpClient:
    """Answers as told and keeps what it was asked; the real door has its own tests, and the sandbox tests both."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self.answers = list(answers)
        self.calls: list[dict[str, Any]] = []

    def call(self, method: str, url: str, *, error_from: Any, **given: Any) -> ProviderResponse:
        self.calls.append({"method": method, "url": url, **given})
        reply = ProviderResponse(200, {}, msgspec.json.encode(self.answers.pop(0)), "from-header", None)
        if error := error_from(reply):
            raise error
        return reply


def a_connection(**changes: Any) -> Connection:
    given: dict[str, Any] = {
        "account": "main", "region": "cn-shanghai", "access_key": Secret("the-ak"), "secret_key": Secret("the-sk"),
        "security_token": Secret(""), "project_id": "p1",
    }  # fmt: skip
    return Connection(**{**given, **changes})


def a_client(kind: Any, *answers: dict[str, Any], **changes: Any) -> tuple[Any, RecordingHttpClient]:
    door = RecordingHttpClient(*answers)
    return kind(a_connection(**changes), door), door


def sent_parameters(call: Mapping[str, Any]) -> dict[str, Any]:
    params = dict(call["params"])
    for name in ("Input", "CoverImages", "VideoCensorConfig"):
        if name in params:
            params[name] = msgspec.json.decode(params[name])
    return params
