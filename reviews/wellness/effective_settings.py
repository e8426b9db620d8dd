"""A person's desk settings with the organisation's floor applied: what pages must obey."""

from dataclasses import asdict, dataclass, field
from typing import Any

from reviews.models import DeskSettings, Reviewer, WellnessFloor
from reviews.models.wellness import FLOOR_ID


@dataclass(frozen=True)
class EffectiveSettings:
    """Blur and speed in percent, times as their names say. `floor_*`: what the person cannot go below."""

    greyscale: bool
    blur: int
    speed: int
    pre_roll_ms: int
    break_active_minutes: int
    break_revealed_minutes: int
    warn_from_band: str
    floor_greyscale: bool
    floor_blur: int
    keys: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def organisation_floor() -> WellnessFloor:
    """The organisation's floor; the mildest one when its row is not there yet."""
    return WellnessFloor.objects.filter(pk=FLOOR_ID).first() or WellnessFloor(pk=FLOOR_ID)


def settings_of_person(person: Reviewer) -> EffectiveSettings:
    """Two queries. A person without settings of their own has the defaults."""
    own = DeskSettings.objects.filter(pk=person.pk).first() or DeskSettings(reviewer=person)
    least = organisation_floor()
    return EffectiveSettings(
        greyscale=own.greyscale or least.greyscale,
        blur=max(own.blur, least.blur),
        speed=own.speed,
        pre_roll_ms=own.pre_roll_ms,
        break_active_minutes=min(own.break_active_minutes, least.break_active_minutes),
        break_revealed_minutes=min(own.break_revealed_minutes, least.break_revealed_minutes),
        warn_from_band=least.warn_from_band,
        floor_greyscale=least.greyscale,
        floor_blur=least.blur,
        keys=dict(own.keys),
    )
