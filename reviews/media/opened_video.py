"""Open a local video under limits, and put its times on the job's clock. Runs only in the capped child."""

import itertools
from typing import NamedTuple

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

FORMATS = "mov,mp4,matroska,webm,avi,flv,mpeg,mpegts,asf,ogg"
MAX_PIXELS = 4096 * 4096  # pixels; the decoder itself refuses more
MAX_STREAMS = 32
MAX_PROBE_BYTES = 20_000_000  # how far the opener may read to learn the streams
_MICROSECONDS_PER_MS = 1000
_FIRST_PACKETS = 50


class UnreadableVideo(Exception):
    """The file is no video that we can decode; the message is a sentence."""


class MediaClock(NamedTuple):
    """Time 0 is the container's start: the first time stamp of the file, `origin_ms`."""

    origin_ms: float

    def ms_of(self, stamp: int | None, stream: VideoStream | AudioStream) -> float | None:
        """A time stamp of the stream on this clock."""
        if stamp is None or stream.time_base is None:
            return None
        return float(stamp * stream.time_base) * 1000 - self.origin_ms

    def stamp_at(self, ms: float, stream: VideoStream | AudioStream) -> int:
        """The stream's time stamp at a time of this clock."""
        return int((ms + self.origin_ms) / 1000 / float(stream.time_base or 1))


def open_video(path: str) -> InputContainer:
    """The file, under the limits above; never anything but a file. Errors: UnreadableVideo, FFmpegError, OSError."""
    options = {
        "protocol_whitelist": "file",
        "format_whitelist": FORMATS,
        "max_streams": str(MAX_STREAMS),
        "probesize": str(MAX_PROBE_BYTES),
    }
    container = av.open(path, container_options=options, options={"max_pixels": str(MAX_PIXELS), "threads": "1"})
    if len(container.streams) > MAX_STREAMS:
        container.close()
        raise UnreadableVideo(f"The file has more than {MAX_STREAMS} streams.")
    return container


def clock_of(container: InputContainer) -> MediaClock:
    """The clock of the file. What the container says of its start is what browsers go by, too."""
    if container.start_time is not None:
        return MediaClock(container.start_time / _MICROSECONDS_PER_MS)
    return MediaClock(_first_stamp_ms(container.name))


def _first_stamp_ms(path: str) -> float:
    """The earliest of the first time stamps; the container tells none when pictures at its start are damaged."""
    with open_video(path) as container:
        packets = itertools.islice(container.demux(*_timed(container)), _FIRST_PACKETS)
        timed = [one for one in packets if one.pts is not None and not one.is_discard]
        stamps = [float((one.pts or 0) * one.time_base) * 1000 for one in timed]
    return min(stamps, default=0.0)


def picture_stream(container: InputContainer) -> VideoStream | None:
    """Its first video stream that is not a cover picture, ready to decode; None for a file with sound only.

    Errors: UnreadableVideo.
    """
    stream = next((one for one in container.streams.video if not one.disposition & Disposition.attached_pic), None)
    if stream is None:
        return None
    if stream.codec_context is None:
        raise UnreadableVideo("The codec of the video is unknown.")
    stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
    stream.codec_context.thread_count = 1
    if stream.codec_context.width * stream.codec_context.height > MAX_PIXELS:
        raise UnreadableVideo("The picture is larger than 4096 x 4096 pixels.")
    return stream


def sound_stream(container: InputContainer) -> AudioStream | None:
    """Its first audio stream, if there is one."""
    return next(iter(container.streams.audio), None)


def _timed(container: InputContainer) -> list[VideoStream | AudioStream]:
    return [*container.streams.video, *container.streams.audio]
