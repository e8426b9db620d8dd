"""Cut the tiles of a filmstrip onto sheets. Runs only in the capped child (`decoder_child.py`); never sees a URL."""

import time
from pathlib import Path
from typing import Any

import av
from PIL import Image

from reviews.media.frame_cursor import FrameCursor, merge_holes
from reviews.media.opened_video import UnreadableVideo
from reviews.media.picture_shape import scale_frame

QUALITY = 70


def draw_sheets(path: str, sheets: Path, strip: dict[str, Any], *, first: int, seconds: float) -> dict[str, Any]:
    """Draw tiles from number `first` on and write ``<n>.jpg`` into `sheets` for each sheet that has new ones.

    `strip`: interval_ms, count, tile_width, tile_height, columns, rows, duration_ms and the `holes` that are known. A
    sheet that holds tiles already lies in `sheets` and is drawn on. A sheet appears there whole, so that what a killed
    child wrote can be used. Returns `count`, how many tiles there are now; `gaps`, the numbers of new ones without a
    picture, which stay black; `holes`, known and found. Stops after `seconds`. Errors: UnreadableVideo.
    """
    until = time.monotonic() + seconds
    page, done, gaps = _Sheet(sheets, strip, first), first, []
    try:
        cursor = FrameCursor(path, strip["holes"], strip["duration_ms"])
        # At least one, or a slow video would never come further.
        while done < strip["count"] and (done == first or time.monotonic() < until):
            frame = cursor.shown_frame(done * strip["interval_ms"])
            if frame is None:
                gaps.append(done)
            tile = scale_frame(frame, strip["tile_width"], strip["tile_height"]) if frame else None
            page.put(done, tile)
            done += 1
        cursor.close()
    except (av.FFmpegError, ValueError, OSError) as error:
        raise UnreadableVideo(f"The video cannot be decoded ({type(error).__name__}).") from error
    page.save()
    return {"count": done, "gaps": gaps, "holes": merge_holes(cursor.holes)}


class _Sheet:
    """The sheet being drawn."""

    def __init__(self, sheets: Path, strip: dict[str, Any], first: int) -> None:
        self._sheets, self._columns = sheets, strip["columns"]
        self._tile = (strip["tile_width"], strip["tile_height"])
        self._size = (self._columns * self._tile[0], strip["rows"] * self._tile[1])
        self._room = self._columns * strip["rows"]
        self._number, self._picture, self._is_new = self._begin(first // self._room)

    def put(self, n: int, tile: Image.Image | None) -> None:
        number, place = divmod(n, self._room)
        if number != self._number:
            self.save()
            self._number, self._picture, self._is_new = self._begin(number)
        if tile is not None:
            self._picture.paste(tile, (place % self._columns * self._tile[0], place // self._columns * self._tile[1]))
        self._is_new = True

    def save(self) -> None:
        if self._is_new:
            unfinished = self._sheets / "unfinished"
            self._picture.save(unfinished, "JPEG", quality=QUALITY)
            unfinished.rename(self._path(self._number))

    def _begin(self, number: int) -> tuple[int, Image.Image, bool]:
        picture, path = Image.new("RGB", self._size), self._path(number)
        if path.exists():
            with Image.open(path, formats=["JPEG"]) as begun:
                picture.paste(begun)
        return number, picture, False

    def _path(self, number: int) -> Path:
        return self._sheets / f"{number}.jpg"
