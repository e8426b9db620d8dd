"""Alibaba's side: submit, detail and list of media censor jobs, in ICE's version and in MTS's."""

import uuid
from collections.abc import Callable
from typing import Any

from reviews.sandbox import alibaba_auth, alibaba_pages, alibaba_recorded, answers_alibaba
from reviews.sandbox.alibaba_list import list_jobs
from reviews.sandbox.alibaba_submit import find_clip, parse_ice_request, parse_mts_request
from reviews.sandbox.cloud import STILLS, VIDEOS, Cloud
from reviews.sandbox.http_exchange import Request, Response, json_response
from reviews.sandbox.refusals import AlibabaRefusal

_PROVIDERS = {"2020-11-09": "alibaba", "2014-06-18": "mts"}


def answer_request(cloud: Cloud, request: Request) -> Response:
    """Errors: AlibabaRefusal."""
    alibaba_auth.check_request(cloud, request)
    provider = _PROVIDERS.get(request.headers["x-acs-version"])
    act = _ACTIONS.get(request.headers["x-acs-action"])
    if provider is None or act is None:
        raise AlibabaRefusal(
            404, "InvalidApi.NotFound", "Specified api is not found, please check your url and method."
        )
    request_id = str(uuid.uuid4()).upper()
    answered, headers = act(cloud, request, provider), {"x-acs-request-id": request_id}
    if isinstance(answered, bytes):
        return Response(200, answered, {"Content-Type": "application/json;charset=utf-8", **headers})
    return json_response(200, {"RequestId": request_id, **answered}, headers)


def _submit(cloud: Cloud, request: Request, provider: str) -> dict[str, Any]:
    asked = parse_ice_request(request) if provider == "alibaba" else parse_mts_request(request)
    clip = find_clip(asked["input"])
    if asked["output"]["Bucket"] not in (STILLS, VIDEOS):
        clip = None  # no bucket to write snapshots to: the job fails, as for a video that is not there
    job = cloud.jobs.create(provider, uuid.uuid4().hex, asked, clip, cloud.clock())
    return {"JobId": job.id}


def _detail(cloud: Cloud, request: Request, provider: str) -> dict[str, Any] | bytes:
    job_id = request.parameter("JobId")
    if not job_id:
        raise AlibabaRefusal(400, "MissingJobId", "JobId is mandatory for this action.")
    rows = alibaba_pages.page_size(request)
    owner = f"{provider}/{job_id}"
    offset = alibaba_pages.page_start(request, cloud.tokens, owner) or 0
    if document := alibaba_recorded.find_recorded(cloud, provider, job_id):
        detail = document.get("MediaCensorJobDetail")
        if not isinstance(detail, dict):
            return document
        if offset == 0 and alibaba_pages.is_one_page(detail, rows) and (file := cloud.payloads.find(provider, job_id)):
            return file.read_bytes()
        return {**document, "MediaCensorJobDetail": alibaba_pages.cut_page(detail, offset, rows, cloud.tokens, owner)}
    job = cloud.jobs.find(provider, job_id)
    if job is None:
        # The contract leaves the code open (section 8); this one is in the service's table for missing things.
        raise AlibabaRefusal(404, "InvalidParameter.ResourceNotFound", "The resource operated cannot be found")
    whole = answers_alibaba.job_detail(job, cloud.clock())
    return {"MediaCensorJobDetail": alibaba_pages.cut_page(whole, offset, rows, cloud.tokens, owner)}


_ACTIONS: dict[str, Callable[[Cloud, Request, str], dict[str, Any] | bytes]] = {
    "SubmitMediaCensorJob": _submit,
    "QueryMediaCensorJobDetail": _detail,
    "QueryMediaCensorJobList": list_jobs,
}
