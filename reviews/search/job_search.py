"""Jobs in which a text stands: in their id, title, speech, on-screen text or QR codes; and where it stands."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reviews.access import permissions
from reviews.access.errors import Invalid
from reviews.access.permissions import Permission
from reviews.models import Detection, Finding, Job, Reviewer
from reviews.models.search_index import SOURCES
from reviews.pasted_text import trim_pasted
from reviews.redaction import get_public_text
from reviews.search import grams
from reviews.search.index_query import SearchScope, find_rows

MAX_JOBS_FOUND = 1_000
# A word that stands everywhere in long jobs: so many places are looked at for each source.
MAX_ROWS_FOUND = 20_000
MAX_TEXT_LENGTH = 128
SNIPPET_BEFORE, SNIPPET_AFTER = 40, 80


@dataclass(frozen=True)
class FoundJobs:
    """The jobs in which the text stands, newest first; `is_capped`: there may be older ones.

    `places`: by job id and source, the first row in which it stands.
    """

    wanted: str
    job_ids: list[int]
    is_capped: bool
    places: dict[int, dict[str, int]]


@dataclass(frozen=True)
class Moment:
    """Where a text stands first in a job. `where`: id, title, or the kind of finding; times are the video's.

    `before`, `hit` and `after` are plain text, cut around the hit, without what signs addresses.
    """

    where: str
    before: str
    hit: str
    after: str
    finding_id: int | None = None
    start_ms: int | None = None

    @property
    def where_label(self) -> str:
        """The place in the reader's language."""
        labels = {
            "id": _("Job ID"),
            "title": _("Title"),
            "audio": _("Speech"),
            "text": _("Text"),
            "qr": _("QR code"),
        }
        return labels.get(self.where, _("On-screen text"))


def check_search(text: str) -> str:
    """Return the text as it is looked up. Errors: Invalid ``search_too_short``, ``search_too_long``."""
    wanted = trim_pasted(text)
    if len(wanted) > MAX_TEXT_LENGTH:
        raise Invalid(
            "search_too_long",
            _("Search for at most %(n)d characters.") % {"n": MAX_TEXT_LENGTH},
            field="search",
        )
    if not grams.grams_of_search(wanted):
        raise Invalid(
            "search_too_short",
            _("Search for at least two letters of a word, or two Chinese characters."),
            field="search",
        )
    return wanted


def find_jobs(wanted: str, *, viewer: Reviewer, queue_ids: Iterable[int] | None = None) -> FoundJobs:
    """Find `wanted` (checked) in the jobs that `viewer` may see, or in these of their queues. A query for each source.

    Who shows the jobs scopes them by `permissions.visible_jobs` all the same: this decides where is looked.
    """
    if not permissions.has_permission(viewer, Permission.VIEW_JOBS):
        return FoundJobs(wanted, [], is_capped=False, places={})
    scope = SearchScope(_searched_queues(viewer, queue_ids), viewer.pk)
    places: dict[int, dict[str, int]] = defaultdict(dict)
    is_capped = False
    for source in SOURCES:
        rows = find_rows(source, wanted, scope, limit=MAX_ROWS_FOUND, max_jobs=MAX_JOBS_FOUND)
        is_capped |= len(rows) == MAX_ROWS_FOUND
        for row_id, job_id in rows:  # the newest first: what stays is the first of the job
            places[job_id][source.name] = row_id
    newest = sorted(places, reverse=True)
    return FoundJobs(wanted, newest[:MAX_JOBS_FOUND], is_capped or len(newest) > MAX_JOBS_FOUND, dict(places))


def find_moments(found: FoundJobs, jobs: Iterable[Job]) -> dict[int, Moment]:
    """Return where the text stands in each of these jobs: a page of them, which the reader may see. Two queries.

    A place in the video comes before the title, and the title before the id: it is the one that can be opened.
    """
    page = list(jobs)
    places = {job.pk: found.places.get(job.pk, {}) for job in page}
    pattern = grams.build_pattern(found.wanted)
    findings = Finding.objects.in_bulk([place["finding"] for place in places.values() if "finding" in place])
    codes = [place["detection"] for place in places.values() if "detection" in place]
    detections = Detection.objects.select_related("finding").in_bulk(codes)
    moments: dict[int, Moment] = {}
    for job in page:
        told: list[Moment | None] = []
        if finding := findings.get(places[job.pk].get("finding", 0)):
            told.append(_describe_place(finding.kind, finding.text, pattern, finding))
        if detection := detections.get(places[job.pk].get("detection", 0)):
            told.append(_describe_place("qr", detection.content, pattern, detection.finding))
        told += [_describe_place("title", job.title, pattern), _describe_place("id", job.external_id, pattern)]
        if moment := next(filter(None, told), None):
            moments[job.pk] = moment
    return moments


def _describe_place(where: str, text: str, pattern: re.Pattern[str], finding: Finding | None = None) -> Moment | None:
    shown = " ".join(get_public_text(text).split())
    hit = pattern.search(shown)
    if hit is None:
        return None
    first, last = max(hit.start() - SNIPPET_BEFORE, 0), hit.end() + SNIPPET_AFTER
    before = ("…" if first else "") + shown[first : hit.start()]
    after = shown[hit.end() : last] + ("…" if last < len(shown) else "")
    at = (finding.pk, finding.start_ms) if finding else (None, None)
    return Moment(where, before, hit[0], after, *at)


def _searched_queues(viewer: Reviewer, queue_ids: Iterable[int] | None) -> tuple[int, ...] | None:
    if permissions.has_permission(viewer, Permission.SEE_ALL_QUEUES):
        return None if queue_ids is None else tuple(queue_ids)
    worked = permissions.worked_queue_ids(viewer)
    return tuple(worked if queue_ids is None else [pk for pk in queue_ids if pk in worked])
