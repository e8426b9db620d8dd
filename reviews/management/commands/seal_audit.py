"""Sign the head of the audit chain for today; the worker does it by itself once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from reviews import audit, clock


class Command(BaseCommand):
    help = "Seal the audit chain for this UTC day and print the line to keep elsewhere. Does nothing the second time."

    def handle(self, *args: Any, **options: Any) -> None:
        made = audit.seal(now=clock.now())
        self.stdout.write(f"audit.seal {audit.seal_line(made)}" if made else "Nothing to seal: today is sealed.")
