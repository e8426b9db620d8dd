"""Take the second factor off somebody who lost it, and end their sessions."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reviews import clock
from reviews.access import recovery
from reviews.models import Reviewer


class Command(BaseCommand):
    help = "Remove a person's second factor and recovery codes, and end their sessions. Make sure first who asks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", metavar="USERNAME", help="Name the person signs in with.")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Reviewer.objects.filter(username=options["user"]).first()
        if person is None:
            raise CommandError(f"USERNAME: nobody is called {options['user']!r}. Name somebody who can sign in.")
        removed = recovery.remove_factor(person, by=None, now=clock.now())
        said = "had none" if not removed else "is removed; they set up a new one at the next sign-in"
        self.stdout.write(f"The second factor of {person.username} {said}. Their sessions are ended.")
