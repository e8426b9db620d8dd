"""What can go wrong with an act.

DecisionError
    NotAllowed   403  the person's role does not allow it
    NotFound     404  no such row, or not visible to the person (the same answer for both)
    Conflict     409  stale_version, claim_lost, claim_held, key_reused, already_settled, not_ready
    Invalid      400  note_required, policy_required, policy_not_allowed, unknown_verdict, bad_target, bad_note,
                      bad_key, bad_scope, bad_days, bad_owner

Every message is a sentence for a person that names the remedy; `context` holds plain JSON facts for a page or the API.
"""

from typing import Any, ClassVar


class DecisionError(Exception):
    """Base. `status` is the HTTP status a door answers with; `field` names the input at fault, if one is."""

    status: ClassVar[int] = 400

    def __init__(self, code: str, message: str, *, field: str = "", **context: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.context = context


class NotAllowed(DecisionError):
    status = 403


class NotFound(DecisionError):
    status = 404


class Conflict(DecisionError):
    status = 409


class Invalid(DecisionError):
    status = 400
