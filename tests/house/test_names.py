"""Names say what they do (STYLE.md, Names), counted over the whole code."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BANNED_NAMES = {
    "of", "said", "told", "tell", "found", "words", "read", "take", "keep", "named", "chosen", "moved", "drawn",
    "judge",
}  # fmt: skip
MAX_ONE_WORD_SHARE = 0.30
MIN_FUNCTIONS = 4  # of fewer a share says nothing


def modules() -> list[Path]:
    paths = [*(ROOT / "reviews").rglob("*.py"), *(ROOT / "moderation_site").rglob("*.py")]
    return sorted(path for path in paths if "migrations" not in path.parts)


def public_functions(path: Path) -> Iterator[str]:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node.name


def own_methods(path: Path) -> Iterator[str]:
    """Public methods of our classes; those that a framework calls by its own name are not ours to name."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef):
            for one in node.body:
                if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and not one.name.startswith("_"):
                    yield one.name


def test_no_public_function_or_method_has_a_name_that_means_nothing_outside_its_file() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules()
        for name in [*public_functions(path), *own_methods(path)]
        if name in BANNED_NAMES
    ]
    assert found == []


def test_few_public_functions_of_a_package_have_one_word() -> None:
    all_functions: Counter[str] = Counter()
    one_word: Counter[str] = Counter()
    for path in modules():
        package = str(path.parent.relative_to(ROOT))
        names = list(public_functions(path))
        all_functions[package] += len(names)
        one_word[package] += sum("_" not in name for name in names)
    shares = {
        package: round(one_word[package] / count, 2)
        for package, count in all_functions.items()
        if count >= MIN_FUNCTIONS and one_word[package] / count >= MAX_ONE_WORD_SHARE
    }
    assert shares == {}


def test_limits_are_called_max_and_min() -> None:
    """In code, comments, scripts and tests alike: a comment must not speak of a name that is gone."""
    old = re.compile(r"\b([A-Z]+_)*(MOST|LEAST|LONGEST|AT_ONCE)(_[A-Z]+)*\b")
    scripts = [
        *(ROOT / "static/reviews/js").rglob("*.js"),
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "tests").rglob("*.js"),
    ]
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in [*modules(), *scripts, *(ROOT / "tests").rglob("*.py")]
        if path != Path(__file__)
        for match in old.finditer(path.read_text())
    ]
    assert found == []


def test_no_exported_script_function_has_a_name_that_means_nothing_outside_its_file() -> None:
    exported = re.compile(r"^export (?:async )?function (\w+)", re.MULTILINE)
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "static/reviews/js").rglob("*.js")
        for name in exported.findall(path.read_text())
        if name in BANNED_NAMES
    ]
    assert found == []


def test_comments_cite_only_contracts_that_are_in_the_repository() -> None:
    """`huawei.md section 6.2` is docs/contracts/huawei.md, and that section stands in it."""
    cited = re.compile(r"\b([a-z]+)\.md,? sections? (\d[\d.]*(?:(?:, | and | to )\d[\d.]*)*)")
    missing = []
    for path in modules():
        for match in cited.finditer(path.read_text()):
            contract = ROOT / "docs/contracts" / f"{match[1]}.md"
            text = contract.read_text() if contract.is_file() else ""
            sections = re.findall(r"\d+(?:\.\d+)*", match[2])
            missing += [f"{path.relative_to(ROOT)}: {match[0]}" for one in sections if not stands_in(one, text)]
    assert missing == []


def stands_in(section: str, text: str) -> bool:
    """Whether the heading is there; 13.5 may be the fifth item of the list below heading 13."""
    if re.search(rf"^#+ {re.escape(section)}\.? ", text, re.MULTILINE):
        return True
    head, __, item = section.rpartition(".")
    below = re.search(rf"^## {re.escape(head)}\. .*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL) if head else None
    return bool(below and re.search(rf"^{item}\. ", below[0], re.MULTILINE))


def test_no_comment_cites_a_file_that_is_not_in_the_repository() -> None:
    known = {path.name for path in ROOT.glob("*.md")} | {path.name for path in (ROOT / "docs").rglob("*.md")}
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules()
        for name in re.findall(r"\b[\w-]+\.md\b", path.read_text())
        if name not in known
    ]
    assert found == []
