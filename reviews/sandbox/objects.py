"""The object store: videos, the snapshots of jobs, covers; path style `/bucket/key`."""

import re
from pathlib import Path
from urllib.parse import unquote

from reviews.sandbox import answers_alibaba, clips, object_auth, stills
from reviews.sandbox.alibaba_submit import find_cover_clip
from reviews.sandbox.cloud import STILLS, VIDEOS, Cloud
from reviews.sandbox.file_response import file_response
from reviews.sandbox.http_exchange import Request, Response
from reviews.sandbox.object_process import process_object
from reviews.sandbox.refusals import ObjectRefusal
from reviews.vocabulary import JobState

_SNAPSHOT = re.compile(r"(?P<number>\d{5})-(?P<suffix>[0-9a-f]{12})")
_TYPES = {".mp4": "video/mp4", ".jpg": "image/jpeg", ".png": "image/png"}


def answer_request(cloud: Cloud, request: Request) -> Response:
    """GET or HEAD of one object. Errors: ObjectRefusal."""
    bucket, _, key = unquote(request.path).removeprefix("/").partition("/")
    if request.method not in ("GET", "HEAD"):
        raise ObjectRefusal(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
    object_auth.check_link(cloud, request, bucket, key)
    if bucket not in (VIDEOS, STILLS):
        raise ObjectRefusal(404, "NoSuchBucket", "The specified bucket does not exist.")
    path = _find(cloud, bucket, key)
    if path is None:
        raise ObjectRefusal(404, "NoSuchKey", "The specified key does not exist.")
    if process := request.parameter("x-oss-process"):
        path = process_object(path, process)
    return file_response(request, path, _TYPES[path.suffix])


def _find(cloud: Cloud, bucket: str, key: str) -> Path | None:
    """The file behind a key: a clip, its cover, or a snapshot of a job that has finished."""
    place = {"Bucket": bucket, "Object": key}
    if bucket == VIDEOS and key.endswith(".mp4") and key.removesuffix(".mp4") in clips.CLIPS:
        return clips.clip_path(key.removesuffix(".mp4"), cloud.media)
    if name := find_cover_clip(place):
        return stills.cut_still(name, answers_alibaba.cover_time(clips.CLIPS[name]), cloud.media)
    return _snapshot(cloud, bucket, key)


def _snapshot(cloud: Cloud, bucket: str, key: str) -> Path | None:
    match = _SNAPSHOT.search(key)
    job = cloud.jobs.by_suffix(match["suffix"]) if match else None
    if match is None or job is None or job.clip is None or job.state(cloud.clock()) != JobState.SUCCEEDED:
        return None
    if job.provider == "huawei" or job.asked["output"]["Bucket"] != bucket:
        return None
    times = {name: at_ms for at_ms, name in answers_alibaba.job_timeline(job)}
    return stills.cut_still(job.clip, times[key] / 1000, cloud.media) if key in times else None
