"""Small pictures of a whole video, many to a sheet."""

from django.db import models

from reviews.models.job import Job


class Filmstrip(models.Model):
    """Tile n shows the video at n * interval_ms; tiles fill sheets of columns x rows, left to right, top to bottom."""

    job = models.OneToOneField(Job, primary_key=True, on_delete=models.CASCADE, related_name="filmstrip")
    interval_ms = models.PositiveIntegerField()
    count = models.PositiveIntegerField(default=0, help_text="Number of finished thumbnails. More may follow.")
    is_whole = models.BooleanField(default=False)
    tile_width = models.PositiveSmallIntegerField()
    tile_height = models.PositiveSmallIntegerField()
    columns = models.PositiveSmallIntegerField()
    rows = models.PositiveSmallIntegerField()
    sheets = models.JSONField(default=list, help_text="Names of the sprite sheets in storage, in order.")

    def __str__(self) -> str:
        return f"filmstrip of job {self.job_id}"
