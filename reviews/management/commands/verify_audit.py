"""Check the audit trail: the chain from its first entry to its head, the seals, and the rows that entries speak of."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reviews import audit
from reviews.models import AuditSeal


class Command(BaseCommand):
    help = (
        "Check that no audit entry was changed, removed or inserted, and that decisions, notes, reviews, "
        "settled jobs and used policies match their entries. The exit code is 1 if anything differs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--seal-line",
            action="append",
            default=[],
            metavar="LINE",
            help="a line 'audit.seal on=... entries=... hash=... signature=...' from a log that is stored elsewhere",
        )
        parser.add_argument(
            "--since",
            metavar="ID_OR_DAY",
            help="check only behind the newest seal up to this entry, or before this day (YYYY-MM-DD, UTC)",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        start = _start(options["since"]) if options["since"] else None
        report = audit.verify_trail(outside=[_outside(line) for line in options["seal_line"]], start=start)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), indent=1))
        else:
            self._print(report)
        if report.found:
            first = report.differences[0].message
            raise CommandError(
                f"The audit trail is not intact: {report.found} differences. The first one: {first} "
                "Compare it with an earlier backup, and find out who was able to write to the database."
            )

    def _print(self, report: audit.Report) -> None:
        for one in report.differences:
            self.stdout.write(f"- {one.message}")
        if report.found > len(report.differences):
            self.stdout.write(f"- and {report.found - len(report.differences)} more")
        if report.trusts:
            self.stdout.write(f"Not checked: entries before the trusted seal {report.trusts}")
        if not report.found:
            self.stdout.write(_verdict(report))
        for why, count in report.partly.items():
            self.stdout.write(f"Checked only partly: {count} {why}.")
        compared = ", ".join(f"{count} {what}" for what, count in sorted(report.checked.items()))
        self.stdout.write(f"compared: {compared or 'no rows'}")
        self.stdout.write(f"head {report.head}")
        last = AuditSeal.objects.first()
        self.stdout.write(f"last seal {audit.seal_line(last)}" if last else "no seal yet")


def _verdict(report: audit.Report) -> str:
    """Whole is said only of a trail of which everything was checked."""
    if report.is_whole:
        return f"The audit trail is intact: {report.entries} entries."
    return (
        f"No difference was found up to entry {report.last_id} ({report.entries} entries), but not "
        "everything was checked."
    )


def _start(since: str) -> audit.Start:
    try:
        wanted = audit.read_since(since)
    except ValueError:
        raise CommandError("--since: give the id of an entry, or a day as YYYY-MM-DD.") from None
    try:
        return audit.find_start(wanted)
    except audit.NoTrustedSeal as error:
        raise CommandError(f"--since: {error}") from None


def _outside(line: str) -> Any:
    try:
        return audit.read_seal_line(line)
    except ValueError as error:
        raise CommandError(f"--seal-line: {error}. Give the complete line from the log.") from None
