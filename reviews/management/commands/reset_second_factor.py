"""Take the second factor off somebody who lost it, and end their sessions."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from reviews import audit, clock
from reviews.models import Reviewer


class Command(BaseCommand):
    help = "Remove a person's second factor and recovery codes, and end their sessions. Make sure first who asks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", metavar="USERNAME", help="Name the person signs in with.")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Reviewer.objects.filter(username=options["user"]).first()
        if person is None:
            raise CommandError(f"USERNAME: nobody is called {options['user']!r}. Name somebody who can sign in.")
        with transaction.atomic():
            removed = Authenticator.objects.filter(user=person).delete()[0]
            for session in UserSession.objects.filter(user=person):
                session.end()
            audit.record("second_factor.removed", by=None, now=clock.now(), subject=person, by_command=True)
        said = "had none" if not removed else "is removed; they set up a new one at the next sign-in"
        self.stdout.write(f"The second factor of {person.username} {said}. Their sessions are ended.")
