"""The Django app."""

from typing import Any

from django.apps import AppConfig
from django.apps import apps as current_apps
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = _("Review desk")

    def ready(self) -> None:
        post_migrate.connect(ensure_first_rows, sender=self)


def ensure_first_rows(using: str, apps: Any = current_apps, **_rest: Any) -> None:
    """After every migrate (and flush): triggers and first rows are there. Not on the way back to no tables."""
    from reviews.models import append_only, defaults, search_index

    connection = connections[using]
    if "reviews_wellnessfloor" not in connection.introspection.table_names():
        return
    append_only.install_triggers(connection)
    search_index.install_search(connection)
    defaults.ensure_roles(apps)
    defaults.ensure_policies(apps)
    defaults.ensure_queues(apps)
    defaults.ensure_wellness(apps)
