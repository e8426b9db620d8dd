"""Recorded answers in a folder: DIR/huawei/<job_id>.json, DIR/alibaba/<job_id>.json, DIR/mts/<job_id>.json."""

import json
import re
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
PROVIDERS = ("huawei", "alibaba", "mts")


class PayloadError(ValueError):
    """A folder or file that cannot be served; the message names it and says what to do."""


class PayloadFiles:
    """The files of a folder, looked up again for each call, so that files added later are served too."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def check(self) -> None:
        """Read every file once. Errors: PayloadError naming file, line and column."""
        if self._folder is None:
            return
        if not self._folder.is_dir():
            raise PayloadError(f"payloads: {self._folder} is not a folder; give one that holds {_layout()}")
        for provider in PROVIDERS:
            for file in sorted((self._folder / provider).glob("*.json")):
                parse_file(file)

    def find(self, provider: str, job_id: str) -> Path | None:
        """The file of a job, or None."""
        if self._folder is None or not _ID.fullmatch(job_id):
            return None
        file = self._folder / provider / f"{job_id}.json"
        return file if file.is_file() else None

    def list_jobs(self, provider: str) -> list[tuple[datetime, str]]:
        """When each file came and its job id, oldest first."""
        if self._folder is None:
            return []
        files = (self._folder / provider).glob("*.json")
        return sorted((_arrived(file), file.stem) for file in files if _ID.fullmatch(file.stem))


def parse_file(file: Path) -> Any:
    """The JSON of a file; not to be changed, it is kept for the next page. Errors: PayloadError."""
    facts = file.stat()
    return _parsed(file, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=8)
def _parsed(file: Path, changed_ns: int, size: int) -> Any:
    try:
        return json.loads(file.read_bytes())
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}"
        raise PayloadError(f"{file}: not JSON at {where} ({error.msg}); mend or remove the file") from error
    except OSError as error:
        raise PayloadError(f"{file}: cannot be read ({error.strerror}); mend or remove the file") from error
    except (ValueError, RecursionError) as error:
        raise PayloadError(f"{file}: not JSON ({error}); mend or remove the file") from error


def _arrived(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC).replace(microsecond=0)


def _layout() -> str:
    return ", ".join(f"{provider}/<job_id>.json" for provider in PROVIDERS)
