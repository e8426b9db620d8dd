"""Nobody but the desk writes its log lines."""

import json
import logging
import logging.config
import os
import subprocess
import sys
from typing import Any

import pytest

from moderation_site.log_lines import FORMATTERS, JsonLines, PlainLines, build_logging
from reviews.control_characters import escape_controls
from tests.web_process import ROOT

# A line end of every kind, terminal sequences, a title, bidi overrides and isolates, invisible marks, a lone surrogate.
FORGED = (
    "ok\r\n2026-11-28 ERROR reviews forged\x1b[2K\x1b]0;x\x07\x9b1m"
    "\u2028\u2029\x85\x0b\u202eevil\u2066\u200f\ufeff\ud800\0"
)
ENDS = {"\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\x1b", "\x9b", "\u202e", "\u2066"}


def a_record(message: str, *args: object, exc_info: Any = None) -> logging.LogRecord:
    return logging.LogRecord("reviews.sync", logging.WARNING, __file__, 1, message, args, exc_info)


def a_failure(text: str) -> logging.LogRecord:
    try:
        raise ValueError(text)
    except ValueError:
        return a_record("A step failed", exc_info=sys.exc_info())


@pytest.mark.parametrize("formatter", [PlainLines(), JsonLines()])
def test_what_a_provider_wrote_stays_on_its_line(formatter: logging.Formatter) -> None:
    line = formatter.format(a_record("Account %s: %s", FORGED, FORGED))
    assert not ENDS & set(line)
    assert line.encode()
    assert len(line.splitlines()) == 1


def test_plain_lines_say_what_stood_there() -> None:
    assert escape_controls("a\nb\x1b[31m\u202e") == r"a\nb\x1b[31m\u202e"
    assert escape_controls("色情 · é\u3000😀") == "色情 · é\u3000😀"


def test_a_traceback_keeps_its_lines_and_none_of_them_looks_like_a_record() -> None:
    first, *rest = PlainLines().format(a_failure(FORGED)).split("\n")
    assert first.endswith("reviews.sync A step failed")
    assert len(rest) > 3
    assert all(line.startswith("    | ") for line in rest)
    assert not ENDS & set("".join(rest))


def test_a_traceback_that_another_handler_wrote_is_not_taken_over() -> None:
    record = a_failure(FORGED)
    logging.Formatter().format(record)
    assert "\n2026-11-28 ERROR" not in PlainLines().format(record)


def test_json_lines_are_objects_with_the_traceback_in_them() -> None:
    shown = json.loads(JsonLines().format(a_failure("bad\nforged")))
    assert (shown["level"], shown["logger"], shown["message"]) == ("WARNING", "reviews.sync", "A step failed")
    assert "bad\nforged" in shown["traceback"]
    assert shown["at"].endswith("+00:00")


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"LOG_FORMAT='xml' is not known; write plain or json"):
        build_logging("xml", "")
    assert set(FORMATTERS) == {"plain", "json"}


# As Django and django-q set up their own loggers: every line of theirs goes through the one handler.
_SAY = """
import logging, django; django.setup()
import django_q.cluster
for name in ("django.request", "django.server", "django-q", "gunicorn.error", "reviews"):
    logging.getLogger(name).warning("said by %s", "a\\nforged")
"""


@pytest.mark.process
@pytest.mark.parametrize(("log_format", "shown"), [("plain", r"said by a\nforged"), ("json", r"said by a\nforged")])
def test_every_logger_of_a_process_writes_through_it_once(tmp_path: Any, log_format: str, shown: str) -> None:
    known = {"DJANGO_SETTINGS_MODULE": "moderation_site.settings", "DEBUG": "1", "VAR_DIR": str(tmp_path)}
    environment = {**os.environ, **known, "DATABASE_URL": "", "LOG_FORMAT": log_format}
    done = subprocess.run([sys.executable, "-c", _SAY], env=environment, cwd=ROOT, capture_output=True, text=True)
    lines = done.stderr.splitlines()
    assert len([line for line in lines if shown in line]) == len(lines) == 5, done.stderr
