"""The column that notes have left."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reviews", "0008_move_notes")]
    operations = [migrations.RemoveField(model_name="decision", name="note")]
