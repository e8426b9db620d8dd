"""Forget how much people were exposed to, after 90 days; the worker does the same by itself."""

from typing import Any

from django.core.management.base import BaseCommand

from reviews import clock
from reviews.wellness import exposure


class Command(BaseCommand):
    help = "Delete exposure that is kept no longer."

    def handle(self, *args: Any, **options: Any) -> None:
        done, now = 0, clock.now()
        while count := exposure.purge_expired(now):
            done += count
        self.stdout.write(f"Deleted {done} exposure rows.")
