"""A reason code with text in English and Chinese."""

from django.db import models

from reviews.models.choices import enum_choices
from reviews.vocabulary import HarmBand


class PolicyQuerySet(models.QuerySet["Policy"]):
    def active(self) -> "PolicyQuerySet":
        return self.filter(is_active=True)


class Policy(models.Model):
    """One version of a reason. A decision keeps the version it used."""

    code = models.SlugField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    name_en = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=120, blank=True)
    text_en = models.TextField(blank=True)
    text_zh = models.TextField(blank=True)
    allowed_verdicts = models.JSONField(
        default=list, blank=True, help_text='Allowed verdicts, for example ["block"]. Empty means any verdict.'
    )
    harm_band = models.CharField(max_length=10, choices=enum_choices(HarmBand), default=HarmBand.NONE)
    note_required = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="policy_version_once")]
        ordering = ["code", "-version"]
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return f"{self.code} {self.name_en}"

    def name(self, language: str) -> str:
        """The name in `language` (zh-hans or en), English when there is no translation."""
        return self.name_zh if language.startswith("zh") and self.name_zh else self.name_en

    def text(self, language: str) -> str:
        """The full text in `language`, English when there is no translation."""
        return self.text_zh if language.startswith("zh") and self.text_zh else self.text_en
