"""The nouns of a sample video: a clip and the events that its script shows and sounds."""

from dataclasses import dataclass
from enum import StrEnum

from reviews.vocabulary import Suggestion

Box = tuple[int, int, int, int]
Colour = tuple[int, int, int]


class Kind(StrEnum):
    """What an event is: a thing that moves, a plate with text, a QR code, or a sound with speech."""

    SHAPE = "shape"
    BANNER = "banner"
    QR = "qr"
    TONE = "tone"


# Saturated, far apart and unlike any background, so that a test can tell them in a decoded picture.
COLOURS: dict[Suggestion, Colour] = {
    Suggestion.BLOCK: (220, 24, 36),
    Suggestion.REVIEW: (250, 140, 16),
    Suggestion.PASS: (40, 160, 90),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing to see or hear from `start_s` until `end_s` (seconds). Category and label are Huawei's words.

    `path` holds top left corners in pixels, evenly spread over the event's time; `size` is width and height.
    `segments` are the matched words inside `text`.
    """

    kind: Kind
    start_s: float
    end_s: float
    category: str
    label: str
    suggestion: Suggestion
    score: float
    text: str = ""
    path: tuple[tuple[int, int], ...] = ()
    size: tuple[int, int] = (0, 0)
    segments: tuple[str, ...] = ()

    @property
    def colour(self) -> Colour:
        return COLOURS[self.suggestion]

    def covers(self, time_s: float) -> bool:
        """Whether it is to be seen or heard at `time_s`."""
        return self.start_s <= time_s < self.end_s

    def box_at(self, time_s: float) -> Box:
        """Where it stands at `time_s`: left, top, right, bottom in pixels, right and bottom exclusive."""
        x, y = self._corner(time_s)
        return x, y, x + self.size[0], y + self.size[1]

    def _corner(self, time_s: float) -> tuple[int, int]:
        legs = len(self.path) - 1
        if legs < 1:
            return self.path[0]
        along = min(max((time_s - self.start_s) / (self.end_s - self.start_s), 0.0), 1.0) * legs
        leg = min(int(along), legs - 1)
        (x1, y1), (x2, y2) = self.path[leg], self.path[leg + 1]
        # Even pixels: colour is stored for squares of two by two.
        return _even(x1 + (x2 - x1) * (along - leg)), _even(y1 + (y2 - y1) * (along - leg))


@dataclass(frozen=True, slots=True)
class Clip:
    """One sample video and its script."""

    name: str
    title: str
    seconds: int
    width: int
    height: int
    fps: int
    events: tuple[Event, ...]

    def frame_time(self, time_s: float) -> float:
        """The time of the frame that a player shows at `time_s`."""
        frame = min(int(time_s * self.fps + 1e-6), self.seconds * self.fps - 1)
        return max(frame, 0) / self.fps

    def visible(self, time_s: float) -> list[Event]:
        """What can be seen in the frame shown at `time_s`, back to front."""
        shown = self.frame_time(time_s)
        return [event for event in self.events if event.kind != Kind.TONE and event.covers(shown)]

    def audible(self) -> list[Event]:
        """Every tone, in order."""
        return [event for event in self.events if event.kind == Kind.TONE]


def _even(value: float) -> int:
    return round(value / 2) * 2
