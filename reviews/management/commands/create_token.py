"""Print a new API token, once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reviews import clock
from reviews.access import api_tokens
from reviews.access.errors import Invalid
from reviews.models import Reviewer
from reviews.vocabulary import TokenScope

OPTIONS = {"scopes": "--scope", "days": "--days", "owner": "USER"}


class Command(BaseCommand):
    help = "Create an API token for a person and print it. It cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        known = ", ".join(scope.value for scope in TokenScope)
        parser.add_argument("user", metavar="USER", help="User name of the person.")
        parser.add_argument("--scope", action="append", default=[], help=f"May be repeated; one of {known}.")
        parser.add_argument("--days", type=int, default=30, help="Validity in days, 1 to 366 (default 30).")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = Reviewer.objects.filter(username=options["user"]).first()
        if owner is None:
            raise CommandError(
                f"USER: the user {options['user']!r} does not exist. Give the user name of a person who can sign in."
            )
        try:
            token, raw = api_tokens.create_token(owner, options["scope"], options["days"], now=clock.now())
        except Invalid as error:
            raise CommandError(f"{OPTIONS.get(error.field, error.field)}: {error.message}") from None
        self.stderr.write(
            f"Valid until {token.expires_at:%Y-%m-%d %H:%M} UTC for {', '.join(token.scopes)}. Store it securely:"
        )
        self.stdout.write(raw)
