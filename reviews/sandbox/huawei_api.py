"""Huawei's side: create and query video jobs, and the project look-up of IAM."""

import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from reviews.sandbox import answers_huawei, huawei_auth
from reviews.sandbox.clips import CLIPS
from reviews.sandbox.cloud import HUAWEI_REGION, PROJECT, Cloud
from reviews.sandbox.http_exchange import Request, Response, json_bytes
from reviews.sandbox.huawei_body import parse_create_body
from reviews.sandbox.payload_files import PayloadError, parse_file
from reviews.sandbox.refusals import HuaweiRefusal

_JOBS = re.compile(r"/v3/(?P<project>[^/]+)/moderation/video/jobs(?:/(?P<job>[^/]+))?")
_MEDIA = re.compile(r"/media/(?P<clip>[a-z0-9_-]+)\.mp4")


def action_name(request: Request) -> str:
    """The API that a call is for: huawei-create, huawei-query, huawei-iam, or nothing known."""
    if request.path == "/v3/projects" and request.method == "GET":
        return "huawei-iam"
    match = _JOBS.fullmatch(request.path)
    wanted = {("POST", False): "huawei-create", ("GET", True): "huawei-query"}
    return wanted.get((request.method, bool(match["job"])), "") if match else ""


def answer_request(cloud: Cloud, request: Request) -> Response:
    """Errors: HuaweiRefusal."""
    api = action_name(request)
    if not api:
        raise HuaweiRefusal(404, "APIG.0101", "The API does not exist or has not been published in the environment")
    huawei_auth.check_request(cloud, request, api)
    return _APIS[api](cloud, request)


def _create(cloud: Cloud, request: Request) -> Response:
    _project(request)
    asked, now = parse_create_body(request.body), cloud.clock()
    # As in the vendor's samples: 0, the midnight of China's day in Unix seconds, and 32 hex characters.
    china = now + timedelta(hours=8)
    midnight = int(now.timestamp()) - (china.hour * 3600 + china.minute * 60 + china.second)
    job_id = f"0{midnight}_{secrets.token_hex(16)}"
    job = cloud.jobs.create("huawei", job_id, asked, _clip(cloud, asked["data"]["url"]), now)
    return _ok({"request_id": secrets.token_hex(16), "job_id": job.id})


def _query(cloud: Cloud, request: Request) -> Response:
    job_id = unquote(_project(request))
    request_id = secrets.token_hex(16)
    if file := cloud.payloads.find("huawei", job_id):
        try:
            parse_file(file)
        except PayloadError as error:
            raise HuaweiRefusal(400, "AIS.0003", f"Internal service error: {error}") from error
        headers = {"Content-Type": "application/json", "X-Request-Id": request_id}
        return Response(200, file.read_bytes(), headers)
    job = cloud.jobs.find("huawei", job_id)
    if job is None:
        raise HuaweiRefusal(400, "AIS.0030", "Job not found")
    return _ok(answers_huawei.query_answer(job, cloud.clock(), request_id))


def _projects(cloud: Cloud, request: Request) -> Response:
    name = request.parameter("name")
    project = {"id": PROJECT, "name": HUAWEI_REGION, "enabled": True, "is_domain": False, "description": ""}
    return _ok({"projects": [project] if name in ("", HUAWEI_REGION) else [], "links": {"self": request.path}})


_APIS: dict[str, Callable[[Cloud, Request], Response]] = {
    "huawei-create": _create,
    "huawei-query": _query,
    "huawei-iam": _projects,
}


def _project(request: Request) -> str:
    """Checks the project in the path; returns the job part."""
    match = _JOBS.fullmatch(request.path)
    if match is None or unquote(match["project"]) != PROJECT:
        raise HuaweiRefusal(403, "APIGW.0302", "The IAM user is not allowed to access the API in this project")
    return match["job"] or ""


def _clip(cloud: Cloud, url: str) -> str | None:
    """The clip that an address of ours names; None for anybody else's."""
    parts = urlsplit(url)
    match = _MEDIA.fullmatch(parts.path)
    ours = parts.hostname in ("127.0.0.1", "localhost") and parts.netloc.endswith(f":{cloud.port}")
    return match["clip"] if match and ours and match["clip"] in CLIPS else None


def _ok(document: dict[str, Any]) -> Response:
    headers = {"X-Request-Id": document.get("request_id", secrets.token_hex(16)), "Content-Type": "application/json"}
    return Response(200, json_bytes(document), headers)
