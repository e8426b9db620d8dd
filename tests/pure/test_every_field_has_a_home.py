"""Each value of the two documented answers is found somewhere in the result."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from reviews.providers.alibaba.normalise import normalise_job as alibaba
from reviews.providers.huawei.normalise import normalise_job as huawei
from reviews.providers.results import JobResult

PAYLOADS = Path(__file__).parent.parent / "payloads"
type Normalise = Callable[[Sequence[bytes]], JobResult]

# Leaves that are not in the result, and why. The bytes as received are stored beside it in any case.
ELSEWHERE = {
    "MediaCensorJobDetail.VensorCensorResult.NextPageToken": "a cursor for the sync, in Answer.next_token",
}
SAMPLES: list[tuple[str, Normalise]] = [
    ("huawei/query-succeeded.json", huawei),
    ("alibaba/query-media-censor-job-detail.json", alibaba),
]
MTS_AUDIO = {
    "Label": "abuse",
    "Suggestion": "review",
    "AudioDetailResultList": {
        "AudioDetailResult": [
            {"Label": "abuse", "Text": "some words", "StartTime": 3, "EndTime": 7},
            {"Label": "normal", "Text": "kind words", "StartTime": 7, "EndTime": 11},
        ]
    },
}


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, f"{path}.{key}".lstrip("."))
    elif isinstance(node, list | tuple):
        for value in node:
            yield from leaves(value, path)
    else:
        yield path, node


def spellings(path: str, value: Any) -> list[Any]:
    """How a value may look in our words: milliseconds, 0..1, folded case, dates with an offset."""
    name = path.rpartition(".")[2]
    if name in ("time", "start_time", "end_time", "StartTime", "EndTime", "frame_interval"):
        return [round(value * 1000)]
    if name == "Rate":
        return [round(float(value) / 100, 10)]
    if name == "Timestamp":
        hours, minutes, seconds = value.split(":")
        return [round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)]
    if name in ("Label", "Scene"):
        return [value.lower()]
    if name.endswith(("_time", "Time")) and isinstance(value, str):
        return [value, value.replace("Z", "000Z") if "." in value else value]
    return [value]


def holds(text: Any, wanted: Any) -> bool:
    return text == wanted or (isinstance(text, str) and isinstance(wanted, str) and bool(wanted) and wanted in text)


@pytest.mark.parametrize(("name", "normalise"), SAMPLES)
def test_every_documented_value_is_in_the_result(name: str, normalise: Normalise) -> None:
    document = json.loads((PAYLOADS / name).read_text())
    if normalise is alibaba:
        document["MediaCensorJobDetail"]["AudioCensorResult"] = MTS_AUDIO
    result = [value for _, value in leaves(msgspec.to_builtins(normalise([json.dumps(document).encode()])))]
    homeless = [
        (path, value)
        for path, value in leaves(document)
        if path not in ELSEWHERE and not any(holds(kept, one) for kept in result for one in spellings(path, value))
    ]
    assert homeless == []


def marked(node: Any, path: str = "") -> Any:
    """The same shape with a value of its own at each text, so that no value is found by chance."""
    if isinstance(node, dict):
        return {key: marked(value, f"{path}.{key}") for key, value in node.items()}
    if isinstance(node, list):
        return [marked(value, f"{path}.{number}") for number, value in enumerate(node)]
    name = path.rpartition(".")[2]
    free = name in FREE_TEXT or path.rpartition(".")[0].endswith("categories")
    return f"mark-{abs(hash(path))}" if isinstance(node, str) and free else node


FREE_TEXT = {
    *("request_id", "job_id", "url", "callback", "ocr_text", "category", "label", "qr_content", "segment"),
    "audio_text",
    *("RequestId", "JobId", "PipelineId", "UserData", "Code", "Message", "Bucket", "Object", "Location", "BizType"),
    *("Label", "Scene", "Text"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "normalise"), SAMPLES)
def test_every_free_text_keeps_its_own_value(name: str, normalise: Normalise) -> None:
    document = json.loads((PAYLOADS / name).read_text())
    if normalise is alibaba:
        document["MediaCensorJobDetail"]["AudioCensorResult"] = MTS_AUDIO
    document = marked(document)
    result = [value for _, value in leaves(msgspec.to_builtins(normalise([json.dumps(document).encode()])))]
    wanted = [value for _, value in leaves(document) if isinstance(value, str) and value.startswith("mark-")]
    assert len(wanted) > 10
    assert [mark for mark in wanted if not any(holds(kept, mark) for kept in result)] == []
