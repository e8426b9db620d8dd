"""Every code that an act can be refused with is told in one place."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from reviews.access import errors

KINDS = {"NotAllowed", "NotFound", "Conflict", "Invalid"}
REVIEWS = Path(errors.__file__).parents[1]


def raised() -> Iterator[tuple[str, object]]:
    """(kind, code) of every error that access and decisions raise."""
    for path in [*REVIEWS.glob("access/*.py"), *REVIEWS.glob("decisions/**/*.py"), *REVIEWS.glob("sync/*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS:
                code = node.args[0]
                assert isinstance(code, ast.Constant), f"{path.name}:{node.lineno} must spell its code out"
                yield node.func.id, code.value


def documented() -> Iterator[tuple[str, str]]:
    """(kind, code) of the docstring: a kind begins a paragraph, its codes follow the status."""
    for kind, text in re.findall(r"^ {4}(\w+) +\d{3}((?:.|\n {8})*)", str(errors.__doc__), re.MULTILINE):
        for code in re.findall(r"\b[a-z]+_[a-z_]+\b", text):
            yield kind, code


def test_every_code_is_documented_and_every_documented_code_is_raised() -> None:
    assert set(raised()) == set(documented())
