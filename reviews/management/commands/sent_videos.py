"""manage.py sent_videos: videos that were sent without an answer, and what to do about them."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reviews import clock
from reviews.access.errors import DecisionError
from reviews.control_characters import escape_controls
from reviews.models import Submission
from reviews.providers.errors import ProviderError
from reviews.sync import look_for, resend


class Command(BaseCommand):
    help = "List the videos that were sent without an answer, look for the job of one, or send it again."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--look", type=int, metavar="ID", help="look for the job of this submission and link it")
        what.add_argument("--send-again", type=int, metavar="ID", help="send the video of this submission again")
        parser.add_argument(
            "--accept-twice", action="store_true", help="with --send-again: the provider may moderate the video twice"
        )
        parser.add_argument("--source", default="", help="with --send-again: the whole address, if it was not stored")

    def handle(self, *, look: int | None, send_again: int | None, **options: Any) -> None:
        try:
            if look is not None:
                for sentence in look_for.look_for_job(look, by=None, now=clock.now()).sentences:
                    self.stdout.write(escape_controls(sentence))
            elif send_again is not None:
                job = resend.resend_submission(
                    send_again,
                    by=None,
                    now=clock.now(),
                    source=options["source"],
                    accepts_twice=options["accept_twice"],
                )
                self.stdout.write(f"job {job.pk}: {job.external_id} submitted")
            else:
                self._list()
        except (DecisionError, ProviderError) as error:
            raise CommandError(escape_controls(str(error))) from None

    def _list(self) -> None:
        rows = Submission.objects.lost(clock.now()).select_related("account", "sent_by").order_by("pk")
        for row in rows.iterator():
            by = row.sent_by.username if row.sent_by else "command line"
            line = f"{row.pk}: {row.sent_at:%Y-%m-%d %H:%M} UTC, {row.account.name}, {by}, {row.source}"
            self.stdout.write(escape_controls(f"{line}, reference {row.reference}"))
        self.stdout.write(f"{rows.count()} sent without an answer")
