from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0022_video_facts'),
    ]

    operations = [
        migrations.AddField(
            model_name='job',
            name='score',
            field=models.FloatField(blank=True, help_text='Highest score of the findings and detections that carry the suggestion of the job. Empty: none.', null=True, verbose_name='score'),
        ),
        migrations.AlterField(
            model_name='job',
            name='risk',
            field=models.FloatField(default=0, help_text='Severity of the suggestion (0..2) plus the score of the job (0..1).', verbose_name='risk'),
        ),
    ]
