"""Every leaf of the two documented answers stands on the page or in the JSON that the page loads."""

import html
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reviews.models import Reviewer
from reviews.providers import registry
from reviews.sync.store import store_result
from reviews.timeline import timeline_data
from tests.builders import a_job, an_account

pytestmark = pytest.mark.django_db
PAYLOADS = Path(__file__).resolve().parents[1] / "payloads"
SAMPLES = {
    "huawei": PAYLOADS / "huawei" / "query-succeeded.json",
    "alibaba": PAYLOADS / "alibaba" / "query-media-censor-job-detail.json",
}
# A place in the list of pages, of use only until the next page is fetched: it stays in the stored answer.
NOT_SHOWN = {"NextPageToken"}


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, f"{path}.{key}")
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part, path)
    else:
        yield path, value


def numbers(data: dict[str, Any]) -> set[int]:
    """Every number of the data as whole numbers: times in ms, scores in ten-thousandths, corners in pixels."""
    found: set[int] = set()
    for part in ("findings", "detections"):
        count = data[part]["count"]
        for name, column in data[part].items():
            if name != "count":
                found.update(value for value in _spread(column, count) if value is not None)
        if "width" in data[part]:
            for near, size in (("x1", "width"), ("y1", "height")):
                pairs = zip(_spread(data[part][near], count), _spread(data[part][size], count), strict=True)
                found.update(a + b for a, b in pairs if a is not None and b is not None)
    return found


def _spread(column: Any, count: int) -> list[Any]:
    if isinstance(column, list):
        return column
    if "same" in column:
        return [column["same"]] * count
    values = [column["from"]]
    for step in _spread(column["steps"], count - 1):
        values.append(values[-1] + step)
    return values


def is_shown(value: Any, facts: str, words: str, found: set[int]) -> bool:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if text.lower() in facts.lower() or text.lower() in words.lower():
        return True
    if re.fullmatch(r"\d{4}-\d\d-\d\dT.*Z", text):
        moment = datetime.fromisoformat(text).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return moment in facts
    if clock := re.fullmatch(r"(\d+):(\d+):(\d+)\.(\d+)", text):
        hours, minutes, seconds, rest = (int(part) for part in clock.groups())
        return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest in found
    try:
        number = float(text)
    except ValueError:
        return False
    # A score 0..1 or a percentage, a time in seconds, a corner in pixels.
    return bool({round(number * 10_000), round(number * 100), round(number * 1000), round(number)} & found)


@pytest.mark.parametrize("provider", SAMPLES)
def test_every_leaf_of_the_documented_answer_is_shown(client: Client, lea: Reviewer, provider: str) -> None:
    raw = SAMPLES[provider].read_bytes()
    result = registry.get(provider).normalise([raw])
    job = a_job(an_account(provider, provider), external_id="sample", duration_ms=None, width=None, height=None)
    store_result(job, result, payload_sha256="a" * 64, now=timezone.now(), fence=job.sync_fence)
    job.refresh_from_db()
    client.force_login(lea)
    page = client.get(reverse("job", args=[job.pk])).content.decode()
    facts = html.unescape(re.sub(r"<[^>]+>", "\n", page))
    data = json.loads(timeline_data.build_json(job))
    words, found = "\n".join(data["strings"]), numbers(data)
    own_id = {"job_id", "JobId"}  # the row was made under another id than the sample's placeholder
    missing = [
        (path, value)
        for path, value in leaves(json.loads(raw))
        if not path.endswith(tuple(NOT_SHOWN | own_id)) and not is_shown(value, facts, words, found)
    ]
    assert missing == []
