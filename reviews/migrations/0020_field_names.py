"""Columns named after what they hold; the stored values stay.

The index and the constraint that name a column are made again: SQLite rebuilds the table without those that it does not know.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0019_hourly_seals")]

    operations = [
        migrations.RemoveConstraint("autosettlerule", "autosettle_leaves_a_share"),
        migrations.RemoveIndex("job", "job_queue_order"),
        migrations.RenameField("decision", "noted", "note"),
        migrations.RenameField("job", "lot", "sampling_seed"),
        migrations.RenameField("job", "brought_by", "added_by"),
        migrations.RenameField("job", "order_due_at", "due_bucket"),
        migrations.RenameField("wellnessfloor", "card_from", "warn_from_band"),
        migrations.RenameField("autosettlerule", "left_to_people", "human_sample_rate"),
        migrations.AddConstraint(
            "autosettlerule",
            models.CheckConstraint(
                name="autosettle_leaves_a_share",
                condition=models.Q(human_sample_rate__gte=0.01) & models.Q(human_sample_rate__lte=1),
            ),
        ),
        migrations.AddIndex(
            "job",
            models.Index(fields=["queue", "review_state", "due_bucket", "-risk", "id"], name="job_queue_order"),
        ),
    ]
