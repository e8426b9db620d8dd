"""Every package that the desk needs at run time is in docs/licences.md and in the file that `make sbom` writes."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web_process import ROOT

PINS = re.findall(r"(?m)^([A-Za-z0-9._-]+)==(\S+)", (ROOT / "requirements.txt").read_text())


def test_every_package_has_its_licence_written_down() -> None:
    table = (ROOT / "docs" / "licences.md").read_text().partition("## All run-time packages")[2]
    listed = set(re.findall(r"[a-z0-9][a-z0-9-]+", table))
    assert [name for name, _ in PINS if name not in listed] == []


@pytest.mark.process
def test_the_sbom_names_every_package_with_version_licence_and_what_lies_inside(tmp_path: Path) -> None:
    target = tmp_path / "made" / "sbom.json"
    subprocess.run([sys.executable, str(ROOT / ".ci" / "sbom.py"), str(target)], check=True, capture_output=True)
    made = json.loads(target.read_text())
    parts = {part["name"]: part for part in made["components"]}
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert {name: part["version"] for name, part in parts.items()} == {name.lower(): pin for name, pin in PINS}
    assert all(
        part["licenses"][0].get("expression") or part["licenses"][0]["license"]["name"] for part in parts.values()
    )
    assert parts["django"]["purl"].startswith("pkg:pypi/django@6.1")
    inside = " ".join(one["value"] for one in parts["av"]["properties"])
    assert sys.platform != "linux" or ("libx264" in inside and "libx265" in inside)
