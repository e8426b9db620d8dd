"""Findings on a title, a description or comments held the name of that field where the text belongs.

They get the text that was sent with the video, where the job has it, else none; their jobs' timelines are made again.
"""

from django.db import migrations
from django.db.models import F

FIELDS = {"title": "title", "description": "", "barrage": ""}


def correct_texts(apps, schema_editor):
    alias = schema_editor.connection.alias
    findings = apps.get_model("reviews", "Finding").objects.using(alias)
    jobs = apps.get_model("reviews", "Job").objects.using(alias)
    columns = apps.get_model("reviews", "TimelineColumns").objects.using(alias)
    for name, column in FIELDS.items():
        wrong = findings.filter(kind="text", source="machine", key=f"text:{name}", text=name)
        rows = list(wrong.values_list("pk", "job_id", "job__title").order_by())
        for at in range(0, len(rows), 500):
            batch = rows[at : at + 500]
            for pk, _job, title in batch:
                findings.filter(pk=pk).update(text=title if column else "")
            ids = [job for _pk, job, _title in batch]
            columns.filter(job_id__in=ids).delete()
            jobs.filter(pk__in=ids).update(evidence_version=F("evidence_version") + 1)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0033_texts_and_platform_link")]

    operations = [migrations.RunPython(correct_texts, migrations.RunPython.noop)]
