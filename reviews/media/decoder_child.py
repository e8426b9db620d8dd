"""The capped process that touches untrusted video: ``python -m reviews.media.decoder_child < job.json > answer.json``.

stdin: ``{"path", "stills": directory, "times_ms": [...], "width", "seconds"}``; for a filmstrip ``{"path", "sheets":
directory, "strip": {...}, "first", "seconds"}``; for a playable copy ``{"path", "parts": directory, "copy": {...},
"first", "seconds"}``. stdout: one JSON object, see `frame_extraction.probe_video`, `sprite_sheet.draw_sheets` and
`copy_encoding.encode_parts`, or ``{"error": sentence}``. Knows neither Django nor our settings; its environment holds
no key. The limits are set before the decoder is loaded: address space, processor time, size of a written file, open
files.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

from reviews.media.copy_plan import MAX_COPY_BYTES

MAX_ADDRESS_SPACE = 1536 * 1024 * 1024
MAX_PROCESSOR_SECONDS = 120
MAX_FILE_BYTES = 4 * 1024 * 1024
MAX_OPEN_FILES = 64
JOIN = "join"  # the argument with which parts of a copy, which a child wrote itself, become one larger file
MAX_JOINED_BYTES = MAX_COPY_BYTES


def main() -> None:
    is_joining = sys.argv[1:] == [JOIN]
    for what, most in (
        (resource.RLIMIT_AS, MAX_ADDRESS_SPACE),
        (resource.RLIMIT_CPU, MAX_PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, MAX_JOINED_BYTES if is_joining else MAX_FILE_BYTES),
        (resource.RLIMIT_NOFILE, MAX_OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    asked = json.load(sys.stdin)
    json.dump(_join(asked) if is_joining else _answer(asked), sys.stdout)


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    from reviews.media import frame_extraction, opened_video  # loads the decoder: only now, under the limits

    try:
        if "strip" in asked:
            from reviews.media import sprite_sheet

            return sprite_sheet.draw_sheets(
                asked["path"], Path(asked["sheets"]), asked["strip"], first=asked["first"], seconds=asked["seconds"]
            )
        if "copy" in asked:
            from reviews.media import copy_encoding

            return copy_encoding.encode_parts(
                asked["path"], Path(asked["parts"]), asked["copy"], first=asked["first"], seconds=asked["seconds"]
            )
        return frame_extraction.probe_video(
            asked["path"], Path(asked["stills"]), asked["times_ms"], width=asked["width"], seconds=asked["seconds"]
        )
    except opened_video.UnreadableVideo as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": "The video needs more memory than is allowed."}


def _join(asked: dict[str, Any]) -> dict[str, Any]:
    from reviews.media import copy_joining, opened_video

    try:
        return copy_joining.join_parts(Path(asked["parts"]), asked["count"], Path(asked["copy"]), asked["duration_ms"])
    except opened_video.UnreadableVideo as error:
        return {"error": str(error)}


if __name__ == "__main__":
    main()
