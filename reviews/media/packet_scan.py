"""Read all packets of a file without decoding them: when its streams begin and end. Runs only in the capped child."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from reviews.media.opened_video import MediaClock

MAX_READ_ERRORS = 100  # in a row: the file does not go on
# A claimed end so much later than the last packet means that the file was cut off. Less is rounding of containers.
MIN_CUT_MS = 1000
MAX_CLAIM_MS = 14 * 24 * 3600 * 1000  # a longer one is noise
# These containers write where the last packet ends, not how long the film is.
_END_CLAIMED = ("matroska", "flv")


@dataclass
class StreamSpan:
    """First and last moment of a stream's packets (ms on the job's clock)."""

    start_ms: float | None = None
    end_ms: float = 0.0

    def extend(self, start_ms: float, length_ms: float) -> None:
        self.start_ms = start_ms if self.start_ms is None else min(self.start_ms, start_ms)
        self.end_ms = max(self.end_ms, start_ms + length_ms)


@dataclass(frozen=True)
class PacketScan:
    """What packets say. `cut_off_ms`: from there to `duration_ms` the file holds nothing; None for a whole file."""

    duration_ms: int | None
    picture: StreamSpan
    sound: StreamSpan
    cut_off_ms: int | None


def iterate_packets(container: InputContainer, *streams: Stream) -> "Iterator[Packet[Any]]":
    """The packets of the streams, over damaged places. Packets without bytes at the end flush a decoder."""
    errors = 0
    while True:
        try:
            for packet in container.demux(*streams):
                errors = 0
                yield packet
            return
        except (av.FFmpegError, OSError):
            errors += 1
            if errors > MAX_READ_ERRORS:
                return


def scan_packets(
    container: InputContainer,
    clock: MediaClock,
    picture: VideoStream | None,
    sound: AudioStream | None,
    *,
    seconds: float,
) -> PacketScan:
    """Read the whole file, at most `seconds` of it; then what the container claims stands alone."""
    until = time.monotonic() + seconds
    spans = {stream.index: (StreamSpan(), stream) for stream in (picture, sound) if stream is not None}
    # Asked before: reading fills in the start of a stream that the file does not tell, by any packet it can read.
    claimed, claimed_picture = _claimed_ms(container, clock), _claimed_picture_ms(clock, picture)
    is_whole = True
    for packet in iterate_packets(container, *(stream for _, stream in spans.values())):
        if packet.pts is None or packet.is_discard or packet.is_corrupt:
            continue
        span, stream = spans[packet.stream_index]
        start_ms = clock.ms_of(packet.pts, stream)
        if start_ms is not None:
            span.extend(start_ms, float((packet.duration or 0) * (stream.time_base or 0)) * 1000)
        if time.monotonic() > until:
            is_whole = False
            break
    seen = {index: span for index, (span, _) in spans.items()}
    return _conclude(
        seen.get(picture.index if picture else -1, StreamSpan()),
        seen.get(sound.index if sound else -1, StreamSpan()),
        claimed,
        claimed_picture,
        is_whole=is_whole,
    )


def _conclude(
    picture: StreamSpan, sound: StreamSpan, claimed: float | None, claimed_picture: float | None, *, is_whole: bool
) -> PacketScan:
    read = max(picture.end_ms, sound.end_ms)
    if not is_whole:
        return PacketScan(round(max(claimed or 0, read)) or None, picture, sound, None)
    is_cut = claimed is not None and claimed - read > MIN_CUT_MS
    # Where a track has a length of its own, its sound may be whole while its pictures are not.
    is_picture_cut = claimed_picture is not None and claimed_picture - picture.end_ms > MIN_CUT_MS
    cut_off = round(picture.end_ms) if is_cut or is_picture_cut else None
    duration = max(read, claimed or 0) if is_cut else max(read, claimed_picture or 0) if is_picture_cut else read
    return PacketScan(round(duration) or None, picture, sound, cut_off)


def _claimed_ms(container: InputContainer, clock: MediaClock) -> float | None:
    if not container.duration or container.duration <= 0:
        return None
    claimed = container.duration / 1000
    if container.format.name.startswith(_END_CLAIMED) and claimed > clock.origin_ms:
        claimed -= clock.origin_ms
    return claimed if claimed <= MAX_CLAIM_MS else None


def _claimed_picture_ms(clock: MediaClock, picture: VideoStream | None) -> float | None:
    if picture is None or not picture.duration or picture.duration <= 0:
        return None
    claimed = clock.ms_of((picture.start_time or 0) + picture.duration, picture)
    return claimed if claimed is not None and claimed <= MAX_CLAIM_MS else None
