"""What a routing or auto-settle rule asks of a job. `reviews.queues.matching` turns it into a query."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reviews.models.choices import enum_choices
from reviews.models.provider_account import ProviderAccount
from reviews.vocabulary import FindingKind, Suggestion

_SHARE = [MinValueValidator(0.0), MaxValueValidator(1.0)]


class Conditions(models.Model):
    """Every condition that is set must hold; an empty one asks nothing.

    `category`, `label`, `finding_kind` and `finding_suggestion` ask for one live finding (or a detection in it) with
    all of them. The score range is about the highest score among the findings so asked for. What the machine passed
    counts only for a rule whose `finding_suggestion` asks for it: clouds name every category that they looked for.
    """

    provider = models.CharField(_("provider"), max_length=20, blank=True, help_text=_("Provider identifier."))
    account = models.ForeignKey(
        ProviderAccount, verbose_name=_("account"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    suggestion = models.CharField(
        _("suggestion"), max_length=10, choices=enum_choices(Suggestion), blank=True, help_text=_("For the whole job.")
    )
    category = models.CharField(_("category"), max_length=100, blank=True)
    label = models.CharField(_("label"), max_length=200, blank=True)
    finding_kind = models.CharField(_("finding type"), max_length=10, choices=enum_choices(FindingKind), blank=True)
    finding_suggestion = models.CharField(
        _("suggestion of the finding"),
        max_length=10,
        choices=enum_choices(Suggestion),
        blank=True,
        help_text=_("Empty: review or block. What the machine passed counts only if you choose pass here."),
    )
    min_score = models.FloatField(
        _("lowest score"), null=True, blank=True, validators=_SHARE, help_text=_("From 0 to 1, inclusive.")
    )
    max_score = models.FloatField(
        _("highest score"), null=True, blank=True, validators=_SHARE, help_text=_("From 0 to 1, inclusive.")
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_scores_in_order",
                condition=Q(min_score__isnull=True) | Q(max_score__isnull=True) | Q(min_score__lte=F("max_score")),
            )
        ]
