"""The parameters of SubmitMediaCensorJob, for ICE and for its MTS twin (contract: alibaba.md section 1.3)."""

from typing import Any
from urllib.parse import urlsplit

import msgspec

from reviews.providers.alibaba.oss import BUCKET
from reviews.providers.base import SubmitRequest
from reviews.providers.errors import InvalidRequest
from reviews.providers.results import ObjectRef

_MAX_BYTES = {"Title": 64, "Description": 128, "UserData": 128}
_MAX_COVERS = 5
MTS_SCENES = ("porn", "terrorism", "ad", "live", "logo", "audio")


def ice_parameters(request: SubmitRequest, location: str) -> dict[str, str]:
    """Parameters for ICE. Errors: InvalidRequest naming the field, what was expected and the remedy."""
    parse_object_address(request.source, "source", location)
    params = {"Input": _json({"Type": "OSS", "Media": request.source}), **_common(request, location)}
    if request.output:
        parse_object_address(request.output, "output", location)
        params["Output"] = request.output
    return params


def mts_parameters(request: SubmitRequest, location: str) -> dict[str, str]:
    """Parameters for MTS, where the place of the snapshots is required. Errors: InvalidRequest."""
    if not request.output:
        raise InvalidRequest(
            "output: MTS requires a location for snapshots, e.g. oss://bucket/snapshot-{Count}.jpg.", code="bad_output"
        )
    config: dict[str, Any] = {
        "OutputFile": _ref_as_json(parse_object_address(request.output, "output", location)),
        "Scenes": list(request.image_categories or MTS_SCENES),
        "SaveType": "abnormal",
        "BizType": request.biz_type or "common",
    }
    return {
        "Input": _json(_ref_as_json(parse_object_address(request.source, "source", location))),
        "VideoCensorConfig": _json(config),
        **_common(request, location),
    }


def parse_object_address(address: str, field: str, location: str) -> ObjectRef:
    """oss://bucket/object as a place. Errors: InvalidRequest."""
    bucket, _, key = address.removeprefix("oss://").partition("/")
    if not address.startswith("oss://") or not bucket or not key or urlsplit(address).netloc != bucket:
        raise InvalidRequest(f"{field}: expected oss://bucket/object.", code=f"bad_{field}")
    if not BUCKET.fullmatch(bucket):
        raise InvalidRequest(
            f"{field}: {bucket[:60]!r} is not a bucket; its name is 1 to 63 letters, digits, - or _.",
            code=f"bad_{field}",
        )
    return ObjectRef(bucket, location, key)


def _common(request: SubmitRequest, location: str) -> dict[str, str]:
    texts = {"Title": request.title, "Description": request.description, "UserData": request.reference}
    for name, text in texts.items():
        if len(text.encode("utf-8", "replace")) > _MAX_BYTES[name]:
            raise InvalidRequest(
                f"{name}: at most {_MAX_BYTES[name]} bytes in UTF-8; shorten it.", code=f"bad_{name.lower()}"
            )
    if len(request.cover_images) > _MAX_COVERS:
        raise InvalidRequest(f"cover images: at most {_MAX_COVERS}; leave some out.", code="bad_cover_images")
    params = {name: text for name, text in texts.items() if text}
    if request.comments:
        params["Barrages"] = request.comments
    if request.cover_images:
        covers = [ObjectRef(cover.bucket, cover.location or location, cover.key) for cover in request.cover_images]
        params["CoverImages"] = _json([_ref_as_json(cover) for cover in covers])
    return params


def _ref_as_json(ref: ObjectRef) -> dict[str, str]:
    return {"Bucket": ref.bucket, "Location": ref.location, "Object": ref.key}


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
