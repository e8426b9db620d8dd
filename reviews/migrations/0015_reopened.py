from django.db import migrations, models



class Migration(migrations.Migration):
    dependencies = [("reviews", "0014_wellness")]

    operations = [
        migrations.AlterField(
            model_name="review",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("active", "active"),
                    ("submitted", "submitted"),
                    ("released", "released"),
                    ("skipped", "skipped"),
                    ("expired", "expired"),
                    ("taken_over", "taken_over"),
                    ("reopened", "reopened"),
                ],
                default='active',
                max_length=10,
            ),
        ),
    ]
