"""JSON writes of the workspace: what a body may hold."""

from typing import Annotated

import msgspec
from django.http import HttpRequest

from reviews.vocabulary import Suggestion

Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Key = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{8,100}\Z")]
Note = Annotated[str, msgspec.Meta(max_length=5000, pattern=r"^[^\x00]*\Z")]
TookMs = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]


class FenceBody(msgspec.Struct, forbid_unknown_fields=True):
    """The claim a write speaks for."""

    fence: Count


class VerdictBody(msgspec.Struct, forbid_unknown_fields=True):
    """One verdict with what the page saw. `next`: after a job verdict, claim the next job too."""

    verdict: Suggestion
    version: Count
    fence: Count
    idempotency_key: Key
    policy_id: Count | None = None
    note: Note = ""
    took_ms: TookMs | None = None
    next: bool = False


class AskLeadBody(msgspec.Struct, forbid_unknown_fields=True):
    """A lead is asked. The fence makes the same request once; the key is what the page knows it by."""

    version: Count
    fence: Count
    idempotency_key: Key
    note: Note = ""
    next: bool = False


class TargetVerdictBody(msgspec.Struct, forbid_unknown_fields=True):
    """One verdict on a finding or detection; with `take_back` the person's own one of the key `undoes` is instead."""

    version: Count
    fence: Count
    idempotency_key: Key
    verdict: Suggestion | None = None
    take_back: bool = False
    undoes: Key | None = None
    policy_id: Count | None = None
    note: Note = ""
    took_ms: TookMs | None = None


class BatchVerdictBody(TargetVerdictBody, kw_only=True):
    """One verdict on many findings and detections, or all of these taken back."""

    finding_ids: Annotated[list[Count], msgspec.Meta(max_length=20_000)] = []
    detection_ids: Annotated[list[Count], msgspec.Meta(max_length=20_000)] = []


class ManualFindingBody(msgspec.Struct, forbid_unknown_fields=True):
    """A finding that the machine missed: times in ms, `box` x1, y1, x2, y2 in source pixels."""

    kind: str
    verdict: Suggestion
    version: Count
    fence: Count
    idempotency_key: Key
    start_ms: Count | None = None
    end_ms: Count | None = None
    category: str = ""
    label: str = ""
    box: tuple[int, int, int, int] | None = None
    policy_id: Count | None = None
    note: Note = ""
    took_ms: TookMs | None = None


def parse_body[T](request: HttpRequest, struct: type[T]) -> T:
    """The request's JSON as `struct`. Errors: msgspec.MsgspecError that names the field."""
    return msgspec.json.decode(request.body, type=struct)
