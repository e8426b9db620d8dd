"""manage.py worker: the django-q2 cluster under a watchdog."""

import argparse
import signal
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reviews.management.watchdog import Watchdog


class Command(BaseCommand):
    help = "Run the task queue under a watchdog that restarts it when it hangs. Stop it with SIGTERM or Ctrl-C."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--canary", type=float, default=30, metavar="SECONDS", help="seconds between two health check tasks (30)"
        )
        parser.add_argument(
            "--max-age", type=float, default=150, metavar="SECONDS",
            help="restart if a health check task is older than this and no task was acknowledged (150, "
                 "above the task time limit)",
        )  # fmt: skip
        parser.add_argument(
            "--grace",
            type=float,
            default=360,
            metavar="SECONDS",
            help="maximum wait for running tasks at shutdown (360)",
        )
        parser.add_argument(
            "--sweep", type=float, default=settings.SYNC_POLL_SECONDS, metavar="SECONDS",
            help="seconds between checks for due work, in addition to the check every minute (SYNC_POLL_SECONDS)",
        )  # fmt: skip

    def handle(self, *, canary: float, max_age: float, grace: float, sweep: float, **options: Any) -> None:
        for name, value in (("--canary", canary), ("--max-age", max_age), ("--grace", grace), ("--sweep", sweep)):
            if not 0 < value <= 86_400:
                raise CommandError(f"{name} {value}: must be more than 0 and at most 86400 seconds.")
        if max_age <= canary:
            raise CommandError(
                f"--max-age {max_age:g}: must be more than --canary ({canary:g}). Otherwise every health check is late."
            )
        watchdog = Watchdog(canary_s=canary, max_age_s=max_age, sweep_s=sweep, say=self.stdout.write)

        def stop(number: int, frame: FrameType | None) -> None:
            watchdog.is_stopping = True

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        watchdog.run(grace_s=grace)
