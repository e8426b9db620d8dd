"""Alibaba Cloud media censor jobs: ICE and its older twin MTS (contract: alibaba.md sections 1 and 3)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import urlsplit

from reviews.providers import endpoint, values
from reviews.providers.alibaba import normalise as reading
from reviews.providers.alibaba import oss, responses, submission
from reviews.providers.alibaba.signing import DATE_FORMAT, AlibabaAuth
from reviews.providers.alibaba.wire import Head, ListedDetails, ListPage
from reviews.providers.base import AnswerPage, Connection, ListedJob, Listing, SubmitRequest, Submitted
from reviews.providers.errors import BadAnswer, InvalidRequest
from reviews.providers.http_client import HttpClient, ProviderResponse
from reviews.providers.results import JobResult, ObjectRef
from reviews.providers.values import Drops

_PAGE_SIZE = 300
_STILL_WIDTHS = range(1, 16_385)


class Ice:
    """One account at ICE."""

    slug: ClassVar[str] = "alibaba"
    title: ClassVar[str] = "Alibaba Cloud ICE"
    can_list: ClassVar[bool] = True
    returns_snapshots: ClassVar[bool] = True
    source_schemes: ClassVar[tuple[str, ...]] = ("oss",)
    object_schemes: ClassVar[tuple[str, ...]] = ("oss",)
    endpoint_hosts: ClassVar[tuple[str, ...]] = ("ice.*.aliyuncs.com", "ice-vpc.*.aliyuncs.com", "ice.aliyuncs.com")
    identity_hosts: ClassVar[tuple[str, ...]] = ()
    object_hosts: ClassVar[tuple[str, ...]] = ("oss-*.aliyuncs.com",)

    _version: ClassVar[str] = "2020-11-09"
    _service: ClassVar[str] = "ice"
    _parameters: ClassVar[Callable[[SubmitRequest, str], dict[str, str]]] = staticmethod(submission.ice_parameters)

    def __init__(self, connection: Connection, http: HttpClient | None = None) -> None:
        self._connection = connection
        self._http = http or HttpClient(allow_private=connection.allow_private, secrets=connection.secrets())
        self._region = endpoint.checked_region(connection.region)
        self._root = endpoint.root(connection.endpoint, f"{self._service}.{self._region}.aliyuncs.com")

    def submit(self, request: SubmitRequest) -> Submitted:
        """Start a job; never repeated by itself. Errors: InvalidRequest naming the field, and what a call raises."""
        params = type(self)._parameters(request, f"oss-{self._region}")
        reply = self._call("SubmitMediaCensorJob", params, repeatable=False)
        head = responses.decode_response(reply, Head)
        if not head.job_id:
            raise BadAnswer(
                "Alibaba Cloud accepted the video but returned no job ID.", code="no_job_id", status=reply.status
            )
        request_id = responses.request_id(reply, head)
        return Submitted(endpoint.answered_job_id(head.job_id, request_id), request_id)

    def fetch(self, external_id: str, page_token: str = "") -> AnswerPage:
        """One page of up to 300 timeline rows. Errors: BadAnswer when about another job, and what a call raises."""
        wanted = endpoint.checked_job_id(external_id)
        params = {"JobId": wanted, "MaximumPageSize": str(_PAGE_SIZE)}
        if page_token:
            params["NextPageToken"] = page_token
        reply = self._call("QueryMediaCensorJobDetail", params)
        head = responses.decode_response(reply, Head)
        detail = head.media_censor_job_detail
        if detail is None or detail.job_id != wanted:
            raise endpoint.wrong_job_error("Alibaba Cloud", wanted, detail.job_id if detail else None, reply.request_id)
        video = detail.vensor_censor_result
        return AnswerPage(
            reply.body, responses.request_id(reply, head), (video.next_page_token if video else None) or ""
        )

    def list_jobs(self, since: datetime, until: datetime, page_token: str = "") -> Listing:
        """One page of the jobs created between the two moments; the service lists the last three months only."""
        params = {
            "StartOfJobCreatedTimeRange": since.astimezone(UTC).strftime(DATE_FORMAT),
            "EndOfJobCreatedTimeRange": until.astimezone(UTC).strftime(DATE_FORMAT),
            "State": "All",
            "MaximumPageSize": str(_PAGE_SIZE),
        }
        if page_token:
            params["NextPageToken"] = page_token
        page = responses.decode_response(self._call("QueryMediaCensorJobList", params), ListPage)
        listed = (page.media_censor_job_list or ListedDetails()).media_censor_job or ()
        return Listing(
            tuple(
                ListedJob(job.job_id, values.parse_moment(job.creation_time, Drops(), ""))
                for job in listed
                if job.job_id
            ),
            page.next_page_token or "",
        )

    @staticmethod
    def normalise(bodies: Sequence[bytes]) -> JobResult:
        """Errors: BadAnswer."""
        return reading.normalise_job(bodies)

    def object_url(self, ref: ObjectRef, *, now: datetime, expires_s: int = 300, width: int | None = None) -> str:
        """A presigned link. Errors: InvalidRequest when bucket, object, lifetime or width cannot be signed."""
        if width is not None and width not in _STILL_WIDTHS:
            raise InvalidRequest("width: expected 1 to 16,384 pixels.", code="bad_width")
        location = ref.location or f"oss-{self._region}"
        root, path_style = self._object_root(location)
        parts = urlsplit(root)
        try:
            return oss.presign_url(
                ref.bucket,
                ref.key,
                endpoint_host=parts.netloc,
                region=endpoint.checked_region(location.removeprefix("oss-").removesuffix("-internal")),
                access_key=self._connection.access_key.reveal(),
                secret_key=self._connection.secret_key.reveal(),
                security_token=self._connection.security_token.reveal(),
                now=now,
                expires_s=expires_s,
                process=f"image/resize,w_{width}" if width else "",
                scheme=parts.scheme,
                path_style=path_style,
            )
        except ValueError as error:
            raise InvalidRequest(f"object: {error}.", code="bad_object") from None

    def check(self) -> str:
        """List one job."""
        now = datetime.now(UTC)
        params = {"EndOfJobCreatedTimeRange": now.strftime(DATE_FORMAT), "State": "All", "MaximumPageSize": "1"}
        responses.decode_response(self._call("QueryMediaCensorJobList", params), ListPage)
        return f"{self.title} accepts the access keys of {self._connection.account} in {self._region}."

    def _call(self, action: str, params: Mapping[str, str], *, repeatable: bool = True) -> ProviderResponse:
        connection = self._connection
        auth = AlibabaAuth(
            connection.access_key,
            connection.secret_key,
            action=action,
            version=self._version,
            security_token=connection.security_token,
        )
        return self._http.call(
            "POST", f"{self._root}/", params=params, auth=auth, repeatable=repeatable, error_from=responses.error_from
        )

    def _object_root(self, location: str) -> tuple[str, bool]:
        """Where objects are, and whether the bucket goes into the path: an address has no sub-domains."""
        own = self._connection.object_endpoint
        if not own and endpoint.is_ip(urlsplit(self._root).hostname or ""):
            own = self._root
        if not location.startswith("oss-"):
            raise InvalidRequest(
                f"object: {location[:60]!r} is no place of objects, as oss-cn-shanghai.", code="bad_object"
            )
        root = endpoint.root(own, f"{endpoint.checked_region(location)}.aliyuncs.com")
        return root, endpoint.is_ip(urlsplit(root).hostname or "")


class Mts(Ice):
    """One account at MTS (also called MPS): the same calls under an older version and another host."""

    slug: ClassVar[str] = "mts"
    title: ClassVar[str] = "Alibaba Cloud MTS"
    endpoint_hosts: ClassVar[tuple[str, ...]] = ("mts.*.aliyuncs.com",)
    _version: ClassVar[str] = "2014-06-18"
    _service: ClassVar[str] = "mts"
    _parameters: ClassVar[Callable[[SubmitRequest, str], dict[str, str]]] = staticmethod(submission.mts_parameters)
