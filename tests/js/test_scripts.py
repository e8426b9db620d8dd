"""The scripts' pure modules, tested without a page: each `NAME.test.js` beside this file is one test here."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NODE = Path(sys.executable).with_name("node")
FILES = sorted(HERE.glob("*.test.js"))


@pytest.fixture(scope="module")
def report() -> ElementTree.Element:
    """What one run of all files says, as JUnit writes it: starting Node costs more than the tests do."""
    run = subprocess.run(
        [NODE, "--test", "--test-isolation=none", "--test-reporter=junit", *FILES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    try:
        return ElementTree.fromstring(run.stdout)
    except ElementTree.ParseError:
        pytest.fail(f"Node could not run the tests:\n{run.stdout}{run.stderr}")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.removesuffix(".test.js"))
def test_module(path: Path, report: ElementTree.Element) -> None:
    cases = [case for case in report.iter("testcase") if case.get("file") == str(path)]
    failures = [f"{case.get('name')}\n{failure.text}" for case in cases for failure in case.iter("failure")]
    assert cases, f"{path.name} could not be loaded:\n{ElementTree.tostring(report, 'unicode')[-3000:]}"
    assert not failures, "\n".join(failures)


def test_every_module_of_evidence_has_a_test_of_its_own() -> None:
    modules = {path.stem for path in (ROOT / "static/reviews/js/evidence").glob("*.js")}
    assert modules - {path.name.removesuffix(".test.js") for path in FILES} == set()
