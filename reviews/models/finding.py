"""A frame, audio segment, text, cover or whole-video summary that the provider judged."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

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
    job = models.ForeignKey(
        Job, verbose_name=_("job"), on_delete=models.CASCADE, related_name="findings", db_index=False
    )
    key = models.CharField(
        _("key"), max_length=200, help_text=_("Stable key within the job, for example frame:12500:porn:0.")
    )
    kind = models.CharField(_("type"), max_length=10, choices=enum_choices(FindingKind))
    start_ms = models.BigIntegerField(_("start (ms)"), null=True, blank=True)
    end_ms = models.BigIntegerField(_("end (ms)"), null=True, blank=True)
    suggestion = models.CharField(_("suggestion"), max_length=10, choices=enum_choices(Suggestion), blank=True)
    suggestion_raw = models.CharField(_("original suggestion"), max_length=100, blank=True)
    category = models.CharField(_("category"), max_length=100, blank=True)
    label = models.CharField(_("label"), max_length=200, blank=True)
    score = models.FloatField(_("score"), null=True, blank=True)
    text = models.TextField(
        _("text"), blank=True, help_text=_("On-screen text, transcribed speech, or a description of the finding.")
    )
    snapshot_bucket = models.CharField(_("snapshot bucket"), max_length=200, blank=True)
    snapshot_location = models.CharField(_("snapshot location"), max_length=100, blank=True)
    snapshot_object = models.TextField(_("snapshot object"), blank=True)
    still_file = models.CharField(_("still file"), max_length=300, blank=True, help_text=_("The still in our storage."))
    source = models.CharField(
        _("source"),
        max_length=10,
        choices=enum_choices(FindingSource),
        default=FindingSource.MACHINE,
        db_default=FindingSource.MACHINE.value,
        help_text=_("Who added the finding. A finding added by a person has no suggestion."),
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("added by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    first_seen_at = models.DateTimeField(_("first seen"))
    changed_at = models.DateTimeField(_("change time"))
    unreported_since = models.DateTimeField(
        _("no longer reported since"),
        null=True,
        blank=True,
        help_text=_("Set while the provider's answers leave it out. It counts until a final answer leaves it out too."),
    )
    withdrawn_at = models.DateTimeField(
        _("withdrawal time"),
        null=True,
        blank=True,
        help_text=_("Set when a final answer leaves it out, or the person who added it takes it back."),
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
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
        verbose_name = _("frame result")
        verbose_name_plural = _("frame results")
        proxy = True


class AudioSegment(Finding):
    """A stretch of speech or sound."""

    objects = _KindManager(FindingKind.AUDIO)  # type: ignore[assignment, misc]

    class Meta:
        verbose_name = _("audio segment")
        verbose_name_plural = _("audio segments")
        proxy = True


class TextResult(Finding):
    """Title, description or live comments."""

    objects = _KindManager(FindingKind.TEXT)  # type: ignore[assignment, misc]

    class Meta:
        verbose_name = _("text result")
        verbose_name_plural = _("text results")
        proxy = True


class CoverResult(Finding):
    """A cover image."""

    objects = _KindManager(FindingKind.COVER)  # type: ignore[assignment, misc]

    class Meta:
        verbose_name = _("cover result")
        verbose_name_plural = _("cover results")
        proxy = True
