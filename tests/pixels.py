"""What colour a picture has at a point, for tests that look at decoded pictures."""

from PIL import Image

type Colour = tuple[int, int, int]


def colour_at(picture: Image.Image, x: float, y: float) -> Colour:
    """Return red, green and blue of one pixel."""
    seen = picture.convert("RGB").getpixel((int(x), int(y)))
    assert isinstance(seen, tuple)
    red, green, blue = seen
    return red, green, blue


def largest_difference(seen: Colour, wanted: Colour) -> int:
    """Return by how much the most different of the three colours differs."""
    return max(abs(a - b) for a, b in zip(seen, wanted, strict=True))
