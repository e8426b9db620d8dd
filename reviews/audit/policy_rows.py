"""Policies beside the digests that entries hold of the versions that were used: a used version never changes."""

from collections import Counter
from collections.abc import Iterator

from reviews.audit.digests import SCHEME, digest_policy
from reviews.audit.report import Difference
from reviews.audit.trail import Claim
from reviews.models import Policy

OLDER = "policies whose uses are all older than the digests of their texts"


class PolicyRows:
    """Remembers each digest of a policy with the first entry that holds it: a handful for each version."""

    def __init__(self) -> None:
        self._digests: dict[int, dict[str, int]] = {}
        self.checked: Counter[str] = Counter()
        self.partly: Counter[str] = Counter()

    def use(self, claim: Claim, policy_id: int | None) -> None:
        """Take up that an entry tells of the use of a policy; the entry's own id of it goes before the row's."""
        used = claim.facts.get("policy_id", policy_id)
        if isinstance(used, int):
            digest = claim.facts.get("policy_digest")
            known = digest if isinstance(digest, str) and digest.startswith(SCHEME) else ""
            self._digests.setdefault(used, {}).setdefault(known, claim.entry_id)

    def compare(self) -> Iterator[Difference]:
        """Compare the policies as they are now."""
        for policy in Policy.objects.filter(pk__in=self._digests).order_by("pk"):
            digests = self._digests[policy.pk]
            self.checked["policies"] += 1
            if set(digests) == {""}:
                self.partly[OLDER] += 1
            now = digest_policy(policy)
            for digest, entry_id in digests.items():
                if digest and digest != now:
                    message = (
                        f"Policy {policy.pk} ({policy.code} v{policy.version}) does not say what it said when "
                        f"entry {entry_id} told of its use."
                    )
                    yield Difference("changed", message, entry_id, "policy", policy.pk, "text")
        there = set(Policy.objects.filter(pk__in=self._digests).values_list("pk", flat=True))
        for pk in self._digests.keys() - there:
            yield Difference("absent", f"Policy {pk} was used and is gone.", None, "policy", pk)
