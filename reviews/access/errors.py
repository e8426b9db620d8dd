"""What can go wrong with an act.

DecisionError
    NotAllowed   403  not_allowed: the person's role does not allow it; not_yours: somebody else settled it;
                      superuser_only: a superuser's account
    NotFound     404  not_found: no such row, or not visible to the person (the same answer for both)
    Conflict     409  account_inactive, already_closed, already_holding, already_sent_again, already_settled,
                      claim_held, claim_lost, decided_by_other, finding_taken_back, job_closed, key_reused,
                      lead_asked, no_lead, no_second_queue, no_source, not_checked, not_claimed, not_closed, not_lost,
                      not_ready, not_settled, nothing_to_take_back, other_verdict, other_version, queue_busy,
                      same_person, stale_version, too_late, was_checked
    Invalid      400  bad_box, bad_category, bad_days, bad_key, bad_kind, bad_label, bad_note, bad_owner, bad_reason,
                      bad_scope, bad_take_back, bad_target, bad_time, last_admin, must_decide, note_required,
                      other_source, own_account, pass_on_own_finding, policy_not_allowed, policy_replaced,
                      policy_required, reason_required, same_person, source_required, too_many, twice_not_accepted,
                      unknown_verdict, which_notes

Every message is a sentence for a person that names the remedy; `context` holds plain JSON facts for a page or the API.
"""

from typing import Any, ClassVar


class DecisionError(Exception):
    """Base. `status` is the HTTP status a view answers with; `field` names the input at fault, if one is."""

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
