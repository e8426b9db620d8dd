"""Measure a local video and cut stills from it. Runs only in the capped child (`child.py`); never sees a URL."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from reviews.media.still_sizes import SMALLER_WIDTHS

FORMATS = "mov,mp4,matroska,webm,avi,flv,mpeg"
MAX_PIXELS = 4096 * 4096  # pixels; the decoder itself refuses more
MAX_STREAMS = 32
MAX_PROBE_BYTES = 20_000_000  # how far the opener may read to learn the streams
QUALITY = 80
# Below this gap decoding on is cheaper than finding the key frame again.
SEEK_OVER_MS = 2000


class UnreadableVideo(Exception):
    """The file is no video that we can decode; the message is a sentence."""


def probe_video(path: str, stills: Path, times_ms: list[int], *, width: int, seconds: float) -> dict[str, Any]:
    """Probe the video at `path` and write ``<ms>.jpg`` into `stills` for each of `times_ms`, with its smaller copies.

    Returns duration_ms (None if not told), width and height as shown (after rotation), codec, format, has_audio, and
    `cut`: the times that were written or proved to have no frame. Stops cutting after `seconds`. Errors: Unreadable.
    """
    until = time.monotonic() + seconds
    try:
        with open_video(path) as container:
            stream = video_stream(container)
            first = next(container.decode(stream), None)
            if first is None:
                raise UnreadableVideo("The file contains no picture that can be decoded.")
            facts = _facts(container, stream, first)
            return {**facts, "cut": list(_cut_stills(container, stream, sorted(set(times_ms)), stills, width, until))}
    except (av.FFmpegError, ValueError, OSError) as error:
        raise UnreadableVideo(f"The video cannot be decoded ({type(error).__name__}).") from error


def open_video(path: str) -> InputContainer:
    """The file, under the limits above; never anything but a file. Errors: Unreadable, FFmpegError, OSError."""
    options = {
        "protocol_whitelist": "file",
        "format_whitelist": FORMATS,
        "max_streams": str(MAX_STREAMS),
        "probesize": str(MAX_PROBE_BYTES),
    }
    container = av.open(path, container_options=options, options={"max_pixels": str(MAX_PIXELS), "threads": "1"})
    if len(container.streams) > MAX_STREAMS:
        raise UnreadableVideo(f"The file has more than {MAX_STREAMS} streams.")
    return container


def video_stream(container: InputContainer) -> VideoStream:
    """Its first video stream. Errors: Unreadable."""
    if not container.streams.video:
        raise UnreadableVideo("The file has no video stream.")
    stream = container.streams.video[0]
    if stream.codec_context is None:
        raise UnreadableVideo("The codec of the video is unknown.")
    stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
    stream.codec_context.thread_count = 1
    if stream.codec_context.width * stream.codec_context.height > MAX_PIXELS:
        raise UnreadableVideo("The picture is larger than 4096 x 4096 pixels.")
    return stream


def _facts(container: InputContainer, stream: VideoStream, first: VideoFrame) -> dict[str, Any]:
    sideways = first.rotation % 180 != 0
    shown = (first.height, first.width) if sideways else (first.width, first.height)
    return {
        "duration_ms": _duration_ms(container, stream),
        "width": shown[0],
        "height": shown[1],
        "codec": stream.codec_context.name,
        "format": container.format.name,
        "has_audio": bool(container.streams.audio),
    }


def _duration_ms(container: InputContainer, stream: VideoStream) -> int | None:
    if container.duration and container.duration > 0:
        return round(container.duration / 1000)
    if stream.duration and stream.duration > 0 and stream.time_base:
        return round(stream.duration * stream.time_base * 1000)
    return None


def _cut_stills(
    container: InputContainer, stream: VideoStream, times_ms: list[int], stills: Path, width: int, until: float
) -> Iterator[int]:
    cursor = FrameCursor(container, stream)
    for ms in times_ms:
        if time.monotonic() > until:
            return
        frame = cursor.nearest_frame(ms)
        if frame is not None:
            _save(frame, stills / f"{ms}.jpg", width)
        yield ms


class FrameCursor:
    """Walks forward through the frames, seeking over long gaps as long as that gets further."""

    def __init__(self, container: InputContainer, stream: VideoStream) -> None:
        self._container, self._stream = container, stream
        self._start_ms = float((stream.start_time or 0) * (stream.time_base or 0)) * 1000
        self._seeks = True
        self._frames: Iterator[VideoFrame] = iter(())
        self._before: VideoFrame | None = None
        self._after: VideoFrame | None = None
        self._rewind(0)

    def nearest_frame(self, ms: int) -> VideoFrame | None:
        """The frame shown closest to `ms` (times must not go down); the last one beyond the end."""
        here = self._ms(self._after)
        if self._seeks and here is not None and ms - here > SEEK_OVER_MS:
            self._rewind(ms)
            there = self._ms(self._after)
            # Key frames lie far apart: a seek only goes back over frames already decoded.
            self._seeks = there is None or there > here
        while (at := self._ms(self._after)) is not None and at < ms:
            self._step()
        before, after = self._ms(self._before), self._ms(self._after)
        if before is None or (after is not None and after - ms <= ms - before):
            return self._after
        return self._before

    def _rewind(self, ms: int) -> None:
        base = float(self._stream.time_base or 1)
        self._container.seek(int((ms + self._start_ms) / 1000 / base), stream=self._stream, backward=True)
        self._frames = self._container.decode(self._stream)
        self._before = None
        self._after = next(self._frames, None)

    def _step(self) -> None:
        self._before, self._after = self._after or self._before, next(self._frames, None)

    def _ms(self, frame: VideoFrame | None) -> float | None:
        return None if frame is None or frame.time is None else frame.time * 1000 - self._start_ms


def _save(frame: VideoFrame, path: Path, width: int) -> None:
    shown = (frame.height, frame.width) if frame.rotation % 180 else (frame.width, frame.height)
    picture = scale_frame(frame, min(width, shown[0]), max(1, round(shown[1] * min(1.0, width / shown[0]))))
    picture.save(path, "JPEG", quality=QUALITY)
    for smaller in SMALLER_WIDTHS:
        if picture.width > smaller:
            small = picture.resize((smaller, max(1, round(picture.height * smaller / picture.width))))
            small.save(path.with_stem(f"{path.stem}-{smaller}"), "JPEG", quality=QUALITY)


def scale_frame(frame: VideoFrame, width: int, height: int) -> Image.Image:
    """The frame as it is shown (turned), at that size."""
    # By the decoder's own scaler: a full-size RGB copy would cost more than the decoding.
    size = {"width": height, "height": width} if frame.rotation % 180 else {"width": width, "height": height}
    picture: Image.Image = frame.to_image(**size)  # type: ignore[no-untyped-call]
    return picture.rotate(frame.rotation, expand=True) if frame.rotation else picture
