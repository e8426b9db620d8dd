"""The hits inside one frame or speech segment -> detections (contract: huawei.md section 4)."""

from collections.abc import Iterable

from reviews.providers import values
from reviews.providers.huawei.wire import Hit
from reviews.providers.label_cache import Label, LabelCache, numbered_key
from reviews.providers.results import Box, DetectionResult
from reviews.providers.values import Drops
from reviews.vocabulary import BoxKind


def parse_detections(
    hits: Iterable[Hit] | None, glossary: LabelCache, drops: Drops, path: str
) -> tuple[tuple[DetectionResult, ...], Label | None]:
    """The detections, and the words of the worst (among equals the highest scored)."""
    found: list[DetectionResult] = []
    used: set[str] = set()
    top: Label | None = None
    top_rank = (-1, -1.0)
    for hit in hits or ():
        words = glossary[hit.category, hit.label, hit.suggestion]
        if words.flaws:
            drops.update(words.flaws)
        key = words.key if words.key not in used else numbered_key(words, used)
        used.add(key)
        one = _detection(hit, words, key, drops, path)
        found.append(one)
        score = -0.5 if one.score is None else one.score
        if (words.severity, score) > top_rank:
            top, top_rank = words, (words.severity, score)
    return tuple(found), top


def _detection(hit: Hit, words: Label, key: str, drops: Drops, path: str) -> DetectionResult:
    score, score_raw = hit.confidence, ""
    if score is not None and not 0.0 <= score <= 1.0:
        score, score_raw = values.parse_score(score, drops, f"{path}.confidence")
    content = hit.qr_content or ""
    if len(content) > values.MAX_TEXT:
        content = values.cut_text(content, values.MAX_TEXT, drops, f"{path}.qr_content")
    return DetectionResult(
        key,
        words.category,
        words.label,
        words.suggestion,
        words.suggestion_raw,
        score,
        score_raw,
        None if hit.face_location is None and hit.qr_location is None else _box(hit, drops, path),
        content,
        _spans(hit, drops, path) if hit.segments else (),
    )


def _box(hit: Hit, drops: Drops, path: str) -> Box | None:
    corners, kind = hit.face_location, BoxKind.FACE
    if corners is None:
        corners, kind = hit.qr_location, BoxKind.QR
    elif hit.qr_location is not None:
        drops["second_box_dropped", f"{path}.qr_location"] += 1
    if corners is None:
        return None
    x1, y1, x2, y2 = corners.top_left_x, corners.top_left_y, corners.bottom_right_x, corners.bottom_right_y
    return values.parse_box(x1, y1, x2, y2, kind, drops, path)


def _spans(hit: Hit, drops: Drops, path: str) -> tuple[str, ...]:
    pieces = (piece.segment for piece in hit.segments or () if piece.segment)
    return tuple(values.cut_text(piece, values.MAX_TEXT, drops, f"{path}.segments") for piece in pieces)
