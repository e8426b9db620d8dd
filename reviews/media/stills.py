"""Our own stills: JPEG files that our child process wrote, scaled down when a list wants them small."""

import io

from django.core.files.storage import default_storage
from PIL import Image

WIDTH = 480
WIDTHS = (160, 320, WIDTH)


def name(job_id: int, ms: int) -> str:
    """The storage name of the still of `job_id` at `ms`."""
    return f"stills/{job_id}/{ms}.jpg"


def scaled(file: str, width: int) -> bytes:
    """The JPEG bytes of a still, at most `width` pixels wide. Errors: FileNotFoundError."""
    with default_storage.open(file, "rb") as source:
        if width >= WIDTH:
            return bytes(source.read())
        with Image.open(source, formats=["JPEG"]) as picture:
            picture.draft("RGB", (width, width))  # lets the decoder skip what will not be seen
            picture.thumbnail((width, picture.height))
            small = io.BytesIO()
            picture.save(small, "JPEG", quality=80)
    return small.getvalue()
