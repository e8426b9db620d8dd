"""The columns of what the machine said, declared once: the sync stores them and the timeline sends them in this order.

`sync.rows` fills them by hand, since anything else is slower 30,000 times a job; a test compares it with these names.
"""

from typing import NamedTuple


class FindingFacts(NamedTuple):
    """What the machine said about a finding. The place of its snapshot, which may be absent as a whole, stands last."""

    kind: str
    start_ms: int | None
    end_ms: int | None
    suggestion: str
    suggestion_raw: str
    category: str
    label: str
    score: float | None
    text: str
    snapshot_bucket: str
    snapshot_location: str
    snapshot_object: str


class DetectionFacts(NamedTuple):
    """What the machine said about a detection. Corners in source pixels; `spans` as JSON text."""

    position: int
    category: str
    label: str
    suggestion: str
    suggestion_raw: str
    score: float | None
    score_raw: str
    x1: int | None
    y1: int | None
    x2: int | None
    y2: int | None
    box_kind: str
    content: str
    spans: str
    is_withdrawn: bool


def text_columns(facts: type[FindingFacts] | type[DetectionFacts]) -> frozenset[str]:
    """Return the names of the columns that hold text and are never null."""
    return frozenset(name for name, kind in facts.__annotations__.items() if kind is str)
