"""The whole check: the chain with its head and seals, and every row that an entry speaks of beside that entry.

Memory does not grow with the trail but for a bit for each decision, note and review and eight bytes for each job.
People may go on working meanwhile: what is written while this runs is looked up again before it is called a difference.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import NamedTuple

from reviews.audit.chain import Chain
from reviews.audit.decision_rows import DecisionRows, newest_told
from reviews.audit.draw_rows import DrawRows, newest_told_draw
from reviews.audit.entries import GENESIS
from reviews.audit.job_rows import JobRows, find_untold_reviews
from reviews.audit.note_rows import NoteRows
from reviews.audit.policy_rows import PolicyRows
from reviews.audit.report import Report
from reviews.audit.seals import is_signed, seal_line
from reviews.audit.trail import MAX_ID, PAGE, Claim
from reviews.models import AuditEntry, AuditSeal


class NoTrustedSeal(ValueError):
    """There is no sealed entry that a check could begin behind; the message says what to do."""


class Start(NamedTuple):
    """An entry that is trusted: its id, its number in the chain, its hash, and the seal that speaks for it."""

    entry_id: int = 0
    entries: int = 0
    hash: str = GENESIS
    seal: AuditSeal | None = None


def verify_trail(*, outside: Iterable[AuditSeal] = (), start: Start | None = None) -> Report:
    """Compare everything from the first entry on, or from behind a sealed one (`find_start`), and report.

    `outside`: seals kept elsewhere. Differences do not end the check. Works in pages, without long statements.
    """
    start = start or Start()
    chain = Chain(outside, start=(start.entry_id, start.entries, start.hash))
    report = Report(trusts=seal_line(start.seal) if start.seal else "")
    notes, policies = NoteRows(), PolicyRows()
    decisions, jobs, draws = DecisionRows(notes, policies), JobRows(notes), DrawRows()
    page: list[Claim] = []

    def compare() -> None:
        for rows in (decisions, jobs, notes, draws):
            report.add(rows.check_page(page))
        page.clear()

    for claim, found in chain.walk():
        report.add(iter(found))
        if claim:
            page.append(claim)
        if len(page) == PAGE:
            compare()
    compare()
    is_all, until, after = start.seal is None, start.entry_id, chain.last_id
    above = 0 if is_all else newest_told(until=until)
    report.add(decisions.find_untold(above=above, until=until, after=after))
    report.add(find_untold_reviews(decisions.reviews, is_all=is_all, until=until, after=after))
    report.add(draws.find_untold(above=0 if is_all else newest_told_draw(until=until), until=until, after=after))
    report.add(jobs.compare_jobs(is_all=is_all, after=after))
    report.add(notes.find_untold(after=after))
    report.add(policies.compare())
    for rows in (decisions, policies):
        report.partly += rows.partly
    report.checked = decisions.checked + jobs.checked + policies.checked + draws.checked
    report.entries, report.last_id, report.head = chain.entries, chain.last_id, chain.hash
    return report


def find_start(since: int | date) -> Start:
    """Return the newest sealed entry up to an entry's id, or the last one sealed before a day (UTC) began.

    Errors: NoTrustedSeal when there is none, when its signature is not ours, or when its entry is gone.
    """
    made = _seal_before_day(since) if isinstance(since, date) else _seal_up_to(since)
    if made is None:
        raise NoTrustedSeal("There is no seal before that. Leave out --since, or name a later entry or day.")
    if not is_signed(made):
        raise NoTrustedSeal(f"The seal of {made.on.isoformat()} was not signed with the key of this desk.")
    entry = AuditEntry.objects.filter(hash=made.hash).values_list("pk").first()
    if entry is None:
        raise NoTrustedSeal(
            f"The entry that the seal of {made.on.isoformat()} names is not there. Check the whole trail."
        )
    return Start(entry[0], made.entries, made.hash, made)


def read_since(text: str) -> int | date:
    """Return an entry's id, or a day as YYYY-MM-DD. Errors: ValueError."""
    if text.isascii() and text.isdigit():
        return int(text)
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()


def _seal_before_day(day: date) -> AuditSeal | None:
    return AuditSeal.objects.filter(on__lt=day).order_by("-entries").first()


def _seal_up_to(entry_id: int) -> AuditSeal | None:
    sealed = AuditEntry.objects.filter(hash__in=AuditSeal.objects.values("hash"), pk__lte=min(entry_id, MAX_ID))
    newest = sealed.order_by("-pk").values_list("hash").first()
    return AuditSeal.objects.filter(hash=newest[0]).order_by("id").first() if newest else None
