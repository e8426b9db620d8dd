"""One note may stand behind all decisions of a bulk act."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0009_notes_left"),
    ]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="noted",
            field=models.ForeignKey(
                blank=True,
                help_text="Text written by the reviewer. Decisions of one bulk action share it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="reviews.note",
            ),
        ),
    ]
