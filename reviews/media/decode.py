"""Start the capped child and read its answer: the only way this project looks into a video."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from reviews.media.stills import WIDTH

ROOT = Path(__file__).resolve().parents[2]
# Together with the fetch below the 120 s after which the work queue ends a task.
CUT_SECONDS = 35.0
WALL_SECONDS = 50.0
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"}  # all that the child gets: no key of ours
LONGEST_ANSWER = 1024 * 1024


class Unreadable(Exception):
    """The child could not decode the file, or died trying; the message is a sentence for a person."""


class Looked(msgspec.Struct, frozen=True):
    """What the child measured (see `cutting.look`)."""

    width: int
    height: int
    codec: str
    format: str
    has_audio: bool
    duration_ms: int | None = None
    cut: tuple[int, ...] = ()


class _Failed(msgspec.Struct, frozen=True):
    error: str


def look(video: Path, stills: Path, times_ms: list[int]) -> Looked:
    """Probe a local file and cut stills ``<ms>.jpg`` into the directory `stills`, as far as `CUT_SECONDS` allow.

    The child has its own session, no environment of ours and hard limits; whatever it does, this process only waits and
    reads at most `LONGEST_ANSWER` bytes. Errors: Unreadable.
    """
    asked = {"path": str(video), "stills": str(stills), "times_ms": times_ms, "width": WIDTH, "seconds": CUT_SECONDS}
    with tempfile.TemporaryFile(dir=stills) as answer:
        # The answer goes to a file, so that the child's file-size limit caps it too.
        child = subprocess.Popen(
            [sys.executable, "-m", "reviews.media.child"],
            stdin=subprocess.PIPE,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=ENVIRONMENT,
            start_new_session=True,
        )
        try:
            child.communicate(json.dumps(asked).encode(), timeout=WALL_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            raise Unreadable("The video takes too long to decode.") from None
        answer.seek(0)
        return _understood(child.returncode, answer.read(LONGEST_ANSWER))


def _understood(code: int, body: bytes) -> Looked:
    if code:
        raise Unreadable("The video broke the decoder, or needs more memory or time than a video may.")
    try:
        answer = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        if "error" in answer:
            raise Unreadable(msgspec.json.decode(body, type=_Failed).error[:300])
        return msgspec.json.decode(body, type=Looked)
    except msgspec.MsgspecError as error:
        raise Unreadable("The decoder gave no usable answer.") from error
