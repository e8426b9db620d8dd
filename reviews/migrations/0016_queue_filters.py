from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0015_reopened")]

    operations = [
        migrations.AddField(
            model_name="desksettings",
            name="queue_filters",
            field=models.JSONField(
                blank=True, default=list, help_text="Kept filters of the queue: a list of name and query."
            ),
        ),
    ]
