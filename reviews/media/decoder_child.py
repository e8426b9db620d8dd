"""The capped process that touches untrusted video: ``python -m reviews.media.child < job.json > answer.json``.

stdin: ``{"path", "stills": directory, "times_ms": [...], "width", "seconds"}`` or, for a filmstrip, ``{"path",
"sheets": directory, "strip": {...}, "first", "seconds"}``. stdout: one JSON object, see `cutting.look` and
`tiling.cut`, or ``{"error": sentence}``. Knows neither Django nor our settings; its environment holds no key. The
limits are set before the decoder is loaded: address space, processor time, size of a written file, open files.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

MAX_ADDRESS_SPACE = 1536 * 1024 * 1024
MAX_PROCESSOR_SECONDS = 120
MAX_FILE_BYTES = 4 * 1024 * 1024
MAX_OPEN_FILES = 64


def main() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MAX_ADDRESS_SPACE),
        (resource.RLIMIT_CPU, MAX_PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, MAX_FILE_BYTES),
        (resource.RLIMIT_NOFILE, MAX_OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    asked = json.load(sys.stdin)
    json.dump(_answer(asked), sys.stdout)


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    from reviews.media import frame_extraction  # loads the decoder: only now, under the limits

    try:
        if "strip" in asked:
            from reviews.media import sprite_sheet

            return sprite_sheet.draw_sheets(
                asked["path"], Path(asked["sheets"]), asked["strip"], first=asked["first"], seconds=asked["seconds"]
            )
        return frame_extraction.probe_video(
            asked["path"], Path(asked["stills"]), asked["times_ms"], width=asked["width"], seconds=asked["seconds"]
        )
    except frame_extraction.UnreadableVideo as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": "The video needs more memory than is allowed."}


if __name__ == "__main__":
    main()
