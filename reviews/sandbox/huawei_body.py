"""Reads and checks the body of a create call, with the limits that the official SDK leaves to the server."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from reviews.sandbox.refusals import HuaweiRefusal

# huawei.md section 3
EVENT_TYPES = {"default", "group_message", "message", "live", "dynamic"}
IMAGE_CATEGORIES = {"porn", "terrorism", "politics", "image_text"}
AUDIO_CATEGORIES = {"porn", "ad", "moan", "abuse", "politics"}
_SEED = re.compile(r"[A-Za-z0-9_]{1,64}")
_TEXTS = ("event_type", "biz_type", "callback", "seed")


def parse_create_body(body: bytes) -> dict[str, Any]:
    """The checked body. Errors: HuaweiRefusal AIS.0011 (missing), AIS.0012 (unsupported), AIS.0014 (not JSON)."""
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise HuaweiRefusal(400, "AIS.0014", "The request body is not valid JSON") from error
    if not isinstance(asked, dict):
        raise HuaweiRefusal(400, "AIS.0014", "The request body is not a JSON object")
    _data(asked.get("data"))
    for name in _TEXTS:
        if not isinstance(asked.get(name, ""), str):
            raise _unsupported(name)
    if not asked.get("biz_type"):
        _policy(asked)
    if "seed" in asked and not _SEED.fullmatch(asked["seed"]):
        raise _unsupported("seed")
    return asked


def _data(data: Any) -> None:
    url = data.get("url") if isinstance(data, dict) else None
    if not url:
        raise _missing("data.url")
    if not isinstance(url, str) or not _is_web(url):
        raise _unsupported("data.url")
    interval = data.get("frame_interval", 5)
    if not isinstance(interval, int) or isinstance(interval, bool) or not 1 <= interval <= 60:
        raise _unsupported("data.frame_interval")
    if data.get("language", "zh") != "zh":
        raise _unsupported("data.language")


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _policy(asked: dict[str, Any]) -> None:
    for name in ("event_type", "image_categories"):
        if not asked.get(name):
            raise _missing(name)
    if asked["event_type"] not in EVENT_TYPES:
        raise _unsupported("event_type")
    _categories(asked, "image_categories", IMAGE_CATEGORIES)
    _categories(asked, "audio_categories", AUDIO_CATEGORIES)


def _categories(asked: dict[str, Any], name: str, known: set[str]) -> None:
    given = asked.get(name) or []
    if not isinstance(given, list) or not all(isinstance(word, str) and word in known for word in given):
        raise _unsupported(name)


def _missing(name: str) -> HuaweiRefusal:
    return HuaweiRefusal(400, "AIS.0011", f"The parameter {name} is missing or empty")


def _unsupported(name: str) -> HuaweiRefusal:
    return HuaweiRefusal(400, "AIS.0012", f"The value of the parameter {name} is not supported")
