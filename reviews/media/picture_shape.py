"""The shape in which a picture is shown: its pixels' aspect ratio and its display matrix. Only in the capped child."""

import struct
from fractions import Fraction
from typing import NamedTuple

from av.sidedata.sidedata import Type
from av.video.frame import VideoFrame
from PIL import Image

from reviews.media.opened_video import UnreadableVideo

_MATRIX = struct.Struct("9i")
_MAX_STRETCH = 8  # beyond that an aspect ratio is noise
MAX_SIDE = 16384


class Turn(NamedTuple):
    """How stored pixels become shown ones: first across the diagonal (rows become columns), then mirrored."""

    is_transposed: bool = False
    is_mirrored: bool = False  # left and right
    is_upside_down: bool = False

    def apply(self, picture: Image.Image) -> Image.Image:
        """The picture as it is shown."""
        if self.is_transposed:
            picture = picture.transpose(Image.Transpose.TRANSPOSE)
        if self.is_mirrored:
            picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        if self.is_upside_down:
            picture = picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        return picture

    def sides(self, width: int, height: int) -> tuple[int, int]:
        """The sides of a stored picture as they are shown; the other way round the same."""
        return (height, width) if self.is_transposed else (width, height)


class PictureShape(NamedTuple):
    """`width`, `height`: as shown. `box_width`, `box_height`: the pixel grid of boxes, turned but not stretched."""

    width: int
    height: int
    box_width: int
    box_height: int
    turn: Turn = Turn()


def shape_of(frame: VideoFrame, pixel_aspect: Fraction | None) -> PictureShape:
    """The shape of a decoded picture. Browsers stretch the shorter direction, so that no pixel is lost; so do we.

    Errors: UnreadableVideo.
    """
    turn, width, height = turn_of(frame), frame.width, frame.height
    aspect = pixel_aspect if pixel_aspect and 1 / _MAX_STRETCH <= pixel_aspect <= _MAX_STRETCH else Fraction(1)
    shown = (round(width * aspect), height) if aspect >= 1 else (width, round(height / aspect))
    if max(shown) > MAX_SIDE:
        raise UnreadableVideo(f"The picture is more than {MAX_SIDE} pixels wide or high as it is shown.")
    return PictureShape(*turn.sides(*shown), *turn.sides(width, height), turn)


def scale_frame(frame: VideoFrame, width: int, height: int) -> Image.Image:
    """The frame as it is shown (turned, mirrored, stretched), at that size."""
    turn = turn_of(frame)
    # By the decoder's own scaler: a full-size RGB copy would cost more than the decoding.
    stored = turn.sides(width, height)
    picture: Image.Image = frame.to_image(width=stored[0], height=stored[1])  # type: ignore[no-untyped-call]
    return turn.apply(picture)


def turn_of(frame: VideoFrame) -> Turn:
    """Read the whole display matrix, rounded to quarter turns and mirrors.

    A point (x, y) is shown at (ax + cy, bx + dy).
    """
    data = frame.side_data.get(Type.DISPLAYMATRIX)
    if data is None:
        return Turn()
    a, b, _u, c, d, *_rest = _MATRIX.unpack(bytes(memoryview(data)))
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return Turn(False, a < 0, d < 0)
    return Turn(True, c < 0, b < 0)
