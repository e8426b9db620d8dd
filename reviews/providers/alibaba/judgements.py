"""Judgements -> detections, for frames, covers, texts and summaries alike (contract: alibaba.md sections 2 to 4)."""

import math
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from reviews.providers import values
from reviews.providers.alibaba import spelling
from reviews.providers.alibaba.wire import Judgement
from reviews.providers.label_cache import Label, LabelCache, numbered_key
from reviews.providers.results import DetectionResult
from reviews.providers.values import Drops
from reviews.vocabulary import Suggestion


class JudgementSummary(NamedTuple):
    """The detections of one finding, the words of the worst (of equals the highest scored), and that one's score."""

    detections: tuple[DetectionResult, ...]
    top: Label | None
    score: float | None

    @property
    def suggestion(self) -> Suggestion:
        """Without any judgement a person must look."""
        return self.top.suggestion if self.top else Suggestion.REVIEW


class JudgementReader:
    """Reads the judgements at one place of one answer."""

    def __init__(self, path: str, drops: Drops) -> None:
        self._path = path
        self._drops = drops
        self._glossary = LabelCache(spelling.known_spelling, path)
        self._rates: dict[str, float] = {}

    def summarise(self, judgements: Iterable[Judgement] | None) -> JudgementSummary:
        """Labels joined by commas become one detection each, with the same score."""
        found: list[DetectionResult] = []
        used: set[str] = set()
        top: Label | None = None
        top_rank = (-1, -1.0)
        for judgement in judgements or ():
            score, score_raw = self._score(judgement.rate)
            rank = -0.5 if score is None else score
            for words in self._label(judgement):
                key = words.key if words.key not in used else numbered_key(words, used)
                used.add(key)
                found.append(
                    DetectionResult(
                        key, words.category, words.label, words.suggestion, words.suggestion_raw, score, score_raw
                    )
                )
                if (words.severity, rank) > top_rank:
                    top, top_rank = words, (words.severity, rank)
        if not found:
            self._drops["no_judgement", self._path] += 1
        # Only what is as bad speaks for the finding: each answer also lists what was looked for and is clean.
        return JudgementSummary(tuple(found), top, values.score_of(top.suggestion, found) if top else None)

    def _label(self, judgement: Judgement) -> Iterator[Label]:
        label = judgement.label
        for one in (label,) if label is None or "," not in label else _split(label):
            words = self._glossary[judgement.scene, one, judgement.suggestion]
            if words.flaws:
                self._drops.update(words.flaws)
            yield words

    def _score(self, rate: Any) -> tuple[float | None, str]:
        """A percentage as 0..1, and the raw text when it was clamped or no number. Clean ones are remembered."""
        known = self._rates.get(rate) if type(rate) is str else None
        if known is not None:
            return known, ""
        score, raw = self._fresh_score(rate)
        if not raw and score is not None and type(rate) is str:
            self._rates[rate] = score
        return score, raw

    def _fresh_score(self, rate: Any) -> tuple[float | None, str]:
        path = f"{self._path}.rate"
        if rate is None:
            return None, ""
        raw = values.cut_text(rate if isinstance(rate, str) else str(rate), values.MAX_WORD, self._drops, path)
        try:
            percent = float(rate) if isinstance(rate, str | int | float) and not isinstance(rate, bool) else math.nan
        except (ValueError, OverflowError):
            percent = math.nan
        if math.isnan(percent):
            self._drops["score_unreadable", path] += 1
            return None, raw
        if 0.0 <= percent <= 100.0:
            return round(percent / 100, 10), ""
        self._drops["score_clamped", path] += 1
        return (0.0 if percent < 0 else 1.0), raw


def _split(label: str) -> tuple[str, ...]:
    parts = tuple(dict.fromkeys(part.strip() for part in label.split(",") if part.strip()))
    return parts or (label,)
