"""The jobs that the stand-in took, in memory and, when a file is given, kept over a restart."""

import json
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from reviews.sandbox.clips import CLIPS
from reviews.sandbox.job import QUEUED_SECONDS, SandboxJob, running_time


class JobsFileError(ValueError):
    """A jobs file that cannot be read; the message names it and says what to do."""


class Jobs:
    """Every job by provider and id, in the order they came."""

    def __init__(self, speed: float, file: Path | None = None) -> None:
        self._speed, self._file = speed, file
        self._lock = threading.Lock()
        self._jobs: dict[tuple[str, str], SandboxJob] = {}
        self._suffixes: dict[str, SandboxJob] = {}
        if file and file.exists():
            for job in _read(file):
                self._keep(job)

    def create(self, provider: str, job_id: str, asked: dict[str, Any], clip: str | None, now: datetime) -> SandboxJob:
        """Take a job; it starts at `now`."""
        total = running_time(CLIPS[clip].seconds if clip else 0)
        job = SandboxJob(provider, job_id, now, asked, clip, QUEUED_SECONDS / self._speed, total / self._speed)
        with self._lock:
            if self._file:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                with self._file.open("a") as out:
                    out.write(json.dumps(_written(job)) + "\n")
            self._keep(job)
        return job

    def find(self, provider: str, job_id: str) -> SandboxJob | None:
        return self._jobs.get((provider, job_id))

    def by_suffix(self, suffix: str) -> SandboxJob | None:
        """The job whose snapshots carry `suffix`."""
        return self._suffixes.get(suffix)

    def jobs_of_provider(self, provider: str) -> list[SandboxJob]:
        """Every job of a provider, oldest first."""
        with self._lock:
            return [job for job in self._jobs.values() if job.provider == provider]

    def _keep(self, job: SandboxJob) -> None:
        self._jobs[job.provider, job.id] = job
        self._suffixes[job.suffix] = job


def _written(job: SandboxJob) -> dict[str, Any]:
    return {**vars(job), "created_at": job.created_at.isoformat()}


def _read(file: Path) -> list[SandboxJob]:
    """The jobs of a file. Errors: JobsFileError."""
    try:
        text = file.read_text()
    except OSError as error:
        raise JobsFileError(f"{file}: cannot be read ({error.strerror}); give another file") from error
    whole = text[: text.rfind("\n") + 1]
    if whole != text:  # a line cut by a kill: its call was never answered either
        file.write_text(whole)
    try:
        return [_job(json.loads(line)) for line in whole.splitlines()]
    except (ValueError, KeyError, TypeError) as error:
        raise JobsFileError(f"{file}: not the jobs of a sandbox ({error}); remove the file") from error


def _job(line: dict[str, Any]) -> SandboxJob:
    clip = line["clip"] if line["clip"] in CLIPS else None
    return SandboxJob(**{**line, "clip": clip, "created_at": datetime.fromisoformat(line["created_at"])})
