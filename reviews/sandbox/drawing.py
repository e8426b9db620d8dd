"""Draws the picture of a clip at a time: a calm background and, on it, what the script shows."""

from functools import lru_cache
from typing import Any

import numpy as np
import segno
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from reviews.sandbox.clip import Clip, Colour, Event, Kind

Picture = NDArray[np.uint8]
_TOP, _BOTTOM = (92, 122, 150), (168, 190, 200)
_PLATE: Colour = (24, 30, 44)
# A solid square in the middle of a QR code, small enough for error correction H to read past it.
_QR_MARK = 0.16


def draw_picture(clip: Clip, time_s: float) -> Picture:
    """The frame at `time_s` as height x width x 3 bytes (RGB)."""
    frame = _background(clip.width, clip.height).copy()
    for event in clip.visible(time_s):
        _paint(frame, event, clip.frame_time(time_s))
    _clock_hand(frame, clip, time_s)
    return frame


def _paint(frame: Picture, event: Event, time_s: float) -> None:
    x1, y1, x2, y2 = event.box_at(time_s)
    if event.kind == Kind.SHAPE:
        frame[y1:y2, x1:x2] = event.colour
    else:
        tile = _banner(event) if event.kind == Kind.BANNER else _qr(event)
        frame[y1:y2, x1:x2] = tile


def _clock_hand(frame: Picture, clip: Clip, time_s: float) -> None:
    # A thin bar along the lower edge shows how far the clip has come, so that every frame differs from the last.
    reached = int(clip.width * (clip.frame_time(time_s) + 1 / clip.fps) / clip.seconds)
    frame[-6:, :reached] = (240, 244, 248)


@lru_cache(maxsize=4)
def _background(width: int, height: int) -> Picture:
    down = np.linspace(0, 1, height)[:, None, None]
    shades = np.array(_TOP) * (1 - down) + np.array(_BOTTOM) * down
    return np.ascontiguousarray(np.broadcast_to(shades, (height, width, 3)).astype(np.uint8))


@lru_cache(maxsize=64)
def _banner(event: Event) -> Picture:
    width, height = event.size
    plate = Image.new("RGB", (width, height), _PLATE)
    draw = ImageDraw.Draw(plate)
    draw.rectangle((0, 0, 7, height), fill=event.colour)
    # The built-in font has no Chinese glyphs; such letters are spoken of in the answers only.
    letters = event.text.encode("ascii", "ignore").decode().strip()
    draw.text((18, 8), letters, fill=(255, 255, 255), font=_font(20))
    return np.asarray(plate)


@lru_cache(maxsize=4)
def _font(size: int) -> Any:
    return ImageFont.load_default(size=size)


@lru_cache(maxsize=64)
def _qr(event: Event) -> Picture:
    code = segno.make(event.text, error="h", micro=False)
    modules = np.array([[0 if dark else 255 for dark in row] for row in code.matrix_iter(border=2)], np.uint8)
    side = event.size[0]
    # Whole pixels for each module, on a white plate: what is left over becomes a wider quiet zone.
    drawn = side // len(modules) * len(modules)
    square = Image.new("RGB", (side, side), (255, 255, 255))
    corner = (side - drawn) // 2
    square.paste(Image.fromarray(modules).resize((drawn, drawn), Image.Resampling.NEAREST), (corner, corner))
    low, high = int(side * (0.5 - _QR_MARK / 2)), int(side * (0.5 + _QR_MARK / 2))
    ImageDraw.Draw(square).rectangle((low, low, high, high), fill=event.colour)
    return np.asarray(square)
