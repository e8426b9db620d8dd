"""One label inside a finding."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.choices import enum_choices
from reviews.models.finding import Finding
from reviews.vocabulary import BoxKind, Suggestion


class Detection(models.Model):
    """Category, label and score, perhaps a box in source pixels, QR content and matched spans."""

    # No index of its own: the unique key begins with the finding.
    finding = models.ForeignKey(
        Finding, verbose_name=_("finding"), on_delete=models.CASCADE, related_name="detections", db_index=False
    )
    key = models.CharField(
        _("key"), max_length=250, help_text=_("Stable key within the finding, for example porn:sexy_female:0.")
    )
    position = models.PositiveIntegerField(_("position"), help_text=_("Position in the provider's response."))
    category = models.CharField(_("category"), max_length=100, blank=True)
    label = models.CharField(_("label"), max_length=200, blank=True)
    suggestion = models.CharField(_("suggestion"), max_length=10, choices=enum_choices(Suggestion), blank=True)
    suggestion_raw = models.CharField(_("original suggestion"), max_length=100, blank=True)
    score = models.FloatField(_("score"), null=True, blank=True)
    score_raw = models.CharField(
        _("original score"),
        max_length=50,
        blank=True,
        help_text=_("The provider's original score, if it was out of range or not a number."),
    )
    x1 = models.IntegerField(null=True, blank=True)
    y1 = models.IntegerField(null=True, blank=True)
    x2 = models.IntegerField(null=True, blank=True)
    y2 = models.IntegerField(null=True, blank=True)
    box_kind = models.CharField(_("box unit"), max_length=10, choices=enum_choices(BoxKind), blank=True)
    content = models.TextField(_("content"), blank=True, help_text=_("Target of a QR code. Untrusted."))
    spans = models.JSONField(_("matched text"), default=list, blank=True, help_text=_("Matched pieces of text."))
    is_withdrawn = models.BooleanField(_("withdrawn by the provider"), default=False)

    class Meta:
        verbose_name = _("detection")
        verbose_name_plural = _("detections")
        constraints = [models.UniqueConstraint(fields=["finding", "key"], name="detection_once_per_finding")]
        ordering = ["finding_id", "position"]

    def __str__(self) -> str:
        return f"{self.category} / {self.label}"

    @property
    def box(self) -> tuple[int, int, int, int] | None:
        """(x1, y1, x2, y2) in source pixels, as the provider gave it; None without a box."""
        if self.x1 is None or self.y1 is None or self.x2 is None or self.y2 is None:
            return None
        return (self.x1, self.y1, self.x2, self.y2)
