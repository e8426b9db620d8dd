"""Small real videos for tests, drawn by PyAV: a grey level that says which second it is."""

from pathlib import Path

import av
import numpy as np
from django.core.files.storage import default_storage
from PIL import Image, ImageStat

from reviews.models import Filmstrip

FPS = 10


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
