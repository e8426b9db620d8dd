"""Reads and checks the parameters of SubmitMediaCensorJob, ICE's way and MTS's way (alibaba.md section 1.3)."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from reviews.sandbox.clips import CLIPS
from reviews.sandbox.cloud import ALIBABA_REGION, STILLS, VIDEOS
from reviews.sandbox.http_exchange import Request
from reviews.sandbox.refusals import AlibabaRefusal

LOCATION = f"oss-{ALIBABA_REGION}"
DEFAULT_PIPELINE = "c5b30b7c0d0e4a0abde1d5f9e7510000"
SCENES = ("porn", "terrorism", "ad", "live", "logo")
_LIMITS = {"Title": 64, "Description": 128, "UserData": 128}  # bytes
_MAX_COVERS = 5
_OUTPUT_FILE = "VideoCensorConfig.OutputFile"
_ADDRESS = "oss://bucket/object or an http(s) OSS address"
_OUTPUT = f"oss://{STILLS}/snapshot-{{Count}}.jpg"


def parse_ice_request(request: Request) -> dict[str, Any]:
    """Checked parameters of an ICE submit. Errors: AlibabaRefusal naming the parameter."""
    given = _json(request, "Input", dict, required=True)
    media = given.get("Media")
    if given.get("Type", "OSS") not in ("OSS", "Media") or not media or not isinstance(media, str):
        raise _invalid("Input", "an object with Type (OSS or Media) and Media")
    schedule = _json(request, "ScheduleConfig", dict) or {}
    if not 1 <= _integer(schedule.get("Priority", 6), "ScheduleConfig.Priority") <= 10:
        raise _invalid("ScheduleConfig.Priority", "1 to 10")
    return {
        **_common(request),
        "input": _media(media, given.get("Type", "OSS")),
        "output": _counted(_oss(request.parameter("Output") or _OUTPUT, "Output"), "Output"),
        "pipeline": str(schedule.get("PipelineId") or DEFAULT_PIPELINE),
        "scenes": list(SCENES),
        "save_all": False,
        "biz_type": "common",
    }


def parse_mts_request(request: Request) -> dict[str, Any]:
    """Checked parameters of an MTS submit. Errors: AlibabaRefusal naming the parameter."""
    config = _json(request, "VideoCensorConfig", dict, required=True)
    url, output = request.parameter("ExternalUrl"), config.get("OutputFile")
    return {
        **_common(request),
        "input": _media(url, "OSS") if url else _place(_json(request, "Input", dict, required=True), "Input"),
        "output": _counted(_place(output, _OUTPUT_FILE), _OUTPUT_FILE) if output else _oss(_OUTPUT, "Output"),
        "pipeline": request.parameter("PipelineId") or DEFAULT_PIPELINE,
        "scenes": _scenes(config.get("Scenes")),
        "save_all": config.get("SaveType") == "all",
        "biz_type": str(config.get("BizType") or config.get("Biztype") or "common"),
    }


def find_clip(source: dict[str, str]) -> str | None:
    """The clip that an input names, None when the object is not one of ours."""
    name = source["Object"].removesuffix(".mp4")
    ours = source["Bucket"] == VIDEOS and source["Object"].endswith(".mp4") and name in CLIPS
    return name if ours else None


def find_cover_clip(cover: dict[str, str]) -> str | None:
    """The clip whose cover picture an object is, None when it is not one of ours."""
    match = re.fullmatch(r"covers/([a-z0-9_-]+)\.jpg", cover["Object"])
    return match[1] if match and cover["Bucket"] in (VIDEOS, STILLS) and match[1] in CLIPS else None


def _common(request: Request) -> dict[str, Any]:
    texts: dict[str, Any] = {"barrages": request.parameter("Barrages")}
    for name, limit in _LIMITS.items():
        texts[name] = request.parameter(name)
        if len(texts[name].encode()) > limit:
            raise _invalid(name, f"at most {limit} bytes")
    covers = _json(request, "CoverImages", list) or []
    if len(covers) > _MAX_COVERS:
        raise _invalid("CoverImages", f"at most {_MAX_COVERS} pictures")
    return {**texts, "covers": [_place(cover, "CoverImages") for cover in covers]}


def _media(media: str, kind: str) -> dict[str, str]:
    if media.startswith("oss://"):
        return _oss(media, "Input.Media")
    if kind == "Media":  # a media id of the library: the clips are registered under their names
        return {"Bucket": VIDEOS, "Location": LOCATION, "Object": f"{media}.mp4"}
    try:
        parts = urlsplit(media)
    except ValueError as error:
        raise _invalid("Input.Media", _ADDRESS) from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _invalid("Input.Media", _ADDRESS)
    bucket, _, rest = parts.hostname.partition(".")
    key = unquote(parts.path).lstrip("/")
    if not rest.startswith("oss-"):  # path style, as on loopback
        bucket, _, key = key.partition("/")
    return {"Bucket": bucket, "Location": LOCATION, "Object": key}


def _oss(address: str, name: str) -> dict[str, str]:
    bucket, _, key = address.removeprefix("oss://").partition("/")
    if not address.startswith("oss://") or not bucket or not key:
        raise _invalid(name, "oss://bucket/object")
    return {"Bucket": bucket, "Location": LOCATION, "Object": key}


def _counted(place: dict[str, str], name: str) -> dict[str, str]:
    if "{Count}" not in place["Object"]:
        raise _invalid(name, "an object name that holds {Count}, or every snapshot would overwrite the last")
    return place


def _place(given: Any, name: str) -> dict[str, str]:
    wanted = ("Bucket", "Location", "Object")
    if not isinstance(given, dict) or not all(given.get(part) and isinstance(given[part], str) for part in wanted):
        raise _invalid(name, "Bucket, Location and Object")
    return {part: given[part] for part in wanted}


def _scenes(given: Any) -> list[str]:
    scenes = given if given is not None else ["terrorism", "porn"]  # MTS's default
    if isinstance(scenes, str):
        scenes = scenes.split(",")
    if not isinstance(scenes, list) or not scenes or not set(map(str, scenes)) <= {*SCENES, "audio"}:
        raise _invalid("VideoCensorConfig.Scenes", f"some of {', '.join(SCENES)}, audio")
    return scenes


def _json(request: Request, name: str, kind: Callable[[], Any], *, required: bool = False) -> Any:
    text = request.parameter(name)
    if not text:
        if required:
            raise AlibabaRefusal(400, f"Missing{name}", f"{name} is mandatory for this action.")
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _invalid(name, "JSON") from error
    if type(value) is not kind:
        raise _invalid(name, "a JSON object" if kind is dict else "a JSON array")
    return value


def _integer(value: Any, name: str) -> int:
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise _invalid(name, "a whole number") from error


def _invalid(name: str, expected: str) -> AlibabaRefusal:
    return AlibabaRefusal(400, "InvalidParameter", f"The specified parameter {name} is not valid: expected {expected}.")
