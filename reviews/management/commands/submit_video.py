"""manage.py submit_video ACCOUNT SOURCE: give a video to a provider."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reviews import clock
from reviews.control_characters import escape_controls
from reviews.management import account_argument
from reviews.providers.base import SubmitRequest
from reviews.providers.errors import ProviderError
from reviews.sync.submit import AnswerLost, submit_video


class Command(BaseCommand):
    help = "Submit a video by its address (http, https) or object (oss://bucket/object) to an account's provider."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("account", metavar="ACCOUNT", help="name of a provider account")
        parser.add_argument("source", metavar="SOURCE", help="http(s)://... or oss://bucket/object")
        parser.add_argument("--title", default="", help="title; also moderated if the provider supports it")
        parser.add_argument("--description", default="", help="description; also moderated if the provider supports it")
        parser.add_argument(
            "--comment",
            action="append",
            default=[],
            metavar="TEXT",
            help="a bullet comment, once for each; also moderated if the provider supports it",
        )
        parser.add_argument("--frame-interval", type=int, metavar="SECONDS", help="seconds between frames, 1 to 60")
        parser.add_argument("--image-categories", nargs="+", default=[], metavar="WORD")
        parser.add_argument("--audio-categories", nargs="+", default=[], metavar="WORD")
        parser.add_argument("--biz-type", default="", help="a moderation policy created in the console of the provider")
        parser.add_argument(
            "--output", default="", help="where the provider writes snapshots, e.g. oss://bucket/folder/{Count}.jpg"
        )

    def handle(self, *, account: str, source: str, **options: Any) -> None:
        row = account_argument.find_account(account)
        interval = options["frame_interval"]
        if interval is not None and not 1 <= interval <= 60:
            raise CommandError(f"--frame-interval {interval}: must be 1 to 60 seconds.")
        request = SubmitRequest(
            source=source,
            title=options["title"],
            description=options["description"],
            comments="\n".join(options["comment"]),
            frame_interval_s=interval,
            image_categories=tuple(options["image_categories"]),
            audio_categories=tuple(options["audio_categories"]),
            biz_type=options["biz_type"],
            output=options["output"],
        )
        try:
            job = submit_video(row, request, by=None, now=clock.now())
        except AnswerLost as error:
            raise CommandError(
                f"Not submitted: {escape_controls(str(error))} See manage.py sent_videos: it is number "
                f"{error.submission_id}."
            ) from None
        except ProviderError as error:
            raise CommandError(f"Not submitted: {escape_controls(str(error))}") from None
        self.stdout.write(f"job {job.pk}: {job.external_id} submitted to {row.name}")
