"""A frame, audio segment, text, cover or whole-video summary that the provider judged."""

from django.conf import settings
from django.db import models

from reviews.models.choices import enum_choices
from reviews.models.job import Job
from reviews.vocabulary import FindingKind, FindingSource, Suggestion


class FindingQuerySet(models.QuerySet["Finding"]):
    def live(self) -> "FindingQuerySet":
        """Those the provider still reports."""
        return self.filter(withdrawn_at__isnull=True)

    def in_time(self) -> "FindingQuerySet":
        return self.order_by("start_ms", "id")


class Finding(models.Model):
    """What the machine said, never edited by people, or what a person added because the machine missed it.

    `key` is its stable identity inside the job: the provider's natural key, or ``person:<random>``.
    """

    # No index of its own: both the unique key and the timeline's index begin with the job.
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="findings", db_index=False)
    key = models.CharField(max_length=200, help_text="Stable key within the job, for example frame:12500:porn:0.")
    kind = models.CharField(max_length=10, choices=enum_choices(FindingKind))
    start_ms = models.BigIntegerField(null=True, blank=True)
    end_ms = models.BigIntegerField(null=True, blank=True)
    suggestion = models.CharField(max_length=10, choices=enum_choices(Suggestion), blank=True)
    suggestion_raw = models.CharField(max_length=100, blank=True)
    category = models.CharField(max_length=100, blank=True)
    label = models.CharField(max_length=200, blank=True)
    score = models.FloatField(null=True, blank=True)
    text = models.TextField(
        blank=True, help_text=("On-screen text, transcribed speech, or a description of the finding.")
    )
    snapshot_bucket = models.CharField(max_length=200, blank=True)
    snapshot_location = models.CharField(max_length=100, blank=True)
    snapshot_object = models.TextField(blank=True)
    still_file = models.CharField(max_length=300, blank=True, help_text="The still in our storage.")
    source = models.CharField(
        max_length=10,
        choices=enum_choices(FindingSource),
        default=FindingSource.MACHINE,
        db_default=FindingSource.MACHINE.value,
        help_text="Who added the finding. A finding added by a person has no suggestion.",
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    first_seen_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="Set when the provider stops reporting it.")

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "key"], name="finding_once_per_job")]
        indexes = [models.Index(fields=["job", "start_ms", "id"], name="finding_timeline")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class _KindManager(models.Manager["Finding"]):
    def __init__(self, kind: FindingKind) -> None:
        super().__init__()
        self._kind = kind

    def get_queryset(self) -> models.QuerySet["Finding"]:
        return super().get_queryset().filter(kind=self._kind)


class FrameResult(Finding):
    """A frame."""

    objects = _KindManager(FindingKind.FRAME)  # type: ignore[assignment, misc]

    class Meta:
        proxy = True
        verbose_name = "frame result"


class AudioSegment(Finding):
    """A stretch of speech or sound."""

    objects = _KindManager(FindingKind.AUDIO)  # type: ignore[assignment, misc]

    class Meta:
        proxy = True
        verbose_name = "audio segment"


class TextResult(Finding):
    """Title, description or live comments."""

    objects = _KindManager(FindingKind.TEXT)  # type: ignore[assignment, misc]

    class Meta:
        proxy = True
        verbose_name = "text result"


class CoverResult(Finding):
    """A cover image."""

    objects = _KindManager(FindingKind.COVER)  # type: ignore[assignment, misc]

    class Meta:
        proxy = True
        verbose_name = "cover result"
