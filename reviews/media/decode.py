"""Start the capped child and read its answer: the only way this project looks into a video."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from reviews.media import decoder_child
from reviews.media.still_sizes import WIDTH

ROOT = Path(__file__).resolve().parents[2]
# Together with the fetch below the 120 s after which the work queue ends a task.
MAX_CUT_SECONDS = 35.0
MAX_WALL_SECONDS = 50.0
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"}  # all that the child gets: no key of ours
MAX_ANSWER_BYTES = 1024 * 1024


class UnreadableVideo(Exception):
    """The child could not decode the file, or died trying; the message is a sentence for a person."""


class DecoderDied(UnreadableVideo):
    """The child gave no answer: it was ended, by us or by its limits. What it wrote before may be whole."""


class ProbeResult(msgspec.Struct, frozen=True):
    """What the child measured (see `frame_extraction.probe_video`); times are on the job's clock.

    Without a picture `width`, `height`, `box_width`, `box_height` and `picture_start_ms` are None.
    """

    format: str
    origin_ms: int
    duration_ms: int | None = None
    width: int | None = None
    height: int | None = None
    box_width: int | None = None
    box_height: int | None = None
    picture_start_ms: int | None = None
    sound_start_ms: int | None = None
    picture_codec: str = ""
    sound_codec: str = ""
    pixel_format: str = ""
    holes: tuple[tuple[int, int], ...] = ()
    cut: tuple[int, ...] = ()


class TilesResult(msgspec.Struct, frozen=True):
    """How far the child came (see `sprite_sheet.draw_sheets`)."""

    count: int
    gaps: tuple[int, ...] = ()
    holes: tuple[tuple[int, int], ...] = ()


class PartsResult(msgspec.Struct, frozen=True):
    """How many parts of a copy there are now (see `copy_encoding.encode_parts`)."""

    count: int
    holes: tuple[tuple[int, int], ...] = ()


class _JoinResult(msgspec.Struct, frozen=True):
    count: int


class _DecodeFailed(msgspec.Struct, frozen=True):
    error: str


def probe_video(video: Path, stills: Path, times_ms: list[int]) -> ProbeResult:
    """Probe a local file and cut stills ``<ms>.jpg`` into the directory `stills`, as far as `CUT_SECONDS` allow.

    Errors: UnreadableVideo.
    """
    asked = {
        "path": str(video),
        "stills": str(stills),
        "times_ms": times_ms,
        "width": WIDTH,
        "seconds": MAX_CUT_SECONDS,
    }
    return _decode_answer(*_run_child(asked, stills, MAX_WALL_SECONDS), ProbeResult)


def draw_tiles(video: Path, sheets: Path, strip: dict[str, Any], *, first: int, seconds: float) -> TilesResult:
    """Draw a filmstrip's tiles from number `first` on into the directory `sheets`, as `sprite_sheet.draw_sheets` says.

    Errors: UnreadableVideo, DecoderDied.
    """
    asked = {"path": str(video), "sheets": str(sheets), "strip": strip, "first": first, "seconds": seconds}
    return _decode_answer(*_run_child(asked, sheets, seconds + MAX_WALL_SECONDS - MAX_CUT_SECONDS), TilesResult)


def encode_parts(video: Path, parts: Path, plan: dict[str, Any], *, first: int, seconds: float) -> PartsResult:
    """Encode a playable copy's parts from number `first` on into the directory `parts`.

    Errors: UnreadableVideo, DecoderDied.
    """
    asked = {"path": str(video), "parts": str(parts), "copy": plan, "first": first, "seconds": seconds}
    return _decode_answer(*_run_child(asked, parts, seconds + MAX_WALL_SECONDS - MAX_CUT_SECONDS), PartsResult)


def join_parts(parts: Path, count: int, copy: Path, duration_ms: int) -> None:
    """Make one file `copy` of the parts 0..count-1. Errors: UnreadableVideo, DecoderDied."""
    asked = {"parts": str(parts), "count": count, "copy": str(copy), "duration_ms": duration_ms}
    _decode_answer(*_run_child(asked, parts, MAX_WALL_SECONDS, decoder_child.JOIN), _JoinResult)


def _run_child(asked: dict[str, Any], folder: Path, wall_s: float, *arguments: str) -> tuple[int, bytes]:
    """The child's exit code and what it said: at most `MAX_ANSWER_BYTES` bytes of it.

    The child has its own session, no environment of ours and hard limits; whatever it does, this process only waits.
    """
    with tempfile.TemporaryFile(dir=folder) as answer:
        # The answer goes to a file, so that the child's file-size limit caps it too.
        child = subprocess.Popen(  # noqa: S603  the arguments are constants of ours
            [sys.executable, "-m", "reviews.media.decoder_child", *arguments],
            stdin=subprocess.PIPE,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=ENVIRONMENT,
            start_new_session=True,
        )
        try:
            child.communicate(json.dumps(asked).encode(), timeout=wall_s)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            raise DecoderDied("The video takes too long to decode.") from None
        answer.seek(0)
        return child.returncode, answer.read(MAX_ANSWER_BYTES)


def _decode_answer[Answer: msgspec.Struct](code: int, body: bytes, kind: type[Answer]) -> Answer:
    if code:
        raise DecoderDied("The video crashed the decoder, or it needs more memory or time than is allowed.")
    try:
        answer = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        if "error" in answer:
            raise UnreadableVideo(msgspec.json.decode(body, type=_DecodeFailed).error[:300])
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        raise UnreadableVideo("The decoder returned no usable result.") from error
