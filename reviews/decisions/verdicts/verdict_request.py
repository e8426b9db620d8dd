"""What a person sends with every verdict, checked before the database is asked."""

import hashlib
import json
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from reviews.access.errors import Invalid
from reviews.vocabulary import DecisionTarget, Suggestion

MAX_NOTE_LENGTH = 4000
MAX_KEY_LENGTH = 100


@dataclass(frozen=True, kw_only=True)
class VerdictRequest:
    """A verdict on the job `job_id`, or on one of its findings or detections (`target` and `target_id`).

    `version`: the job's version that the person saw. `fence`: that of their claim. `took_ms`: time that they spent.
    `take_back`: instead of a verdict, the person's own last one on the target is taken back; `undoes`: only when it was
    sent with this key.
    """

    job_id: int = field(kw_only=False)
    verdict: str = ""
    version: int
    fence: int
    idempotency_key: str
    take_back: bool = False
    undoes: str = ""
    policy_id: int | None = None
    note: str = ""
    took_ms: int | None = None
    target: DecisionTarget = DecisionTarget.JOB
    target_id: int = 0

    @property
    def about(self) -> tuple[str | int | None, ...]:
        """What a target without an id is: many findings, a new one."""
        return ()

    @property
    def digest(self) -> str:
        """SHA-256 of what is said, not of version, fence and time spent: a retry may carry newer ones.

        Nor of the note: whoever reads the row after a purge could try words until one fits.
        """
        return self._digest_of(*self.about)

    @property
    def digest_with_note(self) -> str:
        """What decisions of earlier versions hold instead."""
        return self._digest_of(self.note, *self.about)

    def _digest_of(self, *rest: str | int | None) -> str:
        target_id = self.job_id if self.target == DecisionTarget.JOB else self.target_id
        said = [self.target, target_id, self.verdict, self.policy_id, *rest]
        if self.take_back:
            said += ["take_back", self.undoes]
        return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()

    def validate(self) -> None:
        """Check what needs no job.

        Errors: Invalid ``unknown_verdict``, ``bad_take_back``, ``bad_note``, ``bad_key`` with the field and the remedy.
        """
        if self.take_back:
            self._check_take_back()
        elif self.verdict not in set(Suggestion):
            raise Invalid("unknown_verdict", _("Unknown verdict. Choose pass, review or block."), field="verdict")
        if not is_storable(self.note, MAX_NOTE_LENGTH):
            raise bad_note()
        key = self.idempotency_key
        # The rows of a bulk act are numbered with a #, so that no key from outside may hold one.
        if not key or "#" in key or not is_storable(key, MAX_KEY_LENGTH):
            raise Invalid(
                "bad_key",
                _("Send an idempotency_key of 1 to %(n)d characters without #. Use a new key for every decision.")
                % {"n": MAX_KEY_LENGTH},
                field="idempotency_key",
            )

    def _check_take_back(self) -> None:
        if self.target == DecisionTarget.JOB:
            raise Invalid(
                "bad_take_back",
                _("The verdict on a job cannot be taken back like this. Reopen the job instead."),
                field="take_back",
            )
        if self.verdict or self.policy_id is not None or self.note:
            raise Invalid(
                "bad_take_back",
                _("Send either take_back or a verdict. A verdict that is taken back has no policy and no note."),
                field="take_back",
            )


def bad_note() -> Invalid:
    """The refusal of a note that the database cannot keep."""
    return Invalid(
        "bad_note",
        _(
            "The note is too long or contains characters that cannot be stored. Use at most %(n)d "
            "characters of plain text."
        )
        % {"n": MAX_NOTE_LENGTH},
        field="note",
    )


def is_storable(text: str, length: int) -> bool:
    """Whether both databases take it: no NUL, no lone surrogate, not longer than the column."""
    return len(text) <= length and "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
