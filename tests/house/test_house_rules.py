"""The house rules that no linter knows: names, sizes, untrusted text, what must never be committed."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BANNED = {"utils", "helpers", "common", "misc", "services", "managers"}
MAX_LINE_LENGTH = 120
LIMITS = {".py": 250, ".html": 150, ".js": 250, ".css": 200}
# What is over the limit, each with its reason.
LARGER: dict[str, str] = {}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


FILES = tracked()
CODE = [path for path in FILES if path.suffix in {".py", ".html", ".js", ".css"} and "migrations" not in path.parts]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [name_of(path) for path in CODE if path.stem in BANNED] == []


def test_a_file_is_one_screenful_or_says_why_not() -> None:
    over = {name_of(path) for path in CODE if len(path.read_text().splitlines()) > LIMITS[path.suffix]}
    assert over == set(LARGER)


def test_lines_of_templates_and_styles_fit_beside_each_other() -> None:
    long = [
        f"{name_of(path)}:{number}"
        for path in CODE
        if path.suffix in {".html", ".css"}
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > MAX_LINE_LENGTH
    ]
    assert long == []


def test_provider_text_is_never_marked_safe_and_pages_hold_no_inline_code() -> None:
    patterns = (
        r"\|safe\b|mark_safe|(?<!hx-swap=\")innerHTML|outerHTML|insertAdjacentHTML|\son[a-z]+=\"|style=\"|\beval\("
    )
    found = [
        f"{name_of(path)}: {match.group()}"
        for path in CODE
        if path.suffix in {".html", ".js"} or "reviews" in path.parts
        for match in re.finditer(patterns, path.read_text())
        if "tests" not in path.parts
    ]
    assert found == []


def test_no_provider_is_named_outside_its_package() -> None:
    """Neither in names nor in strings; a help text may show an example, prose (docstrings, comments) may too."""
    allowed = ("reviews/providers/", "reviews/sandbox/", "reviews/management/demo_rows.py")
    words = re.compile(r"huawei|alibaba|\bmts\b|aliyun|\boss://|\bobs://", re.IGNORECASE)
    found = []
    for path in CODE:
        if path.suffix == ".py" and name_of(path).startswith("reviews/") and not name_of(path).startswith(allowed):
            found += [f"{name_of(path)}: {text}" for text in _names_and_strings(path) if words.search(text)]
    assert found == []


def _names_and_strings(path: Path) -> list[str]:
    """Identifiers, imported modules and string constants of the code: no docstring, no help text."""
    tree = ast.parse(path.read_text())
    prose: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            prose.add(node.value)
        elif _is_help(node):
            prose.update(ast.walk(node))
    return [text for node in ast.walk(tree) if node not in prose for text in _texts_of(node)]


def _is_help(node: ast.AST) -> bool:
    """`help=` and `help_text=` of a call, and the `help` of a command."""
    if isinstance(node, ast.keyword):
        return node.arg in ("help", "help_text")
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "help"


def _texts_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.ImportFrom):
        return [node.module or "", *(alias.name for alias in node.names)]
    return [str(value) for name in ("id", "attr", "arg", "name") if (value := getattr(node, name, None))]


def test_every_package_opens_with_one_sentence() -> None:
    packages = [
        path for path in FILES if path.name == "__init__.py" and "reviews" in path.parts and "tests" not in path.parts
    ]
    silent = [
        name_of(path)
        for path in packages
        if "migrations" not in path.parts and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


@pytest.mark.parametrize(
    "word", [r"files\.python[h]osted", r"py[p]i\.o", r"registry\.np[m]", r"/[r]oot/", r"index-ur[l] http"]
)
def test_no_registry_and_no_path_of_a_machine_is_committed(word: str) -> None:
    here = Path(__file__)
    found = [name_of(path) for path in FILES if path != here and _text(path) and re.search(word, _text(path))]
    assert found == []


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""


def test_every_setting_read_from_the_environment_is_documented() -> None:
    source = "\n".join(path.read_text() for path in (ROOT / "moderation_site").glob("*.py"))
    read = set(re.findall(r'environment\.\w+\(\s*"([A-Z_]+)"', source))
    documented = (ROOT / "docs" / "deployment.md").read_text()
    assert {name for name in read if f"`{name}`" not in documented} == set()
