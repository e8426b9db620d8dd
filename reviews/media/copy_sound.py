"""The sound of a playable copy, one part at a time. Runs only in the capped child."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet
from numpy.typing import NDArray

from reviews.media.copy_plan import SAMPLE_RATE, SAMPLES_PER_PACKET, SOUND_KBIT
from reviews.media.opened_video import clock_of, open_video, sound_stream
from reviews.media.packet_scan import iterate_packets

_LEAD_SAMPLES = 2 * SAMPLES_PER_PACKET  # what the encoder hears before a part, so that it sounds on without a seam
_SEEK_EARLIER_MS = 1000
_MAX_DRIFT_SAMPLES = SAMPLE_RATE * 60 // 1000  # a larger jump of the time stamps is a gap: silence
_LAYOUT, _CHANNELS = "stereo", 2

Samples = NDArray[np.float32]


class SoundReader:
    """The file's sound as 48 kHz stereo, by position on the job's clock. Goes forward only.

    What cannot be decoded is silent.
    """

    def __init__(self, path: str, from_ms: int) -> None:
        self._container = open_video(path)
        self._clock = clock_of(self._container)
        stream = sound_stream(self._container)
        assert stream is not None, "asked only for files with sound"
        self._stream = stream
        self._chunks: list[tuple[int, Samples]] = []
        self._position: int | None = None
        if from_ms > _SEEK_EARLIER_MS:
            self._seek(from_ms - _SEEK_EARLIER_MS)
        self._frames = self._iterate_samples()

    def read_samples(self, first: int, end: int) -> Samples:
        """The samples first..end-1, an array of (channels, samples)."""
        while self._position is None or self._position < end:
            chunk = next(self._frames, None)
            if chunk is None:
                break
            self._chunks.append(chunk)
        heard = np.zeros((_CHANNELS, end - first), np.float32)
        for at, samples in self._chunks:
            a, b = max(first, at), min(end, at + samples.shape[1])
            if a < b:
                heard[:, a - first : b - first] = samples[:, a - at : b - at]
        needed_again = end - 2 * _LEAD_SAMPLES
        self._chunks = [chunk for chunk in self._chunks if chunk[0] + chunk[1].shape[1] > needed_again]
        return heard

    def close(self) -> None:
        self._container.close()

    def _seek(self, ms: int) -> None:
        try:
            self._container.seek(self._clock.stamp_at(ms, self._stream), stream=self._stream, backward=True)
        except (av.FFmpegError, OSError):
            self._container.seek(0)  # read from the start: sound is quickly decoded

    def _iterate_samples(self) -> Iterator[tuple[int, Samples]]:
        resampler = AudioResampler(format="fltp", layout=_LAYOUT, rate=SAMPLE_RATE)
        for packet in iterate_packets(self._container, self._stream):
            for frame in _decode(packet):
                ms = self._clock.ms_of(frame.pts, self._stream) if frame.pts is not None else None
                frame.pts = None
                for resampled in resampler.resample(frame):
                    samples = resampled.to_ndarray().astype(np.float32, copy=False)
                    wanted = self._position if ms is None else round(ms * SAMPLE_RATE / 1000)
                    if self._position is None or abs((wanted or 0) - self._position) > _MAX_DRIFT_SAMPLES:
                        self._position = wanted or 0
                    at = self._position
                    self._position += samples.shape[1]
                    ms = None
                    yield at, samples


def encode_sound(stream: AudioStream, reader: SoundReader, first: int, count: int) -> "Iterator[Packet[Any]]":
    """AAC packets of the samples from `first` on, `count` of them, with time stamps (samples) from 0."""
    heard = reader.read_samples(first - _LEAD_SAMPLES, first + count + _LEAD_SAMPLES)
    for at in range(0, heard.shape[1] - SAMPLES_PER_PACKET + 1, SAMPLES_PER_PACKET):
        piece = np.ascontiguousarray(heard[:, at : at + SAMPLES_PER_PACKET])
        frame = AudioFrame.from_ndarray(piece, format="fltp", layout=_LAYOUT)
        frame.sample_rate, frame.time_base, frame.pts = SAMPLE_RATE, Fraction(1, SAMPLE_RATE), at - _LEAD_SAMPLES
        yield from _inside(stream.encode(frame), count)
    yield from _inside(stream.encode(None), count)


def add_sound_stream(container: OutputContainer) -> AudioStream:
    """The stream of a part that holds its sound; the same settings for every part."""
    stream = container.add_stream("aac", rate=SAMPLE_RATE, layout=_LAYOUT)
    stream.bit_rate = SOUND_KBIT * 1000
    stream.time_base = Fraction(1, SAMPLE_RATE)
    return stream


def _inside(packets: "list[Packet[Any]]", count: int) -> "Iterator[Packet[Any]]":
    for packet in packets:
        if packet.pts is not None and 0 <= packet.pts < count:
            yield packet


def _decode(packet: "Packet[Any]") -> list[AudioFrame]:
    try:
        frames: list[Any] = packet.decode()
        return [frame for frame in frames if isinstance(frame, AudioFrame)]
    except av.FFmpegError:
        return []
