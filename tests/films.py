"""Small real videos for tests, drawn by PyAV: a grey level that says which second it is."""

from pathlib import Path

import av
import numpy as np

FPS = 10


def a_film(
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
