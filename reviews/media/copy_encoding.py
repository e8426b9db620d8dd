"""Encode a video again as browsers can play it, part by part: H.264 and AAC. Runs only in the capped child."""

import heapq
import time
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.container import OutputContainer
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from reviews.media.copy_plan import PART_MS, SAMPLE_RATE
from reviews.media.copy_sound import SoundReader, add_sound_stream, encode_sound
from reviews.media.frame_cursor import FrameCursor, ShownFrame, merge_holes
from reviews.media.opened_video import UnreadableVideo
from reviews.media.picture_shape import Turn, turn_of

CLOCK_RATE = 90_000
KEY_FRAME_EVERY_MS = 2000  # as far as a seek has to decode
_DARK = (16, 128, 128)  # no picture at this instant: never the one before
_X264 = {"preset": "superfast", "crf": "26", "bf": "0", "g": "600", "forced-idr": "1", "sc_threshold": "0"}


def encode_parts(path: str, parts: Path, plan: dict[str, Any], *, first: int, seconds: float) -> dict[str, Any]:
    """Write ``<n>.nut`` into `parts` for parts from number `first` on; each appears there whole.

    `plan`: the fields of `copy_plan.CopyPlan` and the `holes` that are known. Returns `count`, how many parts there are
    now, and `holes`, known and found. Stops after `seconds`, never before one part. Errors: UnreadableVideo.
    """
    until = time.monotonic() + seconds
    has_picture, done = plan["width"] > 0, first
    try:
        cursor = FrameCursor(path, plan["holes"], plan["duration_ms"]) if has_picture else None
        picture = _PictureParts(cursor, first * PART_MS, plan) if cursor else None
        sound = SoundReader(path, first * PART_MS) if plan["has_sound"] else None
        while done < plan["part_count"] and (done == first or time.monotonic() < until):
            unfinished = parts / "unfinished"
            with av.open(str(unfinished), "w", format="nut") as container:
                _write_part(container, done, plan, picture, sound)
            unfinished.rename(parts / f"{done}.nut")
            done += 1
    except (av.FFmpegError, ValueError, OSError) as error:
        raise UnreadableVideo(f"The video cannot be encoded again ({type(error).__name__}).") from error
    return {"count": done, "holes": merge_holes(cursor.holes) if cursor else []}


def _write_part(
    container: OutputContainer, n: int, plan: dict[str, Any], picture: "_PictureParts | None", sound: SoundReader | None
) -> None:
    start_ms = n * PART_MS
    end_ms = min(start_ms + PART_MS, plan["duration_ms"])
    picture_stream = _add_picture_stream(container, plan) if picture else None
    sound_stream = add_sound_stream(container) if sound else None
    if picture and picture_stream:
        for frame in picture.iterate_part(start_ms, end_ms):
            container.mux(picture_stream.encode(frame))
        container.mux(picture_stream.encode(None))
    if sound and sound_stream:
        first, count = start_ms * SAMPLE_RATE // 1000, (end_ms - start_ms) * SAMPLE_RATE // 1000
        for packet in encode_sound(sound_stream, sound, first, count):
            container.mux(packet)


def _add_picture_stream(container: OutputContainer, plan: dict[str, Any]) -> VideoStream:
    rate = f"{plan['picture_kbit']}k"
    stream = container.add_stream("libx264", rate=30, options={**_X264, "maxrate": rate, "bufsize": rate})
    stream.width, stream.height, stream.pix_fmt = plan["width"], plan["height"], "yuv420p"
    stream.codec_context.time_base = Fraction(1, CLOCK_RATE)
    stream.codec_context.thread_count = 1
    return stream


class _PictureParts:
    """What is shown, cut into parts: each begins with the picture that is shown then, or with a dark one."""

    def __init__(self, cursor: FrameCursor, from_ms: int, plan: dict[str, Any]) -> None:
        self._size = (plan["width"], plan["height"])
        self._moments = _darken(cursor.iterate_from(from_ms), plan["holes"])
        self._shown: VideoFrame | None = None
        self._next = next(self._moments, None)

    def iterate_part(self, start_ms: int, end_ms: int) -> Iterator[VideoFrame]:
        """Frames ready to encode, with time stamps from the part's start."""
        while self._next is not None and self._next.ms <= start_ms:
            self._step()
        last_stamp, last_key_ms = 0, float(start_ms)
        yield self._draw(0, is_key=True)
        while self._next is not None and self._next.ms < end_ms:
            ms = self._next.ms
            self._step()
            stamp = round((ms - start_ms) * CLOCK_RATE / 1000)
            if stamp > last_stamp:
                is_key = ms - last_key_ms >= KEY_FRAME_EVERY_MS
                last_stamp, last_key_ms = stamp, ms if is_key else last_key_ms
                yield self._draw(stamp, is_key=is_key)

    def _step(self) -> None:
        assert self._next is not None
        self._shown, self._next = self._next.frame, next(self._moments, None)

    def _draw(self, stamp: int, *, is_key: bool) -> VideoFrame:
        frame = _fit(self._shown, *self._size) if self._shown else _dark_frame(*self._size)
        frame.pts, frame.time_base = stamp, Fraction(1, CLOCK_RATE)
        frame.pict_type = PictureType.I if is_key else PictureType.NONE
        return frame


def _darken(moments: Iterable[ShownFrame], holes: list[list[int]]) -> Iterator[ShownFrame]:
    """With the known holes among what is shown: the last picture before a cut is not held to the end."""
    begins = [ShownFrame(float(first), None) for first, _ in sorted(holes)]
    for moment in heapq.merge(moments, begins, key=lambda one: one.ms):
        if moment.frame is None or not any(first <= moment.ms < end for first, end in holes):
            yield moment


def _fit(frame: VideoFrame, width: int, height: int) -> VideoFrame:
    """The frame as it is shown, at the size of the copy."""
    turn = turn_of(frame)
    stored = turn.sides(width, height)
    scaled = frame.reformat(width=stored[0], height=stored[1], format="yuv420p")
    if turn == Turn():
        return scaled
    flat, area = scaled.to_ndarray().reshape(-1), width * height
    luma = flat[:area].reshape(stored[1], stored[0])
    chroma = flat[area:].reshape(2, stored[1] // 2, stored[0] // 2)
    planes = [_turn_plane(plane, turn).reshape(-1) for plane in (luma, chroma[0], chroma[1])]
    return VideoFrame.from_ndarray(np.concatenate(planes).reshape(height * 3 // 2, width), format="yuv420p")


def _turn_plane(plane: "np.ndarray[Any, Any]", turn: Turn) -> "np.ndarray[Any, Any]":
    plane = plane.T if turn.is_transposed else plane
    plane = plane[:, ::-1] if turn.is_mirrored else plane
    return np.ascontiguousarray(plane[::-1] if turn.is_upside_down else plane)


def _dark_frame(width: int, height: int) -> VideoFrame:
    area = width * height
    planes = [np.full(size, value, np.uint8) for size, value in zip((area, area // 4, area // 4), _DARK, strict=True)]
    return VideoFrame.from_ndarray(np.concatenate(planes).reshape(height * 3 // 2, width), format="yuv420p")
