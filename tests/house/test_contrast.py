"""The colours of both themes can be read: WCAG AA for text, 3:1 for what draws a control."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "static/reviews/css/tokens.css"
TEXT = [
    *((ink, ground) for ink in ("ink", "dim", "accent") for ground in ("bg", "panel", "raise")),
    *((word, ground) for word in ("pass", "review", "block") for ground in ("bg", "panel", f"{word}-bg")),
    ("accent-ink", "accent"),
]
CONTROL_PAIRS = [
    ("field-line", "bg"),
    ("field-line", "panel"),
    ("accent", "bg"),
    ("accent", "panel"),
    ("accent", "raise"),
]


def themes() -> list[dict[str, str]]:
    """Token to colour, a dictionary for each block of tokens.css that sets the page's ground."""
    blocks = re.findall(r"\{([^{}]*--bg:[^{}]*)\}", TOKENS.read_text())
    return [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block)) for block in blocks]


def light(colour: str) -> float:
    """Relative luminance, 0..1, as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_the_measure_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (CONTROL_PAIRS, 3.0)])
def test_what_is_written_or_drawn_stands_out_in_every_theme(pairs: list[tuple[str, str]], least: float) -> None:
    found = themes()
    assert len(found) == 3  # light, dark by the system, dark by choice
    assert found[1] == found[2]
    faint = [
        f"theme {place}: {front} on {ground} {contrast(theme[front], theme[ground]):.2f}"
        for place, theme in enumerate(found)
        for front, ground in pairs
        if contrast(theme[front], theme[ground]) < least
    ]
    assert faint == []
