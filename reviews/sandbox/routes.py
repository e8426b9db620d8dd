"""Which part of the stand-in answers a call, and under which name it goes in journal and faults."""

import re

from reviews.sandbox import alibaba_api, clips, huawei_api, objects
from reviews.sandbox.cloud import Cloud
from reviews.sandbox.file_response import file_response
from reviews.sandbox.http_exchange import Request, Response
from reviews.sandbox.refusals import HuaweiRefusal, Refusal

_MEDIA = re.compile(r"/media/([a-z0-9_-]+)\.mp4")
_GREETING = b"Sandbox of Huawei Cloud Moderation v3 and Alibaba Cloud ICE, MTS and OSS.\n"


def action_name(request: Request) -> str:
    """An Alibaba action, huawei-create, huawei-query, huawei-iam, huawei-media, oss-object, or nothing known."""
    if request.path == "/":
        return request.headers.get("x-acs-action", "")
    if request.path.startswith("/v3/"):
        return huawei_api.action_name(request)
    return "huawei-media" if _MEDIA.fullmatch(request.path) else "oss-object"


def answer_request(cloud: Cloud, request: Request) -> Response:
    """Every refusal becomes its documented body."""
    try:
        return _route_request(cloud, request)
    except Refusal as refusal:
        return refusal.response()


def _route_request(cloud: Cloud, request: Request) -> Response:
    if request.path == "/":
        if request.method in ("GET", "HEAD") and not request.headers.get("authorization"):
            return Response(200, _GREETING, {"Content-Type": "text/plain"})
        return alibaba_api.answer_request(cloud, request)
    if request.path.startswith("/v3/"):
        return huawei_api.answer_request(cloud, request)
    if match := _MEDIA.fullmatch(request.path):
        return _video(cloud, request, match[1])
    if request.path.count("/") < 2 or request.path.startswith("/media/"):
        raise HuaweiRefusal(404, "APIG.0101", "The API does not exist or has not been published in the environment")
    return objects.answer_request(cloud, request)


def _video(cloud: Cloud, request: Request, name: str) -> Response:
    if name not in clips.CLIPS:
        return Response(404, f"No clip {name}.\n".encode(), {"Content-Type": "text/plain"})
    if request.method not in ("GET", "HEAD"):
        return Response(405, b"", {"Allow": "GET, HEAD"})
    return file_response(request, clips.clip_path(name, cloud.media), "video/mp4")
