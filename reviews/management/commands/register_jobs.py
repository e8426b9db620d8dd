"""manage.py register_jobs ACCOUNT [ID ...] [--file FILE]: job ids that the provider already has."""

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reviews import clock
from reviews.management import account_argument
from reviews.sync.register import Registration, register_jobs


class Command(BaseCommand):
    help = "Register job IDs of a provider from arguments, a file or standard input (--file -), one per line."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("account", metavar="ACCOUNT", help="name of a provider account")
        parser.add_argument("ids", metavar="ID", nargs="*", help="job ids of the provider")
        parser.add_argument("--file", metavar="FILE", help="a file with one ID per line; - is standard input")

    def handle(self, *, account: str, ids: list[str], file: str | None, **options: Any) -> None:
        if bool(ids) == bool(file):
            raise CommandError("ID or --file: give either job IDs or --file FILE (- for standard input), not both.")
        row = account_argument.find_account(account)
        lines = _read(file) if file else ids
        answers = register_jobs(row, lines, by=None, now=clock.now())
        for answer in answers:
            self._print_answer(answer)
        self._sum_up(answers)

    def _print_answer(self, answer: Registration) -> None:
        if answer.status == "refused":
            self.stderr.write(f"line {answer.line}: {answer.external_id!r} refused: {answer.message}")
        else:
            self.stdout.write(f"line {answer.line}: {answer.external_id} {answer.status} {answer.message}".rstrip())

    def _sum_up(self, answers: list[Registration]) -> None:
        counts = Counter(answer.status for answer in answers)
        self.stdout.write(f"{counts['created']} created, {counts['known']} already known, {counts['refused']} refused")
        if not answers:
            raise CommandError("The input contains no job ID. Write one ID per line.")
        if counts["refused"]:
            raise CommandError("Correct the refused lines and run the command again. The other lines are registered.")


def _read(file: str) -> list[str]:
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return raw.decode("utf-8-sig").splitlines()
    except OSError as error:
        raise CommandError(f"--file {file}: cannot be read ({error.strerror}). Give a readable text file.") from None
    except UnicodeDecodeError as error:
        raise CommandError(
            f"--file {file}: is not UTF-8 text (byte {error.start}). Save it as UTF-8 with one ID per line."
        ) from None
