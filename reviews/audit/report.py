"""What a check of the trail found, in words that name the row."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

MAX_DIFFERENCES = 1000


@dataclass(frozen=True)
class Difference:
    """One thing that does not fit. `what` is a stable code, `model` and `row_id` the row, `entry_id` its entry.

    Codes of the chain: hash, link, columns, missing, head, seal, signature. Codes of rows: absent (the row is gone),
    untold (no entry tells of the row), told_twice, changed (`field` differs from the entry).
    """

    what: str
    message: str
    entry_id: int | None = None
    model: str = ""
    row_id: int | None = None
    field: str = ""
    on: date | None = None


@dataclass
class Report:
    """The result of one check; `partly` counts rows that could be checked in part only, by the reason."""

    entries: int = 0
    last_id: int = 0
    head: str = ""
    trusts: str = ""
    differences: list[Difference] = field(default_factory=list)
    found: int = 0
    checked: Counter[str] = field(default_factory=Counter)
    partly: Counter[str] = field(default_factory=Counter)

    @property
    def is_whole(self) -> bool:
        """Whether everything fits and nothing was left unchecked."""
        return not self.found and not self.partly and not self.trusts

    def add(self, differences: Iterator[Difference]) -> None:
        """Take up what was found; of more than MAX_DIFFERENCES only the number is kept."""
        for one in differences:
            self.found += 1
            if len(self.differences) < MAX_DIFFERENCES:
                self.differences.append(one)

    def as_json(self) -> dict[str, Any]:
        """Return all of it as plain values."""
        listed = [{**asdict(one), "on": one.on.isoformat() if one.on else None} for one in self.differences]
        return {
            "is_whole": self.is_whole, "entries": self.entries, "last_entry": self.last_id, "head": self.head,
            "trusts": self.trusts, "checked": dict(self.checked), "partly_checked": dict(self.partly),
            "difference_count": self.found, "differences": listed,
        }  # fmt: skip
