"""How a playable copy is cut into parts and how large it may be. Pure: the child reads it."""

from dataclasses import dataclass

SAMPLE_RATE = 48_000
SAMPLES_PER_PACKET = 1024  # of AAC
# A whole number of sound packets, so that parts fit together without a gap; small enough for the child's file limit.
PART_MS = 8000
MAX_COPY_BYTES = 400 * 1024 * 1024
MAX_COPY_MS = 4 * 3600 * 1000  # of a longer film nothing worth watching fits into that
MAX_SHORT_SIDE, MAX_LONG_SIDE = 720, 1280
MAX_PICTURE_KBIT = 2500
SOUND_KBIT = 96
_FILL = 0.85  # of the bytes, for what containers add
_MIN_KBIT_OF_SIDE = ((1000, 720), (500, 480), (0, 360))


@dataclass(frozen=True)
class CopyPlan:
    """Part n holds the time from n * PART_MS. Without a picture `width` and `height` are 0."""

    duration_ms: int
    part_count: int
    width: int
    height: int
    picture_kbit: int
    has_sound: bool


def plan_copy(duration_ms: int, width: int | None, height: int | None, *, has_sound: bool) -> CopyPlan:
    """Even sides, never blown up, as many bits as the size of the file allows."""
    room = MAX_COPY_BYTES * 8 * _FILL / duration_ms  # kbit/s
    kbit = round(min(MAX_PICTURE_KBIT, max(120.0, room - SOUND_KBIT)))
    shown = (0, 0)
    if width and height:
        side = next(side for least, side in _MIN_KBIT_OF_SIDE if kbit >= least)
        longest = side * MAX_LONG_SIDE / MAX_SHORT_SIDE
        factor = min(1.0, side / min(width, height), longest / max(width, height))
        shown = _even(width * factor), _even(height * factor)
    return CopyPlan(
        duration_ms=duration_ms,
        part_count=-(-duration_ms // PART_MS),
        width=shown[0],
        height=shown[1],
        picture_kbit=kbit,
        has_sound=has_sound,
    )


def _even(side: float) -> int:
    return max(2, round(side / 2) * 2)
