"""Write the parts of the desk as a CycloneDX 1.6 JSON file: what requirements.txt pins, as it is installed here.

Our own few lines over the packages' metadata: the usual generator would bring some twenty packages to say the same.
Usage: .venv/bin/python .ci/sbom.py FILE
"""

import json
import re
import sys
from datetime import UTC, datetime
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# PyPI's "License" field and classifiers where a package has no SPDX expression yet.
_KNOWN = {
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "BSD 3-Clause OR Apache-2.0": "BSD-3-Clause OR Apache-2.0",
}


def read_pins(text: str) -> dict[str, tuple[str, list[str]]]:
    """Name -> version and the sha256 of every file that may be installed, from a file that pins with hashes."""
    parts = re.split(r"(?m)^(?=[A-Za-z0-9])", text)
    found = [(pin, _HASH.findall(part)) for part in parts if (pin := _PIN.match(part))]
    return {pin.group(1).lower(): (pin.group(2).rstrip("\\"), hashes) for pin, hashes in found}


def name_licence(package: Distribution) -> str:
    """The SPDX expression, or the words that the package uses; empty when it says nothing."""
    meta = package.metadata
    words = meta.get("License-Expression") or (meta.get("License") or "").split("\n")[0].strip()
    classifiers = [
        one.rpartition("::")[2].strip() for one in meta.get_all("Classifier", []) if one.startswith("License")
    ]
    words = words if words and "Copyright" not in words else " AND ".join(classifiers)
    return _KNOWN.get(words, words)


def find_libraries(package: Distribution) -> list[str]:
    """Shared libraries of others that lie in the wheel: they have licences of their own (docs/licences.md)."""
    paths = [str(path) for path in package.files or []]
    inside = [Path(path).name for path in paths if re.search(r"(\.libs|\.dylibs)/", path)]
    return sorted({re.sub(r"-[0-9a-f]{8}(?=\.|$)", "", name) for name in inside})


def describe(name: str, version: str, hashes: list[str]) -> dict[str, Any]:
    """One component. Errors: SystemExit when another version is installed than the one that is pinned."""
    package = distribution(name)
    if package.version != version:
        raise SystemExit(
            f"{name} {package.version} is installed and {version} is pinned; run `make test` or remove .venv."
        )
    licence = name_licence(package)
    purl = f"pkg:pypi/{re.sub(r'[-_.]+', '-', name)}@{version}"
    part: dict[str, Any] = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
    part["licenses"] = [{"expression": licence} if _is_expression(licence) else {"license": {"name": licence}}]
    part["properties"] = [{"name": "desk:pinned-sha256", "value": one} for one in hashes]
    part["properties"] += [{"name": "desk:bundled-library", "value": one} for one in find_libraries(package)]
    return part


def _is_expression(licence: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*", licence))


def build_sbom(pins: dict[str, tuple[str, list[str]]], *, now: datetime) -> dict[str, Any]:
    """The whole file."""
    desk = {"type": "application", "bom-ref": "review-desk", "name": "review-desk", "licenses": [{"expression": "MIT"}]}
    parts = [describe(name, *pinned) for name, pinned in sorted(pins.items())]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid4()}",
        "version": 1,
        "metadata": {"timestamp": now.isoformat(timespec="seconds"), "component": desk},
        "components": parts,
        "dependencies": [{"ref": "review-desk", "dependsOn": [part["bom-ref"] for part in parts]}],
    }


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    made = build_sbom(read_pins((ROOT / "requirements.txt").read_text()), now=datetime.now(UTC))
    target.write_text(json.dumps(made, indent=2) + "\n")
    print(f"{len(made['components'])} parts in {target}")
