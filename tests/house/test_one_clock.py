"""There is one clock: the database's, in reviews/clock.py. A second one makes leases differ between hosts."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

REVIEWS = Path(__file__).resolve().parents[2] / "reviews"
# Providers sign with their own moment and the sandbox plays a provider: neither knows the database.
CLOCKLESS = {"providers", "sandbox", "migrations"}
MODULES = sorted(path for path in REVIEWS.rglob("*.py") if not CLOCKLESS & set(path.relative_to(REVIEWS).parts))
READINGS = {"timezone.now", "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "timezone.localtime"}


def readings_of(source: str) -> Iterator[str]:
    """Every attribute by which the code reads another clock, as a call or handed on."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in READINGS:
            yield f"{node.lineno}: {ast.unparse(node)}"
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.timezone":
            yield f"{node.lineno}: from django.utils.timezone"


def test_only_the_clock_reads_the_time() -> None:
    found = {
        str(path.relative_to(REVIEWS)): readings
        for path in MODULES
        if path.name != "clock.py"
        and (readings := list(readings_of(path.read_text())))
    }  # fmt: skip
    assert found == {}


@pytest.mark.parametrize(
    "source",
    ["now = timezone.now()", "field(default=timezone.now)", "from django.utils.timezone import now", "date.today()"],
)
def test_the_rule_sees_a_second_clock(source: str) -> None:
    assert list(readings_of(source))
