"""What the worker measured in a job's video besides its length and shape, which stand on the job."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.job import Job


class VideoFacts(models.Model):
    """Every time of a job is a time stamp of its file minus `origin_ms`. Without a row the video was not measured."""

    job = models.OneToOneField(
        Job, verbose_name=_("job"), primary_key=True, on_delete=models.CASCADE, related_name="video_facts"
    )
    origin_ms = models.BigIntegerField(
        _("container start (ms)"), help_text=_("The first time stamp of the file: time 0 of the job.")
    )
    picture_start_ms = models.BigIntegerField(
        _("first picture (ms)"), null=True, help_text=_("Empty: there is no picture in the file.")
    )
    sound_start_ms = models.BigIntegerField(
        _("first sound (ms)"), null=True, help_text=_("Empty: there is no sound in the file.")
    )
    box_width = models.PositiveIntegerField(
        _("width of the pixel grid"), null=True, help_text=_("Boxes are in these pixels, turned as they are shown.")
    )
    box_height = models.PositiveIntegerField(_("height of the pixel grid"), null=True)
    container = models.CharField(_("container"), max_length=100)
    picture_codec = models.CharField(_("codec of the picture"), max_length=50, blank=True)
    sound_codec = models.CharField(_("codec of the sound"), max_length=50, blank=True)
    pixel_format = models.CharField(_("pixel format"), max_length=50, blank=True)
    holes = models.JSONField(
        _("damaged parts"), default=list, help_text=_("[from, to] in ms: no picture can be decoded there.")
    )

    class Meta:
        verbose_name = _("video measurement")
        verbose_name_plural = _("video measurements")

    def __str__(self) -> str:
        return f"video facts of job {self.job_id}"
