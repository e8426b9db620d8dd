"""Scores and risks of stored jobs: a pass with score 1.00 no longer speaks for the block beside it.

Batches of jobs, each a transaction of its own, so that the desk goes on meanwhile; run again, it changes nothing more.
A finding gets the highest score of those of its detections that carry its own suggestion, a job that of the findings
and detections that carry the job's.
"""

from django.db import migrations, transaction
from django.db.models import Max

BATCH = 500
SEVERITY = {"": -1, "pass": 0, "review": 1, "block": 2}


def correct_scores(apps, schema_editor):
    job_model = apps.get_model("reviews", "Job")
    jobs = job_model.objects.using(schema_editor.connection.alias)
    last = 0
    while ids := list(jobs.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic(using=jobs.db):
            with schema_editor.connection.cursor() as cursor:  # one statement: row by row it takes minutes
                cursor.execute(OWN_SCORES, [ids[0], ids[-1]])
            correct_jobs(apps, jobs, ids)
        last = ids[-1]


# Only findings whose score is that of a detection of another word: the score of all others is right.
OWN_SCORES = """UPDATE reviews_finding SET score = (
    SELECT MAX(own.score) FROM reviews_detection own WHERE own.finding_id = reviews_finding.id
        AND NOT own.is_withdrawn AND own.suggestion = reviews_finding.suggestion
) WHERE job_id BETWEEN %s AND %s AND source = 'machine' AND score IS NOT NULL AND EXISTS (
    SELECT 1 FROM reviews_detection other WHERE other.finding_id = reviews_finding.id AND NOT other.is_withdrawn
        AND other.suggestion <> reviews_finding.suggestion AND other.score = reviews_finding.score
)"""


def correct_jobs(apps, jobs, ids):
    of_findings = apps.get_model("reviews", "Finding").objects.using(jobs.db).filter(
        job_id__gte=ids[0], job_id__lte=ids[-1], source="machine", withdrawn_at__isnull=True
    ).order_by()
    of_detections = apps.get_model("reviews", "Detection").objects.using(jobs.db).filter(
        finding__job_id__gte=ids[0], finding__job_id__lte=ids[-1], finding__source="machine",
        finding__withdrawn_at__isnull=True, is_withdrawn=False,
    ).order_by()
    words, scores = {}, {}
    for job_id, word, score in (
        *of_findings.values("job_id", "suggestion").annotate(s=Max("score")).values_list("job_id", "suggestion", "s"),
    ):
        words.setdefault(job_id, set()).add(word)
        note(scores, job_id, word, score)
    grouped = of_detections.values("finding__job_id", "suggestion").annotate(s=Max("score"))
    for job_id, word, score in grouped.values_list("finding__job_id", "suggestion", "s"):
        note(scores, job_id, word, score)
    changed = []
    for job in jobs.filter(pk__gte=ids[0], pk__lte=ids[-1]).only("pk", "suggestion", "score", "risk"):
        word = job.suggestion or max(words.get(job.pk, {""}), key=SEVERITY.get)
        score = scores.get((job.pk, word)) if SEVERITY[word] > 0 else None
        risk = max(SEVERITY[word], 0) + (score or 0.0)
        if (job.score, job.risk) != (score, risk):
            job.score, job.risk = score, risk
            changed.append(job)
    jobs.bulk_update(changed, ["score", "risk"], batch_size=200)


def note(scores, job_id, word, score):
    if score is not None:
        scores[job_id, word] = max(score, scores.get((job_id, word), 0.0))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("reviews", "0023_job_score")]

    operations = [migrations.RunPython(correct_scores, migrations.RunPython.noop)]
