"""Job ids that people bring: each line is created, known already, or refused with a reason."""

from collections.abc import Iterable
from datetime import datetime
from itertools import batched
from typing import Literal

import msgspec
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from reviews import audit
from reviews.control_characters import escape_controls
from reviews.models import Job, ProviderAccount, Reviewer
from reviews.models.job import EXTERNAL_ID
from reviews.pasted_text import describe_character, trim_pasted

_BATCH_SIZE = 500  # short write transactions: another writer never waits long


class Registration(msgspec.Struct, frozen=True):
    """What became of one line of the input; `line` counts from 1, blank lines too."""

    line: int
    external_id: str
    status: Literal["created", "known", "refused"]
    message: str = ""
    job_id: int | None = None


def register_jobs(
    account: ProviderAccount, lines: Iterable[str], *, by: Reviewer | None, now: datetime
) -> list[Registration]:
    """Create a job for every new id, due at once. Blank lines are skipped, good lines survive bad ones.

    An id that the account already has, or that the input repeats, is named as known.
    """
    seen: dict[str, int] = {}
    answers: list[Registration] = []
    for batch in batched(enumerate(lines, start=1), _BATCH_SIZE):
        good: list[tuple[int, str]] = []
        for number, line in batch:
            external_id = trim_pasted(line)
            if not external_id:
                continue
            early = _refuse(number, external_id, seen)
            if early:
                answers.append(early)
            else:
                seen[external_id] = number
                good.append((number, external_id))
        answers.extend(_create(account, good, by, now))
    jobs = {answer.external_id: answer.job_id for answer in answers if answer.job_id}
    answers = [msgspec.structs.replace(a, job_id=a.job_id or jobs.get(a.external_id)) for a in answers]
    return sorted(answers, key=lambda answer: answer.line)


def _refuse(number: int, external_id: str, seen: dict[str, int]) -> Registration | None:
    if external_id in seen:
        return Registration(number, external_id, "known", _("The same ID is on line %(n)d.") % {"n": seen[external_id]})
    try:
        EXTERNAL_ID(external_id)
    except ValidationError as error:
        # Shown back cut, and with what is invisible in it: a refused line can be anything, a whole file without line
        # ends too.
        shown = escape_controls(external_id if len(external_id) <= 60 else f"{external_id[:60]}…")
        return Registration(number, shown, "refused", _refusal(external_id, error.messages[0]))
    return None


def _refusal(external_id: str, rule: str) -> str:
    """Name the first character that no id has: often it is invisible, or looks like one that is allowed."""
    wrong = next(((place, char) for place, char in enumerate(external_id, start=1) if not _is_id_letter(char)), None)
    if wrong is None:
        return rule
    where = _("Character %(n)d is %(char)s.") % {"n": wrong[0], "char": describe_character(wrong[1])}
    return f"{where} {rule}"


def _is_id_letter(char: str) -> bool:
    return char in "_-" or (char.isascii() and char.isalnum())


def _create(
    account: ProviderAccount, good: list[tuple[int, str]], by: Reviewer | None, now: datetime
) -> list[Registration]:
    ids = [external_id for _, external_id in good]
    if not ids:
        return []
    with transaction.atomic():
        known = set(_ids_of(account, ids))
        fresh = [external_id for external_id in ids if external_id not in known]
        Job.objects.bulk_create(
            [Job(account=account, external_id=external_id, next_poll_at=now, added_by=by) for external_id in fresh],
            ignore_conflicts=True,
        )
        jobs = _ids_of(account, ids)
        if fresh:
            audit.record("jobs.registered", by=by, now=now, subject=account, external_ids=[*fresh])
    return [
        Registration(number, external_id, "known", _("This account already has this job."), jobs[external_id])
        if external_id in known
        else Registration(number, external_id, "created", "", jobs[external_id])
        for number, external_id in good
    ]


def _ids_of(account: ProviderAccount, external_ids: list[str]) -> dict[str, int]:
    rows = Job.objects.filter(account=account, external_id__in=external_ids)
    return dict(rows.values_list("external_id", "pk"))
