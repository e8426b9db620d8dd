"""manage.py add_account NAME: credentials (by name), region and limits at one provider."""

import argparse
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from reviews import accounts
from reviews.models import ProviderAccount
from reviews.models.provider_account import KEY_FIELDS
from reviews.providers import registry
from reviews.providers.endpoint import ENDPOINT_FIELDS


class Command(BaseCommand):
    help = "Add a provider account. Keys stay in the environment: give the names of the variables that hold them."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help="letters, digits, - and _")
        parser.add_argument("--provider", required=True, metavar="SLUG", help=", ".join(registry.slugs()))
        parser.add_argument("--region", required=True, metavar="R", help="e.g. ap-southeast-3 or cn-shanghai")
        parser.add_argument("--endpoint", default="", metavar="URL", help="replaces the public endpoint of the region")
        parser.add_argument(
            "--identity-endpoint", default="", metavar="URL", help="replaces the address for looking up project IDs"
        )
        parser.add_argument(
            "--object-endpoint", default="", metavar="URL", help="replaces the address for reading stored objects"
        )
        parser.add_argument("--project-id", default="", metavar="ID", help="looked up if not given")
        parser.add_argument("--access-key-env", required=True, metavar="VAR", help="variable that holds the key id")
        parser.add_argument("--secret-key-env", required=True, metavar="VAR", help="variable that holds the secret")
        parser.add_argument("--security-token-env", default="", metavar="VAR", help="for temporary credentials")
        parser.add_argument(
            "--rate", type=float, default=5.0, metavar="N", help="calls per second over all workers (5)"
        )
        parser.add_argument(
            "--output", default="", help="where the provider writes snapshots, e.g. oss://bucket/folder/{Count}.jpg"
        )
        parser.add_argument(
            "--platform-link",
            default="",
            metavar="URL",
            help="where a video is shown on its platform, e.g. https://videos.example.com/watch/{reference}",
        )
        parser.add_argument(
            "--no-listing", action="store_true", help="do not import jobs automatically from the list of the provider"
        )
        parser.add_argument("--update", action="store_true", help="change the account if it exists")

    def handle(self, *, name: str, update: bool, **options: Any) -> None:
        account = ProviderAccount.objects.filter(name=name).first()
        if account and not update:
            raise CommandError(
                f"NAME: the account {name!r} already exists. Add --update to change it, or choose another name."
            )
        is_new = account is None
        account = account or ProviderAccount(name=name)
        for field in ("provider", "region", "project_id", "output", "platform_link", *ENDPOINT_FIELDS):
            setattr(account, field, options[field])
        for field in KEY_FIELDS:
            setattr(account, field, options[field])
        account.rate_per_second = options["rate"]
        account.discovers_jobs = not options["no_listing"]
        # Changed keys or addresses deserve a new try at once.
        account.paused_until = None
        account.failures_in_a_row = 0
        _check(account)
        account.save()
        self.stdout.write(f"account {name} {'added' if is_new else 'changed'}")


def _check(account: ProviderAccount) -> None:
    """Errors: CommandError with a line for every wrong option."""
    wrong: list[str] = []
    if account.provider not in registry.slugs():
        wrong.append(f"--provider {account.provider!r}: expected one of {', '.join(registry.slugs())}.")
        faults = {}
    else:
        faults = accounts.find_place_faults(account)
        wrong.extend(f"{_option(field)} {getattr(account, field)!r}: {fault}" for field, fault in faults.items())
    try:
        account.full_clean(exclude=["provider", *faults], validate_unique=False)
    except ValidationError as error:
        wrong.extend(f"{_option(field)}: {' '.join(texts)}" for field, texts in error.message_dict.items())
    if wrong:
        raise CommandError("\n".join(["Nothing was saved.", *wrong]))


def _option(field: str) -> str:
    if field == "name":
        return "NAME"
    return "--rate" if field == "rate_per_second" else f"--{field.replace('_', '-')}"
