"""Every test is in the part of a run that it belongs to."""

import subprocess
from pathlib import Path

import pytest

from tests import parts

ROOT = Path(__file__).resolve().parents[1]


def test_what_runs_once_is_still_there() -> None:
    gone = []
    for name in parts.ONCE:
        module, _, test = name.partition("::")
        path = ROOT / module
        if not path.is_file() or f"def {test}" not in path.read_text():
            gone.append(name)
    assert gone == []


def test_a_program_that_nobody_announced_is_refused() -> None:
    with pytest.raises(AssertionError, match=r"mark it with pytest\.mark\.process"):
        subprocess.run(["true"], check=True)


@pytest.mark.process
def test_an_announced_one_runs() -> None:
    assert subprocess.run(["true"], check=True).returncode == 0


def test_one_test_of_a_module_can_run_once() -> None:
    hostile = "tests/api/test_hostile.py::test_hostile_bodies_are_refused_in_json[jobs/-empty]"
    assert parts.runs_once(hostile)
    assert not parts.runs_once("tests/api/test_hostile.py::test_hostile_addresses_are_answered_in_json[x]")
    assert parts.runs_once("tests/web/test_languages.py::test_anything")
