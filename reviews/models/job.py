"""One provider run over one video."""

import secrets
from datetime import UTC, datetime

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.choices import enum_choices
from reviews.models.job_indexes import JOB_INDEXES
from reviews.models.job_queryset import JobQuerySet
from reviews.models.provider_account import ProviderAccount
from reviews.models.queue import AutoSettleRule, Queue
from reviews.models.unchecked_facts import UncheckedFacts
from reviews.vocabulary import HarmBand, JobState, MediaState, ReviewStage, ReviewState, Suggestion

EXTERNAL_ID = RegexValidator(
    r"^[A-Za-z0-9_-]{1,128}\Z", _("A job ID can contain only letters, digits, _ and - (at most 128 characters).")
)

# Jobs that are never due stand behind all that are.
NEVER_DUE = datetime(2999, 1, 1, tzinfo=UTC)
SAMPLING_MODULUS = 1_000_003  # prime: a seed times any factor, modulo it, is as evenly spread as the seed


def draw_sampling_seed() -> int:
    """Return 1..SAMPLING_MODULUS-1, drawn once per job for every random share, so that no draw changes later."""
    return 1 + secrets.randbelow(SAMPLING_MODULUS - 1)


class Job(UncheckedFacts):
    """Facts from the provider, bookkeeping of the sync, counters for lists, and the desk's state."""

    account = models.ForeignKey(
        ProviderAccount, verbose_name=_("account"), on_delete=models.PROTECT, related_name="jobs"
    )
    external_id = models.CharField(_("provider job ID"), max_length=128, validators=[EXTERNAL_ID])

    # What the provider says
    state = models.CharField(_("state"), max_length=20, choices=enum_choices(JobState), default=JobState.QUEUED)
    state_raw = models.CharField(_("original state"), max_length=100, blank=True)
    suggestion = models.CharField(_("suggestion"), max_length=10, choices=enum_choices(Suggestion), blank=True)
    suggestion_raw = models.CharField(_("original suggestion"), max_length=100, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True, help_text=_("As it was sent with the video."))
    comments = models.TextField(
        _("bullet comments"), blank=True, help_text=_("As they were sent with the video, one per line.")
    )
    source_url = models.TextField(
        _("source address"), blank=True, help_text=_("http(s) address or oss://bucket/object.")
    )
    source_location = models.CharField(_("source location"), max_length=100, blank=True)
    output_bucket = models.CharField(_("output bucket"), max_length=200, blank=True)
    output_location = models.CharField(_("output location"), max_length=100, blank=True)
    output_object = models.TextField(_("output object"), blank=True)
    provider_created_at = models.DateTimeField(_("created at the provider"), null=True, blank=True)
    provider_updated_at = models.DateTimeField(_("updated at the provider"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finish time"), null=True, blank=True)
    error_code = models.CharField(_("error code"), max_length=200, blank=True)
    error_message = models.TextField(_("error message"), blank=True)
    request_id = models.CharField(_("request ID"), max_length=200, blank=True)
    request_params = models.JSONField(
        _("request parameters"),
        default=dict,
        blank=True,
        help_text=_("Request parameters, as returned by the provider."),
    )
    user_data = models.TextField(_("user data"), blank=True)
    biz_type = models.CharField(_("business type"), max_length=200, blank=True)
    pipeline_id = models.CharField(_("pipeline ID"), max_length=200, blank=True)
    frame_interval_ms = models.PositiveIntegerField(_("frame interval (ms)"), null=True, blank=True)
    payload_sha256 = models.CharField(
        _("payload sha256"),
        max_length=64,
        blank=True,
        help_text=_("SHA-256 of the payload pages that the findings come from."),
    )
    warnings = models.JSONField(
        _("warnings"),
        default=list,
        blank=True,
        help_text=_("Values that were discarded, out of range or unknown when the response was read."),
    )

    # The video, measured by us
    media_state = models.CharField(
        _("video state"), max_length=20, choices=enum_choices(MediaState), default=MediaState.UNKNOWN
    )
    media_error = models.CharField(_("video error"), max_length=300, blank=True)
    media_file = models.CharField(
        _("video file"), max_length=300, blank=True, help_text=_("Our copy in storage, if there is one.")
    )
    duration_ms = models.PositiveBigIntegerField(_("duration (ms)"), null=True, blank=True)
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)
    media_next_try_at = models.DateTimeField(_("next video attempt"), null=True, blank=True)
    media_attempts = models.PositiveIntegerField(_("video fetch attempts"), default=0)
    media_lease_until = models.DateTimeField(_("video task lock ends"), null=True, blank=True)

    # Bookkeeping of the sync: this row is the truth, a queued task only a wake-up
    next_poll_at = models.DateTimeField(_("next query"), null=True, blank=True, db_index=True)
    sync_attempts = models.PositiveIntegerField(
        _("sync attempts"), default=0, help_text=_("Steps started since the last success, counted before they run.")
    )
    sync_failures = models.PositiveIntegerField(
        _("sync failures"),
        default=0,
        help_text=_("Steps since the last success that ended in an error. Additional attempts ended without a result."),
    )
    sync_lease_until = models.DateTimeField(_("sync lock ends"), null=True, blank=True)
    sync_fence = models.PositiveBigIntegerField(_("sync lock number"), default=0)
    sync_error_code = models.CharField(_("sync error code"), max_length=100, blank=True)
    sync_error = models.CharField(_("sync error"), max_length=500, blank=True)
    synced_at = models.DateTimeField(_("last sync"), null=True, blank=True)
    evidence_version = models.PositiveIntegerField(
        _("evidence version"), default=0, help_text=_("Increases whenever the stored findings change.")
    )

    # Counters, so that lists never touch findings or detections
    findings_count = models.PositiveIntegerField(_("number of findings"), default=0)
    detections_count = models.PositiveIntegerField(_("number of detections"), default=0)
    pass_count = models.PositiveIntegerField(
        _("findings marked as pass"), default=0, help_text=_("Current findings whose effective verdict is pass.")
    )
    review_count = models.PositiveIntegerField(_("findings marked as review"), default=0)
    block_count = models.PositiveIntegerField(_("findings marked as block"), default=0)
    decided_count = models.PositiveIntegerField(_("decided findings"), default=0)
    unreported_count = models.PositiveIntegerField(
        _("no longer reported"),
        default=0,
        help_text=_("Findings and detections that the provider reported before and leaves out of its newest answer."),
    )
    unreported_since = models.DateTimeField(_("no longer reported since"), null=True, blank=True)
    harm_band = models.CharField(
        _("harm band"),
        max_length=10,
        choices=enum_choices(HarmBand),
        default=HarmBand.NONE,
        help_text=_("The highest harm band among its current findings, according to the harm rules."),
    )
    score = models.FloatField(
        _("score"),
        null=True,
        blank=True,
        help_text=_("Highest score of the findings and detections that carry the suggestion of the job. Empty: none."),
    )
    risk = models.FloatField(
        _("risk"), default=0, help_text=_("Severity of the suggestion (0..2) plus the score of the job (0..1).")
    )

    # The desk
    queue = models.ForeignKey(
        Queue,
        verbose_name=_("queue"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="jobs",
        db_index=False,
        help_text=_(
            "Set when the job becomes ready. Until then only the person who submitted it "
            "and people who see all queues can see it."
        ),
    )
    stage = models.CharField(_("stage"), max_length=10, choices=enum_choices(ReviewStage), default=ReviewStage.FIRST)
    queued_at = models.DateTimeField(
        _("queued since"), null=True, blank=True, help_text=_("Time at which the job entered its current queue.")
    )
    due_at = models.DateTimeField(_("due time"), null=True, blank=True)
    due_bucket = models.DateTimeField(
        _("due time (rounded up)"),
        default=NEVER_DUE,
        help_text=_("due_at rounded up to the next quarter of an hour. Jobs of the same quarter are ordered by risk."),
    )
    sampling_seed = models.PositiveIntegerField(_("sampling seed"), default=draw_sampling_seed, editable=False)
    sampling_rate = models.FloatField(
        _("sampling rate"),
        null=True,
        blank=True,
        help_text=_("Of the newest draw: the share of such jobs that is left for human review. Empty: never drawn."),
    )
    is_sample = models.BooleanField(
        _("sample"),
        default=False,
        help_text=_("The newest draw left the job for human review, although an auto-settle rule matched."),
    )
    auto_rule = models.ForeignKey(
        AutoSettleRule,
        verbose_name=_("auto-settle rule of the decision"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text=_("The auto-settle rule that matched."),
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("added by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Who submitted or registered the job. Empty: found at the provider."),
    )
    review_state = models.CharField(
        _("review state"), max_length=20, choices=enum_choices(ReviewState), default=ReviewState.PENDING
    )
    verdict = models.CharField(_("verdict"), max_length=10, choices=enum_choices(Suggestion), blank=True)
    settled_at = models.DateTimeField(_("settle time"), null=True, blank=True)
    ready_at = models.DateTimeField(
        _("ready time"), null=True, blank=True, help_text=_("Time at which the job first became ready for review.")
    )
    version = models.PositiveIntegerField(
        _("version"),
        default=1,
        help_text=_("Increases with every user action. A write with an old version is refused with 409."),
    )
    claim_fence = models.PositiveBigIntegerField(
        _("claim number"), default=0, help_text=_("Increases with every claim.")
    )
    created_at = models.DateTimeField(_("creation time"), auto_now_add=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [models.UniqueConstraint(fields=["account", "external_id"], name="job_once_per_account")]
        indexes = JOB_INDEXES
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.external_id

    @property
    def is_reviewable(self) -> bool:
        return self.review_state in (ReviewState.WAITING, ReviewState.CLAIMED)
