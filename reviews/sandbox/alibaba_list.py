"""QueryMediaCensorJobList: jobs of the last three months, newest first, in pages (alibaba.md section 1.2)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from reviews.sandbox import alibaba_pages, alibaba_recorded, answers_alibaba
from reviews.sandbox.cloud import Cloud
from reviews.sandbox.http_exchange import Request
from reviews.sandbox.refusals import AlibabaRefusal

_LISTED_FOR = timedelta(days=90)
_STATES = {"all", "queuing", "analysing", "fail", "success"}
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """One listed job: when it came, its id, and how to read its whole detail."""

    created_at: datetime
    job_id: str
    detail: Callable[[], dict[str, Any]]

    @property
    def rank(self) -> tuple[datetime, str]:
        return self.created_at, self.job_id


def list_jobs(cloud: Cloud, request: Request, provider: str) -> dict[str, Any]:
    """One page. A recorded answer counts as created when its file came. Errors: AlibabaRefusal."""
    rows, owner = alibaba_pages.page_size(request), f"{provider}//list"
    before = alibaba_pages.page_start(request, cloud.tokens, owner)
    ids = [job_id for job_id in request.parameter("JobIds").split(",") if job_id]
    entries = sorted(_entries(cloud, provider), key=lambda entry: entry.rank, reverse=True)
    found = [entry for entry in entries if _wanted(cloud, request, entry, ids)]
    left = [entry for entry in found if before is None or entry.rank < before]
    answer: dict[str, Any] = {
        "MediaCensorJobList": {"MediaCensorJob": [_shown(cloud, provider, entry) for entry in left[:rows]]}
    }
    if len(left) > rows:
        answer["NextPageToken"] = cloud.tokens.issue((owner, left[rows - 1].rank))
    if missing := sorted(set(ids) - {entry.job_id for entry in entries}):
        answer["NonExistIds"] = {"String": missing}
    return answer


def _entries(cloud: Cloud, provider: str) -> list[ListedEntry]:
    jobs = [
        ListedEntry(
            job.created_at.replace(microsecond=0),
            job.id,
            lambda job=job: answers_alibaba.job_detail(job, cloud.clock()),  # type: ignore[misc]
        )
        for job in cloud.jobs.jobs_of_provider(provider)
    ]
    files = [
        ListedEntry(at, job_id, lambda job_id=job_id: _recorded(cloud, provider, job_id))  # type: ignore[misc]
        for at, job_id in cloud.payloads.list_jobs(provider)
    ]
    return jobs + files


def _recorded(cloud: Cloud, provider: str, job_id: str) -> dict[str, Any]:
    document = alibaba_recorded.find_recorded(cloud, provider, job_id) or {}
    detail = document.get("MediaCensorJobDetail")
    # Listed under the file's name, which is what a detail call must ask for.
    return {**(detail if isinstance(detail, dict) else {}), "JobId": job_id}


def _wanted(cloud: Cloud, request: Request, entry: ListedEntry, ids: list[str]) -> bool:
    start = _moment(request, "StartOfJobCreatedTimeRange") or entry.created_at
    end = _moment(request, "EndOfJobCreatedTimeRange") or entry.created_at
    if (ids and entry.job_id not in ids) or not start <= entry.created_at <= end:
        return False
    if cloud.clock() - entry.created_at > _LISTED_FOR:
        return False
    return _matches(request, entry)


def _matches(request: Request, entry: ListedEntry) -> bool:
    state, pipeline = (request.parameter("State") or "All").casefold(), request.parameter("PipelineId")
    if state not in _STATES:
        raise AlibabaRefusal(400, "InvalidParameter", "The specified parameter State is not valid.")
    if state == "all" and not pipeline:
        return True  # without opening the job
    detail = entry.detail()
    right_state = state in ("all", str(detail.get("State")).casefold())
    return right_state and (not pipeline or detail.get("PipelineId") == pipeline)


def _shown(cloud: Cloud, provider: str, entry: ListedEntry) -> dict[str, Any]:
    owner = f"{provider}/{entry.job_id}"
    return alibaba_pages.cut_page(entry.detail(), 0, alibaba_pages.DEFAULT_SIZE, cloud.tokens, owner)


def _moment(request: Request, name: str) -> datetime | None:
    text = request.parameter(name)
    if not text:
        return None
    try:
        return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)
    except ValueError as error:
        raise AlibabaRefusal(
            400, "InvalidParameter", f"The specified parameter {name} is not valid: expected yyyy-MM-ddTHH:mm:ssZ."
        ) from error
