"""Our own stills: JPEG files that our child process wrote, in three widths."""

import io
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from PIL import Image

from reviews.media.still_sizes import WIDTH, WIDTHS

__all__ = ["WIDTH", "WIDTHS", "still_bytes", "still_name"]


def still_name(job_id: int, ms: int, width: int = WIDTH) -> str:
    """The storage name of the still of `job_id` at `ms`, `width` pixels wide."""
    return _smaller(f"stills/{job_id}/{ms}.jpg", width)


def still_bytes(file: str, width: int) -> bytes:
    """The JPEG bytes of the still `file`, at most `width` pixels wide. Errors: FileNotFoundError.

    A width that is not stored (a still of an earlier version) is scaled for this answer alone: kept, it could be read
    by another request while it is being written, and a browser keeps what it got for good.
    """
    small = _smaller(file, width)
    try:
        with default_storage.open(small, "rb") as source:
            return bytes(source.read())
    except FileNotFoundError:
        if small == file:
            raise
    return _scaled(file, width)


def _scaled(file: str, width: int) -> bytes:
    with default_storage.open(file, "rb") as source, Image.open(source, formats=["JPEG"]) as picture:
        if picture.width <= width:
            source.seek(0)
            return bytes(source.read())
        picture.draft("RGB", (width, width))  # lets the decoder skip what will not be seen
        picture.thumbnail((width, picture.height))
        answer = io.BytesIO()
        picture.save(answer, "JPEG", quality=80)
    return answer.getvalue()


def _smaller(file: str, width: int) -> str:
    path = PurePosixPath(file)
    return file if width >= WIDTH else str(path.with_stem(f"{path.stem}-{width}"))
