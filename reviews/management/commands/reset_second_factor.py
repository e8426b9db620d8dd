"""Take the second factor off somebody who lost it, and end their sessions."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reviews import clock
from reviews.access import recovery
from reviews.models import Reviewer


class Command(BaseCommand):
    help = (
        "Remove the second factor and recovery codes of a person and end their sessions. Confirm their identity first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", metavar="USERNAME", help="User name of the person.")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Reviewer.objects.filter(username=options["user"]).first()
        if person is None:
            raise CommandError(
                f"USERNAME: the user {options['user']!r} does not exist. Give the user name "
                "of a person who can sign in."
            )
        removed = recovery.remove_factor(person, by=None, now=clock.now())
        said = "was not set up" if not removed else "was removed. A new one can be set up at the next sign-in"
        self.stdout.write(f"The second factor of {person.username} {said}. All sessions of this person have ended.")
