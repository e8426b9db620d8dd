"""Every action of the audit trail has words that a reader understands, in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib import admin
from django.utils import translation

from reviews import labels
from reviews.vocabulary import ReviewOutcome

REVIEWS = Path(__file__).resolve().parents[2] / "reviews"

# Files that build an action out of parts, with the actions they write.
BUILT = {
    "admin/base.py": [],  # <model>.added and <model>.changed: the second test
    "decisions/claims/claim.py": [f"claim.{outcome}" for outcome in (ReviewOutcome.RELEASED, ReviewOutcome.SKIPPED)],
    "decisions/verdicts/batch.py": ["decisions.recorded", "decisions.taken_back"],
    "decisions/verdicts/verdict_base.py": ["decision.recorded", "decision.taken_back"],
    "media/access_log.py": ["media.opened", "stills.opened"],
    "queues/auto_settle.py": ["autosettlerule.switched_on", "autosettlerule.switched_off"],
    "web/account/views.py": ["second_factor.added", "second_factor.removed", "second_factor.recovery_codes_made"],
}


def recorded() -> Iterator[tuple[str, str | None]]:
    """(file, action) of each call of audit.record; None for an action that is not written out."""
    for path in sorted(REVIEWS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                said = node.args[0]
                action = said.value if isinstance(said, ast.Constant) else None
                yield path.relative_to(REVIEWS).as_posix(), str(action) if action else None


def test_every_action_written_out_has_words() -> None:
    written = {action for __, action in recorded() if action}
    assert len(written) > 20
    assert written - set(labels.action_labels()) == set()


def test_every_action_built_out_of_parts_is_listed_and_has_words() -> None:
    assert {file for file, action in recorded() if action is None} == set(BUILT)
    assert {action for actions in BUILT.values() for action in actions} - set(labels.action_labels()) == set()


@pytest.mark.parametrize("verb", ["added", "changed"])
def test_the_admins_own_acts_are_said_by_the_models_name(verb: str) -> None:
    names = {str(model._meta.model_name) for model in admin.site._registry if model._meta.app_label == "reviews"}
    for name in names:
        assert labels.action_label(f"{name}.{verb}") != f"{name} {verb}"


def test_the_words_are_the_readers_language() -> None:
    with translation.override("zh-hans"):
        assert labels.action_label("job.settled") != "job.settled"
    assert labels.action_label("nobody.named_this") == "nobody named this"
