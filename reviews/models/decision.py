"""The stored act of giving a verdict: append-only, held by database triggers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.choices import enum_choices
from reviews.models.detection import Detection
from reviews.models.finding import Finding
from reviews.models.job import Job
from reviews.models.note import Note
from reviews.models.policy import Policy
from reviews.models.queue import AutoSettleRule
from reviews.models.review import Review
from reviews.vocabulary import DecisionTarget, Suggestion


class DecisionQuerySet(models.QuerySet["Decision"]):
    def current(self) -> "DecisionQuerySet":
        """Those no later decision supersedes: the newest word on each target, be it that a verdict was taken back."""
        return self.filter(superseded_by__isnull=True)

    def standing(self) -> "DecisionQuerySet":
        """The verdicts that count now, each by the decision of who chose it: at most one on each target.

        A newest decision that takes back is none of them; what it restores is one again.
        """
        again = Decision.objects.filter(restores=models.OuterRef("pk"), superseded_by__isnull=True)
        own = models.Q(superseded_by__isnull=True, restores__isnull=True) & ~models.Q(verdict="")
        return self.filter(own | models.Exists(again))

    def verdicts(self) -> "DecisionQuerySet":
        """Those in which somebody chose: not those that take back."""
        return self.filter(restores__isnull=True).exclude(verdict="")

    def overrides(self) -> "DecisionQuerySet":
        """Those that differ from what the machine said then."""
        chosen = self.exclude(verdict="")
        return chosen.exclude(machine_suggestion="").exclude(verdict=models.F("machine_suggestion"))


class Decision(models.Model):
    """One verdict on a job, a finding or a detection, with what the machine said at that moment.

    Or the act of taking one back: it has no verdict, or that of `restores` when this is the same person's own choice.
    """

    job = models.ForeignKey(Job, verbose_name=_("job"), on_delete=models.PROTECT, related_name="decisions")
    target = models.CharField(_("target"), max_length=10, choices=enum_choices(DecisionTarget))
    finding = models.ForeignKey(
        Finding, verbose_name=_("finding"), null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    detection = models.ForeignKey(
        Detection,
        verbose_name=_("detection"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
    )
    review = models.ForeignKey(
        Review, verbose_name=_("review"), null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    verdict = models.CharField(
        _("verdict"),
        max_length=10,
        choices=enum_choices(Suggestion),
        blank=True,
        help_text=_("Empty when the decision takes back a verdict and puts none of the same person in its place."),
    )
    machine_suggestion = models.CharField(
        _("machine suggestion"), max_length=10, choices=enum_choices(Suggestion), blank=True
    )
    machine_score = models.FloatField(_("machine score"), null=True, blank=True)
    payload_sha256 = models.CharField(_("payload sha256"), max_length=64, blank=True)
    evidence_version = models.PositiveIntegerField(_("evidence version"), default=0)
    policy = models.ForeignKey(
        Policy, verbose_name=_("policy"), null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    note = models.ForeignKey(
        Note,
        verbose_name=_("note"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
        help_text=_("Text written by the reviewer. Decisions of one bulk action share it."),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
    )
    auto_rule = models.ForeignKey(
        AutoSettleRule,
        verbose_name=_("auto-settle rule of the decision"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
        db_index=False,
        help_text=_("The rule that settled the job without human review."),
    )
    decided_by_name = models.CharField(_("name of the decider"), max_length=200)
    decided_at = models.DateTimeField(_("decision time"))
    took_ms = models.PositiveIntegerField(_("duration of the run (ms)"), null=True, blank=True)
    supersedes = models.OneToOneField(
        "self",
        verbose_name=_("supersedes"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="superseded_by",
    )
    restores = models.ForeignKey(
        "self",
        verbose_name=_("restores"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="restored_by",
        help_text=_("Of a decision that takes back a verdict: the earlier decision that counts again."),
    )
    idempotency_key = models.CharField(_("idempotency key"), max_length=120)
    batch_key = models.CharField(
        _("bulk action key"),
        max_length=100,
        blank=True,
        help_text=_("Shared by all decisions of one bulk action: the key sent with the request."),
    )
    request_digest = models.CharField(
        _("request digest"),
        max_length=64,
        help_text=_("SHA-256 of the request. It shows whether a repeated key is a retry or a different request."),
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(fields=["decided_by", "idempotency_key"], name="decision_once_per_key"),
            models.CheckConstraint(
                name="decision_by_a_person_or_a_rule",
                condition=(
                    models.Q(decided_by__isnull=False, auto_rule__isnull=True)
                    | models.Q(decided_by__isnull=True, auto_rule__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="decision_target_matches",
                condition=(
                    models.Q(target="job", finding__isnull=True, detection__isnull=True)
                    | models.Q(target="finding", finding__isnull=False, detection__isnull=True)
                    | models.Q(target="detection", finding__isnull=False, detection__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="decision_without_verdict_takes_back",
                condition=(
                    models.Q(verdict__in=[word.value for word in Suggestion])
                    | models.Q(verdict="", policy__isnull=True, note__isnull=True, supersedes__isnull=False)
                    & ~models.Q(target="job")
                ),
            ),
            models.CheckConstraint(
                name="decision_restores_when_it_supersedes",
                condition=(
                    models.Q(restores__isnull=True) | models.Q(supersedes__isnull=False) & ~models.Q(target="job")
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["job", "id"], name="decision_of_job"),
            models.Index(fields=["decided_at"], name="decision_by_time"),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.verdict or 'nothing'} on {self.target} of job {self.job_id}"

    @property
    def note_text(self) -> str:
        """What the person wrote; empty without a note, and after a purge."""
        return self.note.text if self.note else ""

    @property
    def takes_back(self) -> bool:
        """Whether it takes back a verdict instead of giving one."""
        return not self.verdict or self.restores_id is not None

    @property
    def is_override(self) -> bool:
        return bool(self.verdict and self.machine_suggestion) and self.verdict != self.machine_suggestion
