"""How harmful a label is to look at: the organisation's harm rules, asked by category and label."""

from collections.abc import Iterable

from reviews.models import HarmRule
from reviews.vocabulary import HarmBand

_ORDER = list(HarmBand)


class HarmBands:
    """Harm rules as a look-up. The exact pair wins over the category's own rule; without a rule: NONE."""

    def __init__(self, rules: Iterable[tuple[str, str, str]]) -> None:
        self.rules = [(category, label, HarmBand(band)) for category, label, band in rules]
        self._of = {(category, label): band for category, label, band in self.rules}

    def band_of(self, category: str, label: str) -> HarmBand:
        exact = self._of.get((category, label))
        return exact if exact is not None else self._of.get((category, ""), HarmBand.NONE)

    def worst(self, pairs: Iterable[tuple[str, str]]) -> HarmBand:
        """The worst band of (category, label) pairs; NONE of nothing."""
        return max((self.band_of(*pair) for pair in set(pairs)), key=_ORDER.index, default=HarmBand.NONE)


def load_harm_bands() -> HarmBands:
    """The rules that stand now: one query."""
    return HarmBands(HarmRule.objects.values_list("category", "label", "band"))


def is_at_least(band: str, min_band: str) -> bool:
    """Whether `band` is as bad as `least` or worse."""
    return _ORDER.index(HarmBand(band)) >= _ORDER.index(HarmBand(min_band))
