"""Small real videos for tests, drawn by PyAV: a grey level that says which second it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream
from django.core.files.storage import default_storage
from PIL import Image, ImageStat

from reviews.models import Filmstrip

FPS = 10
INPUTS = Path(__file__).parent / "payloads" / "videos"  # files that failed; in second n each picture is grey 20 + 9 * n
SOUND_RATE = 48_000


def write_video(
    path: Path, *, seconds: float = 6, width: int = 320, height: int = 180, rotation: int = 0, gop: int = 20
) -> Path:
    """H.264 in MP4; in second n every pixel is about 20 + 30 * n."""
    with av.open(str(path), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "g": str(gop)})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        if rotation:
            stream.set_display_rotation(rotation)
        for number in range(round(seconds * FPS)):
            picture = np.full((height, width, 3), min(20 + 30 * (number // FPS), 250), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return path


def tile_picture(strip: Filmstrip, n: int) -> Image.Image:
    """Tile n of a stored filmstrip."""
    number, place = divmod(n, strip.columns * strip.rows)
    x, y = place % strip.columns * strip.tile_width, place // strip.columns * strip.tile_height
    with default_storage.open(strip.sheets[number], "rb") as file, Image.open(file) as sheet:
        assert sheet.size == (strip.columns * strip.tile_width, strip.rows * strip.tile_height)
        return sheet.crop((x, y, x + strip.tile_width, y + strip.tile_height)).convert("RGB")


def second_of(picture: Image.Image) -> int:
    """Which second of `a_film` a picture shows."""
    return round((ImageStat.Stat(picture.convert("L")).mean[0] - 20) / 30)


def input_second(picture: Image.Image) -> int:
    """Which second of a file in `INPUTS`, or of a `Film`, a picture shows."""
    return round((ImageStat.Stat(picture.convert("L")).mean[0] - 20) / 9)


@dataclass(frozen=True)
class Film:
    """A film as a container may hold it. In second n of its pictures each is grey 20 + 9 * n.

    All times in ms. The first picture comes `picture_late` and the first sound (None: no sound) `sound_late` after
    `offset`. `held`: spans without a picture of their own, so that the one before is held. `damaged`: a span in which
    the bytes of every picture are gone.
    """

    container: str = "mp4"
    codec: str = "libx264"
    fps: int = 10
    seconds: int = 8
    gop: int = 10
    offset: int = 0
    picture_late: int = 0
    sound_late: int | None = None
    held: tuple[int, int] | None = None
    damaged: tuple[int, int] | None = None

    @property
    def origin(self) -> int:
        """The container's start, from `offset`."""
        return min(self.picture_late, self.sound_late if self.sound_late is not None else self.picture_late)

    def picture_times(self) -> list[tuple[int, float]]:
        """(number, ms on the job's clock) of each picture that is in the file."""
        numbers = range(self.seconds * self.fps)
        times = [(n, 1000 * n / self.fps + self.picture_late - self.origin) for n in numbers]
        first, end = self.held or (0, 0)
        return [(n, ms) for n, ms in times if n == 0 or not first <= 1000 * n / self.fps < end]

    def seconds_near(self, ms: int) -> set[int | None]:
        """Which second may be shown at `ms`, within one picture; None among them where none may be."""
        step = 1000 / self.fps
        return {self._second_at(ms + shift) for shift in (-step, 0, step)}

    def _second_at(self, ms: float) -> int | None:
        shown = [(n, at) for n, at in self.picture_times() if at <= ms]
        if not shown:
            return 0 if self.picture_times()[0][1] - ms <= 100 else None
        n, _ms = shown[-1]
        return None if self._is_lost(n) else n // self.fps

    def _is_lost(self, n: int) -> bool:
        """Damage lasts until the next key frame: what is decoded between is no true picture."""
        if self.damaged is None:
            return False
        numbers = [k for k, _ in self.picture_times()]
        damaged = [k for k in numbers if self.is_damaged(k)]
        if not damaged or n < damaged[0]:
            return False
        whole_again = next((k for k in numbers if k > damaged[-1] and k % self.gop == 0), None)
        return whole_again is None or n < whole_again

    def is_damaged(self, n: int) -> bool:
        first, end = self.damaged or (0, 0)
        return first <= 1000 * n / self.fps < end


def write_film(path: Path, film: Film) -> Path:
    """The film as a file. Key frames are exactly every `gop` pictures of the film's own counting."""
    with av.open(str(path), "w", format=film.container) as container:
        picture = _picture_stream(container, film)
        sound = container.add_stream("aac", rate=SOUND_RATE, layout="mono") if film.sound_late is not None else None
        packets = [*_picture_packets(picture, film), *(_sound_packets(sound, film) if sound else ())]
        for packet in sorted(packets, key=lambda one: float(one.dts * one.time_base)):
            container.mux(packet)
    if film.damaged:
        _erase_pictures(path, film)
    return path


def _picture_stream(container: OutputContainer, film: Film) -> VideoStream:
    x264 = {"preset": "ultrafast", "g": "10000", "sc_threshold": "0", "bf": "0", "forced-idr": "1"}
    stream = container.add_stream(film.codec, rate=film.fps, options=x264 if film.codec == "libx264" else {})
    assert isinstance(stream, VideoStream)
    stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
    stream.codec_context.time_base = Fraction(1, 1000)
    stream.codec_context.gop_size = 10_000
    return stream


def _picture_packets(stream: VideoStream, film: Film) -> Iterator[Any]:
    for n, _ in film.picture_times():
        grey = np.full((48, 64, 3), 20 + 9 * (n // film.fps), np.uint8)
        frame = av.VideoFrame.from_ndarray(grey, format="rgb24")
        frame.pts = film.offset + film.picture_late + 1000 * n // film.fps
        frame.time_base = Fraction(1, 1000)
        frame.pict_type = av.video.frame.PictureType.I if n % film.gop == 0 else av.video.frame.PictureType.NONE
        yield from stream.encode(frame)
    yield from stream.encode(None)


def _erase_pictures(path: Path, film: Film) -> None:
    """Write zeros over the damaged pictures, as a broken disk does: the container stays whole."""
    body = bytearray(path.read_bytes())
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        for n, packet in enumerate(one for one in container.demux(stream) if one.size):
            if film.is_damaged(film.picture_times()[n][0]):
                place = body.find(bytes(packet), packet.pos or 0)
                assert place >= 0
                body[place : place + packet.size] = bytes(packet.size)
    path.write_bytes(body)


def _sound_packets(stream: AudioStream, film: Film) -> Iterator[Any]:
    first = (film.offset + (film.sound_late or 0)) * SOUND_RATE // 1000
    tone = (np.sin(np.arange(film.seconds * SOUND_RATE) * 0.06) * 8000).astype(np.int16)
    for at in range(0, len(tone) - 1023, 1024):
        frame = av.AudioFrame.from_ndarray(tone[None, at : at + 1024], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, first + at, Fraction(1, SOUND_RATE)
        yield from stream.encode(frame)
    yield from stream.encode(None)
