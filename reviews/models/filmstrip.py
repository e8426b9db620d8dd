"""Small pictures of a whole video, many to a sheet."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.job import Job


class Filmstrip(models.Model):
    """Tile n shows the video at n * interval_ms; tiles fill sheets of columns x rows, left to right, top to bottom."""

    job = models.OneToOneField(
        Job, verbose_name=_("job"), primary_key=True, on_delete=models.CASCADE, related_name="filmstrip"
    )
    interval_ms = models.PositiveIntegerField(_("interval (ms)"))
    count = models.PositiveIntegerField(
        _("count"), default=0, help_text=_("Number of finished thumbnails. More may follow.")
    )
    is_whole = models.BooleanField(_("complete"), default=False)
    tile_width = models.PositiveSmallIntegerField(_("thumbnail width"))
    tile_height = models.PositiveSmallIntegerField(_("thumbnail height"))
    columns = models.PositiveSmallIntegerField(_("columns"))
    rows = models.PositiveSmallIntegerField(_("rows"))
    sheets = models.JSONField(
        _("number of sprite sheets"), default=list, help_text=_("Names of the sprite sheets in storage, in order.")
    )

    gaps = models.JSONField(
        _("empty thumbnails"),
        default=list,
        help_text=_("Numbers of the thumbnails at which no picture can be decoded."),
    )

    class Meta:
        verbose_name = _("filmstrip")
        verbose_name_plural = _("filmstrips")

    def __str__(self) -> str:
        return f"filmstrip of job {self.job_id}"
