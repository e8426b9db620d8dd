"""manage.py sync: the work of the cluster without a cluster."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reviews.control_characters import escape_controls
from reviews.management import account_argument
from reviews.management.sync_rounds import SyncRounds
from reviews.models import Job


class Command(BaseCommand):
    help = (
        "Fetch due jobs, import new jobs and prepare their videos. The exit code is 0 only if no job ended in an error."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--once", action="store_true", help="process everything that is due now, once (the default)")
        how.add_argument("--until-idle", action="store_true", help="continue until no job is running at its provider")
        parser.add_argument(
            "--media",
            action="store_true",
            help="first make videos due again: of --job, or all that lack pictures and are not tried by themselves",
        )
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--account", metavar="NAME", help="only this account")
        what.add_argument(
            "--job", metavar="ID", help="only this job, even if it is not due; our ID or the ID of the provider"
        )

    def handle(self, *, until_idle: bool, account: str | None, job: str | None, **options: Any) -> None:
        sweep = SyncRounds(
            say=lambda line: self.stdout.write(escape_controls(line)),  # a provider's own text among them
            account=None if account is None else account_argument.find_account(account),
            job=None if job is None else _find(job),
        )
        try:
            if options["media"]:
                sweep.request_media()
            sweep.until_idle() if until_idle else sweep.run_once()
        except KeyboardInterrupt:
            raise CommandError("Stopped. Finished work is saved. Run the command again to continue.") from None
        self.stdout.write(sweep.summary())
        if sweep.errors:
            lines = [f"  job {pk}: {escape_controls(message)}" for pk, message in sorted(sweep.errors.items())]
            raise CommandError("\n".join([f"{len(lines)} ended in an error:", *lines]))


def _find(job: str) -> Job:
    jobs = list(Job.objects.select_related("account").filter(external_id=job)[:2])
    if not jobs and job.isascii() and job.isdigit() and len(job) < 19:
        jobs = list(Job.objects.filter(pk=int(job)))
    if len(jobs) > 1:
        names = ", ".join(f"{found.pk} ({found.account.name})" for found in jobs)
        raise CommandError(f"--job {job}: several accounts have a job with this ID. Give our own ID instead: {names}.")
    if not jobs:
        raise CommandError(
            f"--job {job}: the job does not exist. Register it with manage.py register_jobs ACCOUNT {job}."
        )
    return jobs[0]
