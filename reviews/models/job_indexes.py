"""The indexes of jobs, each with the question that it answers, and the order in which jobs are handed out."""

from django.db import models
from django.db.models.functions import Coalesce

# The index, the claim statement and the queue page derive from it.
CLAIM_ORDER = ("due_bucket", "-risk", "id")

JOB_INDEXES: list[models.Index] = [
    models.Index(fields=["queue", "review_state", *CLAIM_ORDER], name="job_queue_order"),
    models.Index(fields=["queue", "-id"], name="job_queue_newest"),
    # The longest wait in a queue, without reading all that wait.
    models.Index(fields=["queue", "review_state", "queued_at"], name="job_queue_oldest"),
    # What is late in a queue, counted without reading the jobs.
    models.Index(fields=["queue", "review_state", "due_at"], name="job_queue_due"),
    # What a queue settled lately.
    models.Index(fields=["queue", "settled_at"], name="job_queue_settled"),
    # Words of the lists' filters that few jobs or none have, newest first; lists are asked queue by queue.
    models.Index(fields=["queue", "stage", "-id"], name="job_queue_stage"),
    # The few jobs that a lead was asked about, which others are not offered.
    models.Index(fields=["queue"], condition=models.Q(stage="lead"), name="job_for_leads"),
    models.Index(fields=["queue", "state", "-id"], name="job_queue_state"),
    models.Index(fields=["queue", "verdict", "-id"], name="job_queue_verdict"),
    models.Index(fields=["queue", "suggestion", "-id"], name="job_queue_suggestion"),
    models.Index(fields=["queue", "review_state", "-id"], name="job_queue_newest_in"),
    models.Index(fields=["review_state", "ready_at"], name="job_state_ready"),
    models.Index(fields=["-id", "account"], name="job_newest"),
    models.Index(fields=["account", "state"], name="job_by_account"),
    models.Index(fields=["external_id"], name="job_by_external_id"),
    models.Index(fields=["settled_at"], name="job_settled_at"),
    models.Index(fields=["closed_at"], name="job_closed_at", condition=models.Q(closed_at__isnull=False)),
    models.Index(fields=["finished_at"], name="job_finished_at"),
    # The API and the reports ask by the provider's time, ours where there is none.
    models.Index(Coalesce("provider_created_at", "created_at"), name="job_shown_created_at"),
    models.Index(fields=["media_next_try_at"], name="job_media_due"),
]
