"""An ordered set of waiting jobs with routing rules, worked by the people of its teams."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import Group
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reviews.models.choices import enum_choices
from reviews.models.conditions import Conditions
from reviews.models.policy import Policy
from reviews.models.work_calendar import WorkCalendar
from reviews.vocabulary import ReviewStage, Role, Suggestion

if TYPE_CHECKING:
    from reviews.models.reviewer import Reviewer

ANY_SHARE = 1.0
MIN_HUMAN_SAMPLE_RATE = 0.01


class _TeamManager(models.Manager["Team"]):
    def get_queryset(self) -> models.QuerySet["Team"]:
        return super().get_queryset().exclude(name__in=[role.value for role in Role])


class Team(Group):
    """A group that is no role: who works which queue."""

    objects = _TeamManager()  # type: ignore[assignment, misc]

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        proxy = True


class QueueQuerySet(models.QuerySet["Queue"]):
    def active(self) -> "QueueQuerySet":
        return self.filter(is_active=True)

    def worked_by(self, person: "Reviewer") -> "QueueQuerySet":
        """Open to all, or of one of the person's teams. Whether the person's role allows reviewing is not asked."""
        groups = person.groups.values("pk")
        return self.filter(
            Q(is_open_to_all=True) | Q(pk__in=Queue.teams.through.objects.filter(team_id__in=groups).values("queue_id"))
        )


class Queue(models.Model):
    """Queues are asked in the order of `position`, their rules in theirs; the fallback takes what no rule took."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    position = models.PositiveIntegerField(
        _("position"), default=100, help_text=_("Rules with smaller numbers are tried first.")
    )
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("An inactive queue gets no new jobs. Jobs already in it can still be reviewed."),
    )
    is_fallback = models.BooleanField(
        _("fallback"),
        default=False,
        help_text=_("Receives jobs that match no rule. Exactly one queue is the fallback."),
    )
    is_open_to_all = models.BooleanField(
        _("open to everyone"), default=False, help_text=_("Open to everyone who may review, in any team.")
    )
    teams = models.ManyToManyField(
        Team, verbose_name=_("teams"), blank=True, related_name="queues", help_text=_("Who reviews its jobs.")
    )
    stage = models.CharField(
        _("stage"),
        max_length=10,
        choices=enum_choices([ReviewStage.FIRST, ReviewStage.SECOND]),
        default=ReviewStage.FIRST,
        help_text=_("second: receives escalated jobs only; rules do not apply."),
    )
    escalates_to = models.ForeignKey(
        "self",
        verbose_name=_("escalation queue"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"stage": ReviewStage.SECOND},
        help_text=_("Queue that receives jobs with the verdict review. Empty: the first active second-look queue."),
    )
    offers_unchecked = models.BooleanField(
        _("offers jobs that could not be checked"),
        default=False,
        help_text=_(
            "On: jobs that no machine checked because the provider failed wait for people here like any other. "
            "Off: they stand in the queue and are never offered."
        ),
    )
    due_minutes = models.PositiveIntegerField(
        _("minutes until due"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60 * 24 * 366)],
        help_text=_("Working minutes between arrival in the queue and the due time. Empty: no due time."),
    )
    calendar = models.ForeignKey(
        WorkCalendar,
        verbose_name=_("calendar"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text=_("If empty, every hour counts."),
    )
    created_at = models.DateTimeField(_("creation time"), auto_now_add=True)

    objects = QueueQuerySet.as_manager()

    class Meta:
        verbose_name = _("queue")
        verbose_name_plural = _("queues")
        constraints = [
            models.UniqueConstraint(fields=["is_fallback"], condition=Q(is_fallback=True), name="queue_one_fallback"),
            models.CheckConstraint(
                name="queue_fallback_is_first_stage", condition=Q(is_fallback=False) | Q(stage="first")
            ),
            models.CheckConstraint(name="queue_fallback_is_active", condition=Q(is_fallback=False) | Q(is_active=True)),
        ]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class RoutingRule(Conditions):
    """Sends a job that becomes ready to its queue."""

    queue = models.ForeignKey(Queue, verbose_name=_("queue"), on_delete=models.CASCADE, related_name="rules")
    position = models.PositiveIntegerField(
        _("position"), default=100, help_text=_("Rules with smaller numbers are tried first.")
    )
    random_share = models.FloatField(
        _("random share"),
        default=ANY_SHARE,
        validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
        help_text=_(
            "Share of matching jobs that this rule accepts, chosen at random once per job. 0.05 means one in twenty."
        ),
    )

    class Meta(Conditions.Meta):
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        ordering = ["queue__position", "queue_id", "position", "id"]

    def __str__(self) -> str:
        return f"rule {self.pk} of queue {self.queue_id}"


class AutoSettleRule(Conditions):
    """Settles matching jobs of the first stage without a person, but for a random share. Off until switched on."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    position = models.PositiveIntegerField(
        _("position"), default=100, help_text=_("Rules with smaller numbers are tried first.")
    )
    verdict = models.CharField(_("verdict"), max_length=10, choices=enum_choices([Suggestion.PASS, Suggestion.BLOCK]))
    policy = models.ForeignKey(
        Policy,
        verbose_name=_("policy"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Required for block."),
    )
    human_sample_rate = models.FloatField(
        _("share kept for human review"),
        default=0.05,
        validators=[MinValueValidator(MIN_HUMAN_SAMPLE_RATE), MaxValueValidator(1.0)],
        help_text=_(
            "Share of matching jobs that still get human review. Without this sample the error "
            "rate of the rule cannot be measured."
        ),
    )
    is_active = models.BooleanField(_("active"), default=False)

    class Meta(Conditions.Meta):
        verbose_name = _("auto-settle rule")
        verbose_name_plural = _("auto-settle rules")
        constraints = [
            *Conditions.Meta.constraints,
            models.CheckConstraint(name="autosettle_verdict", condition=Q(verdict__in=["pass", "block"])),
            models.CheckConstraint(
                name="autosettle_block_has_policy", condition=~Q(verdict="block") | Q(policy__isnull=False)
            ),
            models.CheckConstraint(
                name="autosettle_leaves_a_share",
                condition=Q(human_sample_rate__gte=MIN_HUMAN_SAMPLE_RATE) & Q(human_sample_rate__lte=1),
            ),
        ]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name
