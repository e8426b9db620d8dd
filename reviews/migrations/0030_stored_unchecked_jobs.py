"""Jobs that a provider failed or lost, and that stand in the queues as if clean, could not be checked.

Waiting ones that nobody holds leave the offer; jobs that were lost or given up before any answer are seen at last; jobs in
a state that nobody knows, without any result, go back to the provider, who is asked again anyway.
"""

from datetime import UTC, datetime

from django.db import migrations
from django.db.models import Q

NEVER_DUE = datetime(2999, 1, 1, tzinfo=UTC)
PARKED_AFTER = 8


def mark_unchecked_jobs(apps, schema_editor):
    alias = schema_editor.connection.alias
    jobs = apps.get_model("reviews", "Job").objects.using(alias)
    fallback = apps.get_model("reviews", "Queue").objects.using(alias).filter(is_fallback=True).first()
    nothing = Q(review_count=0, block_count=0) & ~Q(suggestion__in=["review", "block"])
    failed = jobs.filter(nothing, state__in=["failed", "lost"])
    failed.update(is_unchecked=True)
    stands = {"review_state": "unchecked", "due_at": None, "due_bucket": NEVER_DUE}
    failed.filter(review_state="waiting", stage="first").update(**stands)
    failed.filter(review_state="pending").update(**stands)
    parked = jobs.filter(review_state="pending").filter(Q(sync_error_code="poison") | Q(sync_failures__gte=PARKED_AFTER))
    parked.update(is_unchecked=True, **stands)
    if fallback is not None:
        jobs.filter(review_state="unchecked", queue__isnull=True).update(queue=fallback)
    unknown = jobs.filter(state="unknown", suggestion="", findings_count=0, review_state="waiting")
    unknown.update(review_state="pending", due_at=None, due_bucket=NEVER_DUE, ready_at=None)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0029_unchecked_jobs")]

    operations = [migrations.RunPython(mark_unchecked_jobs, migrations.RunPython.noop)]
