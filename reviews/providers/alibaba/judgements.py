"""Judgements -> detections, for frames, covers, texts and summaries alike (contract: alibaba.md sections 2 to 4)."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from reviews.providers import values
from reviews.providers.alibaba import spelling
from reviews.providers.alibaba.wire import Judgement
from reviews.providers.results import DetectionResult
from reviews.providers.values import Drops
from reviews.providers.words import Glossary, Words, numbered
from reviews.vocabulary import Suggestion


class Judged(NamedTuple):
    """The detections of one finding, the words of the worst (of equals the highest scored), and the highest score."""

    detections: tuple[DetectionResult, ...]
    top: Words | None
    score: float | None

    @property
    def suggestion(self) -> Suggestion:
        """Without any judgement a person must look."""
        return self.top.suggestion if self.top else Suggestion.REVIEW


class Reader:
    """Reads the judgements at one place of one answer."""

    def __init__(self, path: str, drops: Drops) -> None:
        self._path = path
        self._drops = drops
        self._glossary = Glossary(spelling.known, path)
        self._rates: dict[str, tuple[float | None, str]] = {}

    def judged(self, judgements: Iterable[Judgement] | None) -> Judged:
        """Labels joined by commas become one detection each, with the same score."""
        found: list[DetectionResult] = []
        used: set[str] = set()
        top: Words | None = None
        top_rank = (-1, -1.0)
        highest: float | None = None
        for judgement in judgements or ():
            rate = judgement.rate
            score, score_raw = self._rates.get(rate) or self._score(rate) if type(rate) is str else self._score(rate)
            label = judgement.label
            labels = (label,) if label is None or "," not in label else _split(label)
            for one in labels:
                words = self._glossary[judgement.scene, one, judgement.suggestion]
                if words.flaws:
                    self._drops.update(words.flaws)
                key = words.key if words.key not in used else numbered(words, used)
                used.add(key)
                found.append(
                    DetectionResult(
                        key, words.category, words.label, words.suggestion, words.suggestion_raw, score, score_raw
                    )
                )
                rank = (words.severity, -0.5 if score is None else score)
                if rank > top_rank:
                    top, top_rank = words, rank
            if score is not None and (highest is None or score > highest):
                highest = score
        if not found:
            self._drops["no_judgement", self._path] += 1
        return Judged(tuple(found), top, highest)

    def _score(self, rate: Any) -> tuple[float | None, str]:
        """A percentage as 0..1, and the raw text when it was clamped or no number."""
        path = f"{self._path}.rate"
        if rate is None:
            return None, ""
        raw = rate if isinstance(rate, str) else str(rate)
        try:
            percent = float(rate) if isinstance(rate, str | int | float) and not isinstance(rate, bool) else None
        except (ValueError, OverflowError):
            percent = None
        if percent is None or percent != percent:  # NaN differs from itself
            self._drops["score_unreadable", path] += 1
            return None, values.cut(raw, values.MAX_WORD, self._drops, path)
        if 0.0 <= percent <= 100.0:
            score = (round(percent / 100, 10), "")
            if isinstance(rate, str):
                self._rates[rate] = score
            return score
        self._drops["score_clamped", path] += 1
        return (0.0 if percent < 0 else 1.0), values.cut(raw, values.MAX_WORD, self._drops, path)


def _split(label: str) -> tuple[str, ...]:
    parts = tuple(dict.fromkeys(part.strip() for part in label.split(",") if part.strip()))
    return parts or (label,)
