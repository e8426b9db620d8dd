"""What the benchmarks of the desk share: a throw-away database, jobs by the thousand, times in milliseconds."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from reviews.models import Finding, Job, Reviewer
from reviews.vocabulary import Role
from tests.builders import NOON, a_finding, a_job, an_account
from tests.conftest import person

BATCH = 5000


@contextlib.contextmanager
def bench_database(name: str) -> Iterator[None]:
    """A database of this benchmark's own on the server of TEST_DATABASE_URL (a file without it), dropped at the end."""
    own = str(connection.settings_dict["NAME"])
    is_server = connection.vendor == "postgresql"
    connection.settings_dict["TEST"]["NAME"] = f"{own}_bench_{name}" if is_server else f"{own}.bench-{name}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def create_jobs(count: int, **fields: Any) -> None:
    """`count` waiting jobs with one finding each."""
    first = a_job(an_account(), external_id="first", **fields)
    a_finding(first)
    first.refresh_from_db()
    like = {field.attname: getattr(first, field.attname) for field in Job._meta.concrete_fields}
    del like["id"]
    with transaction.atomic():
        made = Job.objects.bulk_create(
            [Job(**{**like, "external_id": f"job-{number}", "risk": number % 100}) for number in range(1, count)],
            batch_size=BATCH,
        )
        Finding.objects.bulk_create(
            [
                Finding(job_id=job.pk, kind="frame", key="frame:0", start_ms=0, suggestion="block", category="porn",
                        label="pornography", score=0.9, first_seen_at=NOON, changed_at=NOON)
                for job in made
            ],
            batch_size=BATCH,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def percentiles_ms(times: list[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds of seconds."""
    ordered = sorted(times)
    at = {part: ordered[min(len(ordered) - 1, len(ordered) * part // 100)] for part in (50, 95, 99)}
    return {f"p{part}_ms": round(seconds * 1000, 1) for part, seconds in at.items()}


def save_measures(name: str, measures: Any) -> None:
    """Print the measures and keep them in var/bench."""
    path = Path("var/bench") / f"{name}-{connection.vendor}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"database": connection.vendor, "measures": measures}, indent=1) + "\n")
    for measure in measures:
        print("  " + "  ".join(f"{key}={value}" for key, value in measure.items()), flush=True)


def create_reviewers(count: int) -> list[Reviewer]:
    """`count` people with the reviewer's role."""
    return [person(f"bench-{number}", Role.REVIEWER) for number in range(count)]
