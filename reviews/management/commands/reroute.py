"""Send waiting jobs through the rules again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reviews import clock
from reviews.models import Job, Queue
from reviews.queues.reroute import reroute
from reviews.vocabulary import ReviewStage


class Command(BaseCommand):
    help = "Reroute waiting, unclaimed jobs in first review after rules or queues have changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queue", metavar="NAME", help="Only jobs that are waiting in this queue now.")
        parser.add_argument("--dry-run", action="store_true", help="Show what would happen without changing anything.")

    def handle(self, *args: Any, **options: Any) -> None:
        jobs = Job.objects.placeable().filter(stage=ReviewStage.FIRST)
        if options["queue"] is not None:
            jobs = jobs.filter(queue=_queue(options["queue"]))
        trial = options["dry_run"]
        done = reroute(jobs, by=None, now=clock.now(), is_trial=trial)
        self.stdout.write(
            f"{'Would be' if trial else 'Jobs'} moved: {done.moved}, not moved: {done.kept},  "
            f"settled by rules: {done.settled}, skipped: {done.skipped} (claimed or changed in the meantime)"
        )


def _queue(name: str) -> Queue:
    queue = Queue.objects.filter(name=name).first()
    if queue is None:
        known = ", ".join(Queue.objects.values_list("name", flat=True))
        raise CommandError(f"--queue: the queue {name!r} does not exist. Known queues: {known}.")
    return queue
