"""Check the audit chain from its first entry to its head, and the seals of its days."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reviews import audit
from reviews.models import AuditHead, AuditSeal

WRONG = {
    "hash": "its hash does not fit its body",
    "link": "it does not follow the entry before; one was removed, put in between or changed",
    "columns": "its columns do not say what its hashed body says",
    "missing": "it is missing",
    "head": "the head row does not name it as the newest",
    "seal": "the seal of that day holds another hash; the chain was hashed anew",
    "signature": "the seal of that day was not signed with the key of this desk",
}


class Command(BaseCommand):
    help = "Check that no audit entry was changed, removed or put in between. Exit code 1 when one was."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--seal-line",
            action="append",
            default=[],
            metavar="LINE",
            help="a line 'audit.seal on=... entries=... hash=... signature=...' out of a log kept elsewhere",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        fault = audit.first_fault([_outside(line) for line in options["seal_line"]])
        if fault:
            day = f" (seal of {fault.on.isoformat()})" if fault.on else ""
            raise CommandError(
                f"The audit chain is broken at entry {fault.entry_id}{day}: {fault.what}, {WRONG[fault.what]}. "
                "Compare it with a backup from before, and find out who could write to the database."
            )
        head = AuditHead.objects.filter(pk=audit.HEAD_ID).first()
        last = AuditSeal.objects.order_by("-on").first()
        self.stdout.write(f"The audit chain is whole: {head.entries if head else 0} entries.")
        self.stdout.write(f"head {head.hash if head else audit.GENESIS}")
        self.stdout.write(f"last seal {audit.seal_line(last)}" if last else "no seal yet")


def _outside(line: str) -> Any:
    try:
        return audit.read_seal_line(line)
    except ValueError as error:
        raise CommandError(f"--seal-line: {error}. Give the whole line as it was logged.") from None
