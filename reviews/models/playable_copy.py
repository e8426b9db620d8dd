"""A copy of a video that browsers can play, made when none of them plays the original."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.choices import enum_choices
from reviews.models.job import Job
from reviews.vocabulary import CopyState


class PlayableCopy(models.Model):
    """Time t of the copy is time t of the job. The row exists only where a copy is wanted."""

    job = models.OneToOneField(
        Job, verbose_name=_("job"), primary_key=True, on_delete=models.CASCADE, related_name="playable_copy"
    )
    state = models.CharField(_("state"), max_length=20, choices=enum_choices(CopyState), default=CopyState.MAKING)
    file = models.CharField(
        _("file"), max_length=300, blank=True, help_text=_("The copy in storage, once it is whole.")
    )
    parts = models.JSONField(
        _("finished parts"), default=list, help_text=_("Names of the parts in storage that are encoded, in order.")
    )
    part_count = models.PositiveIntegerField(_("number of parts"), default=0)
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("playable copy")
        verbose_name_plural = _("playable copies")

    def __str__(self) -> str:
        return f"playable copy of job {self.job_id}"

    @property
    def progress(self) -> int:
        """Per cent; 100 only when the copy can be played."""
        if self.state == CopyState.READY:
            return 100
        return min(99, 100 * len(self.parts) // self.part_count) if self.part_count else 0
