"""What the worker measures in a video, the copies that browsers can play, and the gaps of filmstrips."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now


def measure_unsettled_videos_again(apps, schema_editor):
    """Old measurements do not say where a file's clock begins; what was refused as unreadable may be readable now."""
    jobs = apps.get_model("reviews", "Job").objects.using(schema_editor.connection.alias)
    unsettled = jobs.filter(review_state__in=("waiting", "claimed"), media_state__in=("ready", "unreadable"))
    unsettled.update(media_next_try_at=Now(), media_attempts=0)


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0001_squashed_0021_model_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='PlayableCopy',
            fields=[
                ('job', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='playable_copy', serialize=False, to='reviews.job', verbose_name='job')),
                ('state', models.CharField(choices=[('making', 'being made'), ('ready', 'ready'), ('failed', 'failed')], default='making', max_length=20, verbose_name='state')),
                ('file', models.CharField(blank=True, help_text='The copy in storage, once it is whole.', max_length=300, verbose_name='file')),
                ('parts', models.JSONField(default=list, help_text='Names of the parts in storage that are encoded, in order.', verbose_name='finished parts')),
                ('part_count', models.PositiveIntegerField(default=0, verbose_name='number of parts')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='error')),
            ],
            options={
                'verbose_name': 'playable copy',
                'verbose_name_plural': 'playable copies',
            },
        ),
        migrations.CreateModel(
            name='VideoFacts',
            fields=[
                ('job', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='video_facts', serialize=False, to='reviews.job', verbose_name='job')),
                ('origin_ms', models.BigIntegerField(help_text='The first time stamp of the file: time 0 of the job.', verbose_name='container start (ms)')),
                ('picture_start_ms', models.BigIntegerField(help_text='Empty: there is no picture in the file.', null=True, verbose_name='first picture (ms)')),
                ('sound_start_ms', models.BigIntegerField(help_text='Empty: there is no sound in the file.', null=True, verbose_name='first sound (ms)')),
                ('box_width', models.PositiveIntegerField(help_text='Boxes are in these pixels, turned as they are shown.', null=True, verbose_name='width of the pixel grid')),
                ('box_height', models.PositiveIntegerField(null=True, verbose_name='height of the pixel grid')),
                ('container', models.CharField(max_length=100, verbose_name='container')),
                ('picture_codec', models.CharField(blank=True, max_length=50, verbose_name='codec of the picture')),
                ('sound_codec', models.CharField(blank=True, max_length=50, verbose_name='codec of the sound')),
                ('pixel_format', models.CharField(blank=True, max_length=50, verbose_name='pixel format')),
                ('holes', models.JSONField(default=list, help_text='[from, to] in ms: no picture can be decoded there.', verbose_name='damaged parts')),
            ],
            options={
                'verbose_name': 'video measurement',
                'verbose_name_plural': 'video measurements',
            },
        ),
        migrations.AddField(
            model_name='filmstrip',
            name='gaps',
            field=models.JSONField(default=list, help_text='Numbers of the thumbnails at which no picture can be decoded.', verbose_name='empty thumbnails'),
        ),
        migrations.RunPython(measure_unsettled_videos_again, migrations.RunPython.noop),
    ]
