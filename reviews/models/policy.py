"""A reason code with text in English and Chinese."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.choices import enum_choices
from reviews.vocabulary import HarmBand


class PolicyQuerySet(models.QuerySet["Policy"]):
    def active(self) -> "PolicyQuerySet":
        return self.filter(is_active=True)


class Policy(models.Model):
    """One version of a reason. A decision keeps the version it used."""

    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveIntegerField(_("version"), default=1)
    name_en = models.CharField(_("English name"), max_length=120)
    name_zh = models.CharField(_("Chinese name"), max_length=120, blank=True)
    text_en = models.TextField(_("English text"), blank=True)
    text_zh = models.TextField(_("Chinese text"), blank=True)
    allowed_verdicts = models.JSONField(
        _("allowed verdicts"),
        default=list,
        blank=True,
        help_text=_('Allowed verdicts, for example ["block"]. Empty means any verdict.'),
    )
    harm_band = models.CharField(_("harm band"), max_length=10, choices=enum_choices(HarmBand), default=HarmBand.NONE)
    note_required = models.BooleanField(_("note required"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="policy_version_once")]
        ordering = ["code", "-version"]

    def __str__(self) -> str:
        return f"{self.code} {self.name_en}"

    def name(self, language: str) -> str:
        """The name in `language` (zh-hans or en), English when there is no translation."""
        return self.name_zh if language.startswith("zh") and self.name_zh else self.name_en

    def text(self, language: str) -> str:
        """The full text in `language`, English when there is no translation."""
        return self.text_zh if language.startswith("zh") and self.text_zh else self.text_en
