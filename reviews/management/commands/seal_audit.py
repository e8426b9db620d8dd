"""Sign the head of the audit chain now; the worker does it by itself once an hour."""

from typing import Any

from django.core.management.base import BaseCommand

from reviews import audit, clock


class Command(BaseCommand):
    help = (
        "Seal the current audit chain and print the seal line, which must be stored elsewhere. Without new "
        "entries there is no seal."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        made = audit.seal_head(now=clock.now(), is_asked=True)
        self.stdout.write(
            f"audit.seal {audit.seal_line(made)}"
            if made
            else "Nothing to seal: there are no new entries since the last seal."
        )
