"""Measure a local video and cut stills from it. Runs only in the capped child (`decoder_child.py`)."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from reviews.media.container_names import name_refused_container
from reviews.media.frame_cursor import FrameCursor, Hole, merge_holes
from reviews.media.opened_video import UnreadableVideo, clock_of, open_video, picture_stream, sound_stream
from reviews.media.packet_scan import PacketScan, scan_packets
from reviews.media.picture_shape import PictureShape, scale_frame
from reviews.media.still_sizes import SMALLER_WIDTHS

QUALITY = 80
SCAN_SHARE = 0.5  # of the time: the rest is for stills


def probe_video(path: str, stills: Path, times_ms: list[int], *, width: int, seconds: float) -> dict[str, Any]:
    """Probe the video at `path` and write ``<ms>.jpg`` into `stills` for each of `times_ms`, with its smaller copies.

    Returns the facts of `decode.ProbeResult`, among them `cut`: the times that were written or have no picture. Stops
    cutting after `seconds`. Errors: UnreadableVideo.
    """
    until = time.monotonic() + seconds
    try:
        with open_video(path) as container:
            picture, sound = picture_stream(container), sound_stream(container)
            if picture is None and sound is None:
                raise UnreadableVideo("The file has no video stream and no sound.")
            scan = scan_packets(container, clock_of(container), picture, sound, seconds=seconds * SCAN_SHARE)
            facts = _stream_facts(container, picture, scan)
        if picture is None:
            return {**facts, "holes": [], "cut": sorted(set(times_ms))}
        cursor = FrameCursor(path, _cut_off(scan), scan.duration_ms)
        facts |= _picture_facts(cursor, has_sound=sound is not None)
        cut = list(_cut_stills(cursor, sorted(set(times_ms)), stills, width, until))
        cursor.close()
        return {**facts, "holes": merge_holes(cursor.holes), "cut": cut}
    except (av.FFmpegError, ValueError, OSError) as error:
        raise UnreadableVideo(_sentence(path, error)) from error


def _stream_facts(container: InputContainer, picture: VideoStream | None, scan: PacketScan) -> dict[str, Any]:
    sound = sound_stream(container)
    context = picture.codec_context if picture else None
    return {
        "duration_ms": scan.duration_ms,
        "origin_ms": round(clock_of(container).origin_ms),
        "picture_start_ms": _whole_ms(scan.picture.start_ms),
        # A stream whose packets cannot be read is there all the same.
        "sound_start_ms": None if sound is None else _whole_ms(scan.sound.start_ms) or 0,
        "format": container.format.name,
        "picture_codec": context.name if context else "",
        "sound_codec": (sound.codec_context.name if sound.codec_context else "unknown") if sound else "",
        "pixel_format": (context.pix_fmt or "") if context else "",
    }


def _picture_facts(cursor: FrameCursor, *, has_sound: bool) -> dict[str, Any]:
    """Shape and first picture. With sound, a file whose pictures cannot be decoded is still a file."""
    first = cursor.find_first_frame()
    if first is not None and first.frame is not None:
        shape = cursor.shape_of(first.frame)
        start_ms = max(0, round(first.ms))
    elif has_sound:
        shape, start_ms = cursor.coded_shape, 0
    else:
        raise UnreadableVideo("The file contains no picture that can be decoded.")
    named = ("width", "height", "box_width", "box_height")
    return {name: getattr(shape, name) for name in named} | {"picture_start_ms": start_ms}


def _cut_off(scan: PacketScan) -> list[Hole]:
    return [] if scan.cut_off_ms is None else [(scan.cut_off_ms, scan.duration_ms or scan.cut_off_ms)]


def _cut_stills(cursor: FrameCursor, times_ms: list[int], stills: Path, width: int, until: float) -> Iterator[int]:
    for ms in times_ms:
        if time.monotonic() > until:
            return
        frame = cursor.shown_frame(ms)
        if frame is not None:
            _save(frame, cursor.shape_of(frame), stills / f"{ms}.jpg", width)
        yield ms


def _save(frame: VideoFrame, shape: PictureShape, path: Path, width: int) -> None:
    factor = min(1.0, width / shape.width)
    picture = scale_frame(frame, max(1, round(shape.width * factor)), max(1, round(shape.height * factor)))
    picture.save(path, "JPEG", quality=QUALITY)
    for smaller in SMALLER_WIDTHS:
        if picture.width > smaller:
            small = picture.resize((smaller, max(1, round(picture.height * smaller / picture.width))))
            small.save(path.with_stem(f"{path.stem}-{smaller}"), "JPEG", quality=QUALITY)


def _whole_ms(ms: float | None) -> int | None:
    return None if ms is None else max(0, round(ms))


def _sentence(path: str, error: Exception) -> str:
    if refused := name_refused_container(path):
        return f"The video cannot be decoded: files in the container {refused} are not accepted."
    return f"The video cannot be decoded ({type(error).__name__})."
