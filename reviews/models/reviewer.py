"""A person of the desk. Roles are groups named as `vocabulary.Role`."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Reviewer(AbstractUser):
    """Anybody who signs in: reviewers, leads, analysts, admins."""

    language = models.CharField(
        max_length=10,
        blank=True,
        choices=[("en", "English"), ("zh-hans", "简体中文")],
        help_text="Interface language from the next sign-in. If empty, the browser language is used.",
    )

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"

    @property
    def shown_name(self) -> str:
        return self.get_full_name() or self.username
