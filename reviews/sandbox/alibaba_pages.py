"""Cuts a whole detail answer into pages of its timeline (alibaba.md section 3)."""

import re
from typing import Any

from reviews.sandbox.http_exchange import Request
from reviews.sandbox.refusals import AlibabaRefusal
from reviews.sandbox.tokens import Tokens

DEFAULT_SIZE, MAX_SIZE = 30, 300


def page_size(request: Request) -> int:
    """MaximumPageSize, 30 when it is not given. Errors: AlibabaRefusal."""
    text = request.parameter("MaximumPageSize") or str(DEFAULT_SIZE)
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= MAX_SIZE:
        raise AlibabaRefusal(
            400, "InvalidParameter", f"The specified parameter MaximumPageSize is not valid: 1 to {MAX_SIZE}."
        )
    return int(text)


def page_start(request: Request, tokens: Tokens, owner: str) -> Any:
    """Where the request's NextPageToken points, None without one. Errors: AlibabaRefusal for another's token."""
    token = request.parameter("NextPageToken")
    if not token:
        return None
    known = tokens.look_up(token)
    if known is None or known[0] != owner:
        raise AlibabaRefusal(400, "InvalidParameter", "The specified parameter NextPageToken is not valid.")
    return known[1]


def cut_page(detail: dict[str, Any], offset: int, rows: int, tokens: Tokens, owner: str) -> dict[str, Any]:
    """`rows` timeline rows from `offset`. The first page keeps everything else; later ones only id, state and rows."""
    timeline = timeline_rows(detail)
    if timeline is None:
        return detail
    video = dict(detail["VensorCensorResult"]) if offset == 0 else {}
    video.pop("NextPageToken", None)
    piece = timeline[offset : offset + rows]
    wrapped = isinstance(detail["VensorCensorResult"]["VideoTimelines"], dict)
    video["VideoTimelines"] = {"VideoTimeline": piece} if wrapped else piece
    if offset + rows < len(timeline):
        video["NextPageToken"] = tokens.issue((owner, offset + rows))
    kept = {name: value for name, value in detail.items() if offset == 0 or name in ("JobId", "State")}
    return {**kept, "VensorCensorResult": video}


def is_one_page(detail: dict[str, Any], rows: int) -> bool:
    """Whether a recorded detail can go out as it is: all of it on the first page, and no token of its own."""
    timeline = timeline_rows(detail)
    return timeline is None or (len(timeline) <= rows and "NextPageToken" not in detail["VensorCensorResult"])


def timeline_rows(detail: Any) -> list[Any] | None:
    """The rows of a detail's timeline, wrapped or bare; None when there is none."""
    video = detail.get("VensorCensorResult") if isinstance(detail, dict) else None
    rows = video.get("VideoTimelines") if isinstance(video, dict) else None
    rows = rows.get("VideoTimeline") if isinstance(rows, dict) else rows
    return rows if isinstance(rows, list) else None
