"""Columns named after what they hold; the stored values stay."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reviews", "0019_hourly_seals")]

    operations = [
        migrations.RenameField("decision", "noted", "note"),
        migrations.RenameField("job", "lot", "sampling_seed"),
        migrations.RenameField("job", "brought_by", "added_by"),
        migrations.RenameField("job", "order_due_at", "due_bucket"),
        migrations.RenameField("wellnessfloor", "card_from", "warn_from_band"),
        migrations.RenameField("autosettlerule", "left_to_people", "human_sample_rate"),
    ]
