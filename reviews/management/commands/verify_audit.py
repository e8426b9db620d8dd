"""Check the audit chain from its first entry to its head."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reviews import audit
from reviews.models import AuditEntry


class Command(BaseCommand):
    help = "Check that no audit entry was changed, removed or put in between. Exit code 1 when one was."

    def handle(self, *args: Any, **options: Any) -> None:
        bad = audit.verify()
        if bad is not None:
            raise CommandError(
                f"The audit chain is broken: entry {bad} is the first that is missing or does not fit. "
                "Compare it with a backup from before, and find out who could write to the database."
            )
        self.stdout.write(f"The audit chain is whole: {AuditEntry.objects.count()} entries.")
