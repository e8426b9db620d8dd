"""Huawei Cloud Content Moderation v3, video jobs (contract: huawei.md sections 1 to 3)."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar, NoReturn
from urllib.parse import urlsplit

import msgspec

from reviews.providers import endpoint
from reviews.providers.base import AnswerPage, Connection, Listing, SubmitRequest, Submitted
from reviews.providers.errors import BadAnswer, InvalidRequest, ProviderError, UnknownJob
from reviews.providers.http_client import HttpClient, ProviderResponse
from reviews.providers.huawei import normalise as reading
from reviews.providers.huawei import responses
from reviews.providers.huawei.project import find_project_id
from reviews.providers.huawei.signing import HuaweiAuth
from reviews.providers.huawei.wire import Head
from reviews.providers.results import JobResult, ObjectRef

IMAGE_CATEGORIES = ("porn", "terrorism", "image_text")
AUDIO_CATEGORIES = ("porn", "ad", "moan", "abuse")
DEFAULT_FRAME_INTERVAL_SECONDS = 5
_NO_SUCH_JOB = "review-desk-check"


class Huawei:
    """One account. There is no list call and no picture in any answer."""

    slug: ClassVar[str] = "huawei"
    title: ClassVar[str] = "Huawei Cloud Moderation v3"
    can_list: ClassVar[bool] = False
    returns_snapshots: ClassVar[bool] = False
    source_schemes: ClassVar[tuple[str, ...]] = ("http", "https")
    object_schemes: ClassVar[tuple[str, ...]] = ()
    endpoint_hosts: ClassVar[tuple[str, ...]] = ("moderation.*.myhuaweicloud.com",)
    identity_hosts: ClassVar[tuple[str, ...]] = ("iam.*.myhuaweicloud.com", "iam.myhuaweicloud.com")
    object_hosts: ClassVar[tuple[str, ...]] = ()

    def __init__(self, connection: Connection, http: HttpClient | None = None) -> None:
        self._connection = connection
        self._http = http or HttpClient(allow_private=connection.allow_private, secrets=connection.secrets())
        region = endpoint.checked_region(connection.region)
        self._root = endpoint.root(connection.endpoint, f"moderation.{region}.myhuaweicloud.com")

    def submit(self, request: SubmitRequest) -> Submitted:
        """Create a job; never repeated by itself, since there is no way to ask whether a lost answer worked.

        Errors: InvalidRequest naming the field, and what a call raises.
        """
        body = msgspec.json.encode(_create_body(request))
        try:
            self._project()
        except ProviderError as error:
            error.may_have_arrived = False  # the video was not sent yet
            raise
        reply = self._call("POST", "", body=body, repeatable=False)
        head = responses.decode_response(reply, Head)
        if not head.job_id:
            raise BadAnswer(
                "Huawei Cloud accepted the video but returned no job ID.", code="no_job_id", request_id=reply.request_id
            )
        request_id = _request_id(reply, head)
        return Submitted(endpoint.answered_job_id(head.job_id, request_id), request_id)

    def fetch(self, external_id: str, page_token: str = "") -> AnswerPage:
        """The whole answer; there are no pages. Errors: BadAnswer when about another job, and what a call raises."""
        wanted = endpoint.checked_job_id(external_id)
        reply = self._call("GET", f"/{wanted}", repeatable=True)
        head = responses.decode_response(reply, Head)
        if head.job_id != wanted:
            raise endpoint.wrong_job_error("Huawei", wanted, head.job_id, reply.request_id)
        return AnswerPage(reply.body, _request_id(reply, head))

    def list_jobs(self, since: datetime, until: datetime, page_token: str = "") -> Listing:
        """Errors: InvalidRequest, always."""
        raise InvalidRequest("Huawei Cloud cannot list jobs. Register the job IDs.", code="cannot_list")

    @staticmethod
    def normalise(bodies: Sequence[bytes]) -> JobResult:
        """Errors: BadAnswer."""
        return reading.normalise_job(bodies)

    def object_url(self, ref: ObjectRef, *, now: datetime, expires_s: int = 300, width: int | None = None) -> NoReturn:
        """Errors: InvalidRequest, always: Huawei's answers name no stored objects."""
        raise InvalidRequest("Huawei Cloud responses contain no stored objects.", code="no_objects")

    def check(self) -> str:
        """A signed query of a job that cannot exist: "not found" means that the keys work."""
        with suppress(UnknownJob):
            self._call("GET", f"/{_NO_SUCH_JOB}", repeatable=True)
        return f"Huawei Cloud accepts the access keys of {self._connection.account} in {self._connection.region}."

    def _call(self, method: str, tail: str, *, body: bytes | None = None, repeatable: bool) -> ProviderResponse:
        project = self._project()
        return self._http.call(
            method,
            f"{self._root}/v3/{project}/moderation/video/jobs{tail}",
            auth=self._auth(project),
            headers={"Content-Type": "application/json"},
            body=body,
            repeatable=repeatable,
            error_from=responses.error_from,
        )

    def _project(self) -> str:
        return find_project_id(self._connection, self._http, self._auth())

    def _auth(self, project: str = "") -> HuaweiAuth:
        connection = self._connection
        return HuaweiAuth(
            connection.access_key,
            connection.secret_key,
            security_token=connection.security_token,
            project_id=project,
        )


def _create_body(request: SubmitRequest) -> dict[str, Any]:
    """Errors: InvalidRequest. A custom policy (biz_type) switches event type and categories off at Huawei."""
    body: dict[str, Any] = {"data": {"url": _source(request.source), "frame_interval": _interval(request)}}
    if request.biz_type:
        return body | {"biz_type": request.biz_type}
    return body | {
        "event_type": "default",
        "image_categories": list(request.image_categories or IMAGE_CATEGORIES),
        "audio_categories": list(request.audio_categories or AUDIO_CATEGORIES),
    }


def _source(source: str) -> str:
    parts = urlsplit(source)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidRequest("source: Huawei reads videos from http:// or https:// addresses only.", code="bad_source")
    return source


def _interval(request: SubmitRequest) -> int:
    interval = DEFAULT_FRAME_INTERVAL_SECONDS if request.frame_interval_s is None else request.frame_interval_s
    if not 1 <= interval <= 60:
        raise InvalidRequest("frame interval: expected 1 to 60 seconds.", code="bad_frame_interval")
    return interval


def _request_id(reply: ProviderResponse, head: Head) -> str:
    return reply.request_id or (head.request_id or "")[:200]
