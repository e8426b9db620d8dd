"""Empty what people wrote in notes; decisions and the audit chain stay whole."""

from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reviews import clock
from reviews.access.errors import DecisionError
from reviews.decisions.administration import purge_notes
from reviews.models import Reviewer


class Command(BaseCommand):
    help = "Purge notes by age, or the note of one decision. Without --yes the notes are only counted."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--before", type=date.fromisoformat, metavar="DATE", help="written before this UTC day")
        which.add_argument("--decision", type=int, metavar="ID", help="the note of this decision")
        parser.add_argument("--by", required=True, metavar="USER", help="the admin who is responsible for the purge")
        parser.add_argument("--yes", action="store_true", help="purge the notes; this cannot be undone")

    def handle(self, *args: Any, **options: Any) -> None:
        by = Reviewer.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError(f"--by: the user {options['by']!r} does not exist. Give the user name of an admin.")
        day: date | None = options["before"]
        before = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
        if not options["yes"]:
            count = purge_notes.purgeable_notes(before=before, decision_id=options["decision"]).count()
            self.stdout.write(
                f"{count} notes would be purged permanently. Nothing was changed. Add --yes to purge them."
            )
            return
        try:
            count = purge_notes.purge_notes(by=by, now=clock.now(), before=before, decision_id=options["decision"])
        except DecisionError as error:
            raise CommandError(error.message) from None
        self.stdout.write(f"Purged {count} notes.")
