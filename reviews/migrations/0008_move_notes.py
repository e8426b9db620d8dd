"""Notes leave their decisions, every job gets a lot of its own, and ready jobs the fallback queue."""

from django.db import migrations
from django.db.models import F, IntegerField
from django.db.models.functions import Cast, Random

from reviews.migrations import _first_rows

LOTS = 1_000_003


def move(apps, schema_editor):
    _first_rows.remove_triggers(apps, schema_editor)
    decision_model, note_model = apps.get_model("reviews", "Decision"), apps.get_model("reviews", "Note")
    for decision in decision_model.objects.exclude(note="").iterator():
        note = note_model.objects.create(
            text=decision.note,
            salt=f"{decision.pk:032x}",
            written_by_id=decision.decided_by_id,
            written_at=decision.decided_at,
        )
        decision_model.objects.filter(pk=decision.pk).update(noted=note)
    _first_rows.insert_queues(apps)
    job_model, queue_model = apps.get_model("reviews", "Job"), apps.get_model("reviews", "Queue")
    job_model.objects.update(lot=Cast(Random() * (LOTS - 2), IntegerField()) + 1)
    fallback = queue_model.objects.get(is_fallback=True)
    job_model.objects.exclude(review_state="pending").update(queue=fallback, queued_at=F("ready_at"))


class Migration(migrations.Migration):
    dependencies = [("reviews", "0007_queues_and_notes")]
    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
