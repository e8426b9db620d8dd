"""Walk through the pictures of a local video: which one is shown at a time, and where none can be decoded.

Runs only in the capped child.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from reviews.media.opened_video import MediaClock, UnreadableVideo, clock_of, open_video, picture_stream
from reviews.media.packet_scan import iterate_packets
from reviews.media.picture_shape import PictureShape, shape_of

# Below this gap decoding on is cheaper than finding the key frame again.
SEEK_OVER_MS = 2000
# How much earlier a seek tries again when it came out behind the time that is wanted.
_EARLIER_MS = (0, 10_000, 60_000)
# Times are whole ms and frames are not: a frame at 33.4 ms is shown at 33.
_ROUNDING_MS = 1.0
# The first picture stands for the time before it up to one frame, or this: sound begins a little earlier in most files.
_MIN_LEAD_MS = 100.0

MAX_HOLES = 500

Hole = tuple[int, int]


class ShownFrame(NamedTuple):
    """From `ms` on this frame is shown; None: from there on no picture can be decoded."""

    ms: float
    frame: VideoFrame | None


class FrameCursor:
    """Goes forward only. `holes` are the spans known or found to have no picture (ms, half open)."""

    def __init__(self, path: str, holes: Sequence[Hole] = (), duration_ms: int | None = None) -> None:
        self.holes: list[Hole] = [(first, end) for first, end in holes]
        self._path, self._duration_ms = path, duration_ms
        self._may_seek = True
        self._container: InputContainer | None = None
        self._current: ShownFrame | None = None
        self._next: ShownFrame | None = None
        self._open()

    def find_first_frame(self) -> ShownFrame | None:
        """The first frame that can be decoded; ask before any other. None: there is none in the file."""
        while self._next is not None and self._next.frame is None:
            self._step()
        if self._next is None:
            self.holes.append((0, self._duration_ms or 0))
        return self._next

    @property
    def coded_shape(self) -> PictureShape:
        """What the file says of its pictures, for one of which none can be decoded."""
        context = self._stream.codec_context
        return PictureShape(context.width, context.height, context.width, context.height)

    def shown_frame(self, ms: int) -> VideoFrame | None:
        """The frame that a player shows at `ms` (times must not go down), the last one beyond the end; None in a hole.

        Never one from the future, but the first one up to a frame early.
        """
        if self._duration_ms:
            ms = min(ms, self._duration_ms - 1)
        if any(first <= ms < end for first, end in self.holes):
            return None
        if self._may_seek and self._next is not None and ms - self._next.ms > SEEK_OVER_MS:
            self._seek(ms)
        while self._next is not None and self._next.ms <= ms + _ROUNDING_MS:
            self._step()
        if self._current is None:
            is_near = self._next is not None and self._next.ms - ms <= self._lead_ms
            return self._next.frame if self._next and is_near else None
        return self._current.frame

    def shape_of(self, frame: VideoFrame) -> PictureShape:
        """How the frame is shown. Errors: UnreadableVideo."""
        aspect = self._stream.sample_aspect_ratio
        return shape_of(frame, Fraction(aspect.numerator, aspect.denominator) if aspect else None)

    def iterate_from(self, ms: int) -> Iterator[ShownFrame]:
        """What is shown at `ms`, then all that follows."""
        frame = self.shown_frame(ms)
        if self._current is not None:
            yield self._current
        elif frame is not None:
            yield ShownFrame(ms, frame)
        while self._next is not None:
            self._step()
            if self._current is not None:
                yield self._current

    def close(self) -> None:
        if self._container is not None:
            self._container.close()

    def _open(self) -> None:
        """From the start, as if the file had not been read yet."""
        self.close()
        self._container = open_video(self._path)
        self._clock: MediaClock = clock_of(self._container)
        stream = picture_stream(self._container)
        if stream is None:
            raise UnreadableVideo("The file has no video stream.")
        self._stream: VideoStream = stream
        rate = float(stream.average_rate or 0)
        self._lead_ms = max(_MIN_LEAD_MS, 1000 / rate if rate else 0.0)
        self._begin(is_start=True)

    def _begin(self, *, is_start: bool) -> None:
        self._frames = self._iterate_frames(is_start=is_start)
        self._current, self._next = None, next(self._frames, None)

    def _step(self) -> None:
        self._current, self._next = self._next, next(self._frames, None)
        if self._current is not None and self._current.frame is None:
            end = self._next.ms if self._next else max(self._current.ms, self._duration_ms or 0)
            if round(end) > round(self._current.ms):
                self.holes.append((round(self._current.ms), round(end)))

    def _seek(self, ms: int) -> None:
        """To the last key frame before `ms`. A file that cannot be sought is read from where it stands."""
        assert self._container is not None
        here = self._next.ms if self._next else 0.0
        for earlier in _EARLIER_MS:
            if ms - earlier <= here:
                break
            try:
                stamp = self._clock.stamp_at(ms - earlier, self._stream)
                self._container.seek(stamp, stream=self._stream, backward=True)
            except (av.FFmpegError, OSError):
                break
            self._begin(is_start=False)
            if self._next is not None and self._next.frame is not None and self._next.ms <= ms + _ROUNDING_MS:
                # Key frames lie far apart: a seek only goes back over frames already decoded.
                self._may_seek = self._next.ms > here
                return
        self._may_seek = False
        self._open()

    def _iterate_frames(self, *, is_start: bool) -> Iterator[ShownFrame]:
        """Frames in the order in which they are shown. After damage nothing is shown until the next key frame."""
        assert self._container is not None
        hole_from: float | None = None
        is_synced, last_ms = is_start, float("-inf")
        for packet in iterate_packets(self._container, self._stream):
            frames, is_damaged = _decode(packet)
            for frame in frames:
                ms = self._clock.ms_of(frame.pts, self._stream)
                if ms is None or ms < last_ms or not (is_synced or frame.key_frame):
                    continue
                is_synced = True
                if frame.is_corrupt:
                    hole_from = ms if hole_from is None else min(hole_from, ms)
                if hole_from is not None and ms >= hole_from:
                    if frame.is_corrupt or not frame.key_frame:
                        continue
                    yield ShownFrame(hole_from, None)
                    hole_from = None
                last_ms = ms
                yield ShownFrame(ms, frame)
            if is_damaged and is_synced:
                at = self._clock.ms_of(packet.pts if packet.pts is not None else packet.dts, self._stream)
                at = max(last_ms, 0.0) if at is None else at
                hole_from = at if hole_from is None else min(hole_from, at)
        if hole_from is not None:
            yield ShownFrame(max(hole_from, last_ms), None)


def merge_holes(holes: Sequence[Hole]) -> list[Hole]:
    """The same spans in order, without overlaps."""
    merged: list[Hole] = []
    for first, end in sorted(holes):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((first, end))
    return merged[:MAX_HOLES]


def _decode(packet: "Packet[Any]") -> tuple[list[VideoFrame], bool]:
    """Its frames, and whether it is damaged."""
    try:
        frames = [frame for frame in packet.decode() if isinstance(frame, VideoFrame)]
    except av.FFmpegError:
        return [], True
    return frames, packet.is_corrupt
