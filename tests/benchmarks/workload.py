"""The two measured workloads as Huawei sends them: raw JSON bytes, three boxed detections a frame.

W720: one hour at one frame in five seconds, with 360 pieces of speech. W10800: three hours at one frame a second, with
1,080. The same numbers as in the performance plan, so that figures stay comparable from release to release.
"""

import json
import random
from typing import Any

SIZES = {"W720": (720, 5, 360), "W10800": (10_800, 1, 1080)}  # frames, seconds between them, audio segments

_LABELS = (
    ("porn", ("pornography", "sexy_female", "sexy_male")),
    ("terrorism", ("knife", "gun", "fire")),
    ("image_text", ("ad", "qr_code", "abuse")),
)
_TEXTS = ("buy now", "加微信", "call me", "free", "限时优惠", "sale", "today")


def huawei_answer(name: str, job_id: str = "bench-1") -> bytes:
    """The whole query answer of workload `name` ("W720" or "W10800"). The same bytes every time."""
    frames, interval_s, segments = SIZES[name]
    dice = random.Random(name)
    answer = {
        "request_id": "0e5a6f6c3a2f4b0f9a2d",
        "job_id": job_id,
        "status": "succeeded",
        "request_params": {
            "data": {"url": "https://media.example/film.mp4", "frame_interval": interval_s},
            "event_type": "default",
            "image_categories": ["porn", "terrorism", "image_text"],
            "audio_categories": ["porn", "ad", "abuse"],
        },
        "create_time": "2026-11-20T08:57:11.011Z",
        "update_time": "2026-11-20T09:57:14.014Z",
        "result": {
            "suggestion": "block",
            "image_detail": [_frame(dice, index * interval_s) for index in range(frames)],
            "audio_detail": [_segment(dice, index * 10) for index in range(segments)],
        },
    }
    return json.dumps(answer, ensure_ascii=False).encode()


def detection_count(name: str) -> int:
    """Boxed detections of workload `name`, the unit of every rate. The audio segments' own come free on top."""
    return 3 * SIZES[name][0]


def _frame(dice: random.Random, seconds: int) -> dict[str, Any]:
    category = dice.choice(_LABELS)[0]
    return {
        "suggestion": dice.choice(("block", "review")),
        "category": category,
        "ocr_text": dice.choice(_TEXTS),
        "time": seconds,
        "detail": [_detection(dice) for _ in range(3)],
    }


def _detection(dice: random.Random) -> dict[str, Any]:
    category, labels = dice.choice(_LABELS)
    left, top = dice.randrange(1000), dice.randrange(500)
    return {
        "confidence": round(dice.random(), 12),
        "category": category,
        "suggestion": dice.choice(("block", "review")),
        "label": dice.choice(labels),
        "face_location": {
            "top_left_x": left,
            "top_left_y": top,
            "bottom_right_x": left + 200,
            "bottom_right_y": top + 200,
        },
    }


def _segment(dice: random.Random, seconds: int) -> dict[str, Any]:
    return {
        "suggestion": "review",
        "label": "ad",
        "audio_text": " ".join(dice.choices(_TEXTS, k=8)),
        "start_time": seconds,
        "end_time": seconds + 10,
        "detail": [
            {
                "confidence": round(dice.random(), 12),
                "label": "ad",
                "suggestion": "review",
                "segments": [{"segment": "buy"}],
            }
        ],
    }
