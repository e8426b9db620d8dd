"""Join the parts of a playable copy into one MP4 without decoding. Runs only in the capped child."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream

from reviews.media.copy_plan import PART_MS, SAMPLE_RATE
from reviews.media.opened_video import UnreadableVideo

_RATES = {"video": 90_000, "audio": SAMPLE_RATE}


def join_parts(parts: Path, count: int, copy: Path, duration_ms: int) -> dict[str, Any]:
    """Write `copy` from ``0.nut`` and so on in `parts`: index first, time 0 at its start. Errors: UnreadableVideo."""
    try:
        with av.open(str(copy), "w", format="mp4", options={"movflags": "faststart"}) as joined:
            writer = _Writer(joined, duration_ms)
            for n in range(count):
                options = {"protocol_whitelist": "file"}
                with av.open(str(parts / f"{n}.nut"), format="nut", container_options=options) as part:
                    writer.append(part, n * PART_MS)
            writer.finish()
    except (av.FFmpegError, ValueError, OSError) as error:
        raise UnreadableVideo(f"The parts of the copy cannot be joined ({type(error).__name__}).") from error
    return {"count": count}


class _Writer:
    """Puts packets of the parts behind one another; a picture lasts until the next one."""

    def __init__(self, joined: OutputContainer, duration_ms: int) -> None:
        self._joined, self._duration_ms = joined, duration_ms
        self._streams: dict[str, Stream] = {}
        self._settings: dict[str, bytes | None] = {}
        self._picture: Packet[Any] | None = None

    def append(self, part: InputContainer, start_ms: int) -> None:
        if not self._streams:
            for stream in part.streams:
                self._streams[stream.type] = self._joined.add_stream_from_template(stream)
                self._streams[stream.type].time_base = Fraction(1, _RATES[stream.type])
                self._settings[stream.type] = stream.codec_context.extradata
        if {stream.type: stream.codec_context.extradata for stream in part.streams} != self._settings:
            raise UnreadableVideo("The parts of the copy do not fit together.")
        for packet in part.demux():
            if packet.pts is not None and packet.size:
                self._put(packet, start_ms)

    def finish(self) -> None:
        if self._picture is not None:
            self._mux_picture(self._duration_ms * _RATES["video"] // 1000)

    def _put(self, packet: "Packet[Any]", start_ms: int) -> None:
        kind = packet.stream.type
        rate = _RATES[kind]
        stamp = round((packet.pts or 0) * packet.time_base * rate) + start_ms * rate // 1000
        packet.stream = self._streams[kind]
        packet.time_base, packet.pts, packet.dts = Fraction(1, rate), stamp, stamp
        if kind == "video":
            if self._picture is not None:
                self._mux_picture(stamp)
            self._picture = packet
        else:
            self._joined.mux_one(packet)

    def _mux_picture(self, until: int) -> None:
        assert self._picture is not None
        assert self._picture.pts is not None
        self._picture.duration = max(1, until - self._picture.pts)
        self._joined.mux_one(self._picture)
        self._picture = None
