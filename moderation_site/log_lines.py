"""Log lines that nobody else can write: what providers and clients sent stays on its line, without control characters.

Used by the site, the worker and gunicorn (``moderation_site/gunicorn_conf.py``); it must not need Django.
"""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from reviews.control_characters import escape_controls

_CONTINUED = "\n    | "


class PlainLines(logging.Formatter):
    """One line a record; a traceback follows on lines that begin with a bar, so that none looks like a record."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name that logging calls
        return escape_controls(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802
        return _indent(super().formatException(ei))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802
        return _indent(stack_info)

    def format(self, record: logging.LogRecord) -> str:
        # Another handler may have left its own text of the traceback in the record.
        kept, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = kept


def _indent(text: str) -> str:
    return _CONTINUED.lstrip("\n") + _CONTINUED.join(escape_controls(line) for line in text.split("\n"))


class JsonLines(logging.Formatter):
    """One JSON object a line: ``at`` (UTC), ``level``, ``logger``, ``message``, and ``traceback`` when there is one."""

    def format(self, record: logging.LogRecord) -> str:
        shown = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            shown["traceback"] = self.formatException(record.exc_info)
        if record.stack_info:
            shown["stack"] = record.stack_info
        return json.dumps(shown)  # ASCII only: every control character is written as \u....


FORMATTERS: dict[str, type[logging.Formatter]] = {"plain": PlainLines, "json": JsonLines}


def build_logging(format_name: str, level: str) -> dict[str, Any]:
    """A dictConfig: everything to stderr through one formatter. `format_name`: plain or json.

    Errors: ValueError for another format.
    """
    if format_name not in FORMATTERS:
        raise ValueError(f"LOG_FORMAT={format_name!r} is not known; write {' or '.join(FORMATTERS)}.")
    to_root = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": FORMATTERS[format_name]}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": level or "INFO"},
        # These bring handlers of their own, which would write the same lines again as they came.
        "loggers": dict.fromkeys(("django", "django.server", "gunicorn.error", "gunicorn.access"), to_root),
    }
