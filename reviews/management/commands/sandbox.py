"""A loopback stand-in for both clouds, with sample videos (docs/providers)."""

import signal
import threading
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reviews.control_characters import escape_controls
from reviews.sandbox import clips, server
from reviews.sandbox.jobs import JobsFileError
from reviews.sandbox.payload_files import PayloadError


class Command(BaseCommand):
    help = "Simulate Huawei Cloud and Alibaba Cloud on this machine with sample videos. Stop it with Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on. Use a loopback address.")
        parser.add_argument("--port", default="8100", help="Port to listen on. 0 selects a free port (default 8100).")
        parser.add_argument("--speed", default="1", help="Speed factor of the jobs (default 1).")
        parser.add_argument("--payloads", type=Path, help="Folder with recorded responses: huawei/, alibaba/, mts/.")
        parser.add_argument("--media", type=Path, help="Folder of the sample videos (default var/sandbox).")
        parser.add_argument(
            "--jobs",
            type=Path,
            default=settings.VAR_DIR / "sandbox-jobs.jsonl",
            help="File that stores the jobs across restarts (default sandbox-jobs.jsonl in VAR_DIR).",
        )
        parser.add_argument("--build", action="store_true", help="Create all sample videos, then exit.")

    def handle(self, *args: Any, **options: Any) -> None:
        media = Path(options["media"] or clips.default_folder())
        if media.exists() and not media.is_dir():
            raise CommandError(f"--media: {media} is not a folder. Give a folder that is writable.")
        if options["build"]:
            self._build(media)
            return
        self._serve(media, options)

    def _build(self, media: Path) -> None:
        for number, name in enumerate(clips.CLIPS, start=1):
            begun = time.monotonic()
            try:
                file = clips.clip_path(name, media)
            except OSError as error:
                raise CommandError(
                    f"--media: cannot write to {media} ({error.strerror}); choose another folder."
                ) from error
            clip = clips.CLIPS[name]
            facts = f"{clip.seconds} s, {clip.width}x{clip.height}, {file.stat().st_size // 1024} kB"
            took = f"{time.monotonic() - begun:.1f} s"
            self.stdout.write(f"[{number}/{len(clips.CLIPS)}] {name}: {facts}, created in {took}")

    def _serve(self, media: Path, options: dict[str, Any]) -> None:
        host, port = options["host"], _port(options["port"])
        try:
            sandbox = server.start(
                host=host,
                port=port,
                speed=_speed(options["speed"]),
                payloads=Path(options["payloads"]) if options["payloads"] else None,
                media=media,
                jobs=Path(options["jobs"]),
                on_call=self._note if options["verbosity"] > 1 else None,
            )
        except PayloadError as error:
            raise CommandError(f"--payloads: {error}") from error
        except JobsFileError as error:
            raise CommandError(f"--jobs: {error}") from error
        except OSError as error:
            raise CommandError(
                f"--port: cannot listen on {host}:{port} ({error.strerror}); stop the program that uses it "
                "or choose another port."
            ) from error
        stopped = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):  # before anybody is told that it runs, and may stop it
            signal.signal(number, lambda *_: stopped.set())
        self.stdout.write(f"Sandbox ready: {sandbox.url}")
        self.stdout.flush()
        stopped.wait()
        sandbox.stop()
        self.stdout.write("Sandbox stopped.")

    def _note(self, method: str, path: str) -> None:
        self.stdout.write(escape_controls(f"{method} {path}"))


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65_535:
        raise CommandError(f"--port: {text!r} is not a valid port. Give a number from 0 to 65535.")
    return int(text)


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0
    if not 0 < speed <= 10_000:
        raise CommandError(f"--speed: {text!r} is not a valid speed. Give a number above 0 and at most 10000.")
    return speed
