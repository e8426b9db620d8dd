"""Draws of the random sample beside the entries that tell of them, and the versions of rules that they name."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator

from reviews.audit.digests import digest_draw
from reviews.audit.idsets import IdSet
from reviews.audit.report import Difference
from reviews.audit.trail import PAGE, Claim, read_claims, read_id
from reviews.models import AuditEntry, Draw

LEFT = "job.left_to_people"
ACTIONS = ("job.settled_by_rule", LEFT)


class DrawRows:
    """Compares draws with what entries say of them. Entries from before there were draws name none."""

    def __init__(self) -> None:
        self._told = IdSet()
        self.checked: Counter[str] = Counter()

    def check_page(self, claims: list[Claim]) -> Iterator[Difference]:
        """Compare the rows that a page of entries names."""
        named = [(claim, pk) for claim in claims if (pk := _named_id(claim))]
        found = Draw.objects.select_related("rule_version").filter(pk__in=[pk for _claim, pk in named])
        rows = {row.pk: row for row in found}
        for claim, pk in named:
            self._told.add(pk)
            row = rows.get(pk)
            if row is None:
                message = f"Entry {claim.entry_id} tells of draw {pk}, which is not there."
                yield Difference("absent", message, claim.entry_id, "draw", pk)
                continue
            self.checked["draws"] += 1
            is_same = (row.job_id, row.is_left_to_people) == (claim.job_id, claim.action == LEFT)
            if not is_same or digest_draw(row) != claim.facts.get("draw_digest"):
                message = f"Draw {pk} of job {row.job_id} is not what entry {claim.entry_id} holds the digest of."
                yield Difference("changed", message, claim.entry_id, "draw", pk, "row_digest")
            elif _contents_digest(row) != row.rule_version.digest:
                version = f"Version {row.rule_version.number} of rule {row.rule_id}"
                message = f"{version} does not say what it said at draw {pk}."
                yield Difference("changed", message, claim.entry_id, "ruleversion", row.rule_version_id, "contents")

    def find_untold(self, *, above: int, until: int, after: int) -> Iterator[Difference]:
        """Draws with an id above `above` that no entry names, whether walked (those in (until, after]) or not."""
        last = above
        while page := list(Draw.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "job_id")[:PAGE]):
            last = page[-1][0]
            for pk, job_id in page:
                if pk not in self._told and not _is_told_outside(pk, job_id, until, after):
                    message = f"Draw {pk} of job {job_id}: no entry tells of it; it was put in by other hands."
                    yield Difference("untold", message, model="draw", row_id=pk)


def newest_told_draw(*, until: int) -> int:
    """Return the id of the newest draw that an entry up to `until` tells of, 0 when there is none."""
    found = 0
    for action in ACTIONS:
        newest = AuditEntry.objects.filter(action=action, pk__lte=until).order_by("-id").values_list("pk").first()
        for claim in read_claims(pk=newest[0]) if newest else ():
            found = max(found, _named_id(claim) or 0)
    return found


def _named_id(claim: Claim) -> int | None:
    return read_id(claim.facts.get("draw")) if claim.action in ACTIONS else None


def _contents_digest(row: Draw) -> str:
    text = json.dumps(row.rule_version.contents, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _is_told_outside(pk: int, job_id: int, until: int, after: int) -> bool:
    claims = read_claims(job_id=job_id, action__in=ACTIONS)
    return any(_named_id(claim) == pk for claim in claims if not until < claim.entry_id <= after)
