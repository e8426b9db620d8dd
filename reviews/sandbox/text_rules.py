"""Judges titles, descriptions and comments by the words in them (scene antispam, alibaba.md section 4)."""

import re
from typing import Any

from reviews.vocabulary import Suggestion

# label, suggestion, rate, and the words that bring it about
_RULES: tuple[tuple[str, Suggestion, str, re.Pattern[str]], ...] = (
    ("abuse", Suggestion.BLOCK, "98.40", re.compile(r"\b(idiot|stupid|scum)\b|骗子|白痴", re.IGNORECASE)),
    ("contraband", Suggestion.BLOCK, "97.15", re.compile(r"\b(gun|drugs|casino)\b|赌博|枪支", re.IGNORECASE)),
    ("ad", Suggestion.REVIEW, "93.62", re.compile(r"\b(ad|ads|sale|free|promo|shopping)\b|广告|优惠", re.IGNORECASE)),
    ("flood", Suggestion.REVIEW, "88.00", re.compile(r"(.)\1{7,}")),
)


def moderate_text(text: str) -> dict[str, Any]:
    """One text's result: Suggestion, Label, Scene, Rate. The first rule that matches wins, the gravest come first."""
    for label, suggestion, rate, words in _RULES:
        if words.search(text):
            return {"Suggestion": suggestion, "Label": label, "Scene": "antispam", "Rate": rate}
    return {"Suggestion": Suggestion.PASS, "Label": "normal", "Scene": "antispam", "Rate": "99.91"}
