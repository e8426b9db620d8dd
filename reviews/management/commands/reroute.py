"""Send waiting jobs through the rules again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reviews import clock
from reviews.models import Job, Queue
from reviews.queues.reroute import reroute
from reviews.vocabulary import ReviewStage


class Command(BaseCommand):
    help = "After rules or queues changed: route the jobs that wait unclaimed at the first stage again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queue", metavar="NAME", help="Only the jobs that wait in this queue now.")
        parser.add_argument("--dry-run", action="store_true", help="Only say what would happen.")

    def handle(self, *args: Any, **options: Any) -> None:
        jobs = Job.objects.waiting().filter(stage=ReviewStage.FIRST)
        if options["queue"] is not None:
            jobs = jobs.filter(queue=_queue(options["queue"]))
        trial = options["dry_run"]
        done = reroute(jobs, by=None, now=clock.now(), is_trial=trial)
        self.stdout.write(
            f"{'Would be' if trial else 'Jobs'} moved: {done.moved}, kept: {done.kept}, "
            f"settled by rules: {done.settled}, skipped: {done.skipped} (claimed or changed meanwhile)"
        )


def _queue(name: str) -> Queue:
    queue = Queue.objects.filter(name=name).first()
    if queue is None:
        known = ", ".join(Queue.objects.values_list("name", flat=True))
        raise CommandError(f"--queue: no queue is called {name!r}. There are: {known}.")
    return queue
