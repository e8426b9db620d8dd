"""A person of the desk. Roles are groups named as `vocabulary.Role`."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Reviewer(AbstractUser):
    """Anybody who signs in: reviewers, leads, analysts, admins."""

    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        choices=[("en", "English"), ("zh-hans", "简体中文")],
        help_text=_("Interface language from the next sign-in. If empty, the browser language is used."),
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    @property
    def shown_name(self) -> str:
        return self.get_full_name() or self.username
