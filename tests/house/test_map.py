"""The documents name what is there: every module in the map, every file that CONTRIBUTING.md and README.md name."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAP = ROOT / "docs/architecture.md"
PACKAGES = ("reviews", "moderation_site")
# What tells of a past state of the code.
PAST = {"CHANGELOG.md", "docs/records/0004-texts.md"}
GUIDES = sorted(
    name
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    if (name := path.relative_to(ROOT).as_posix()) not in PAST
)
BASES = [ROOT / name for name in ("", "reviews", "static/reviews", "static/reviews/js", "docs", "tests")]


@cache
def tracked() -> tuple[Path, ...]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(Path(line) for line in listed.splitlines())


def mapped() -> set[str]:
    """Paths of the modules in the map: a package in bold, its modules as list items below it."""
    found, package = set(), ""
    for line in MAP.read_text().splitlines():
        if heading := re.match(r"\*\*`([\w/]+)/`\*\*", line):
            package = heading[1]
        elif item := re.match(r"- `(\w+\.py)`: \S", line):
            found.add(f"{package}/{item[1]}")
    return found


def modules() -> set[str]:
    """Every module but migrations and the packages' own descriptions."""
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return {
        path.relative_to(ROOT).as_posix()
        for path in paths
        if "migrations" not in path.parts and path.name != "__init__.py"
    }


def test_every_module_stands_in_the_map_and_nothing_that_does_not_exist() -> None:
    assert mapped() - modules() == set()
    assert modules() - mapped() == set()


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_names_only_files_that_exist(guide: str) -> None:
    """Paths are whole, or begin below one of BASES; a name without a folder is a file somewhere."""
    named = set(re.findall(r"(?<![\w/.<>*-])[\w.-][\w/.-]*\.(?:py|html|js|css|conf)\b", (ROOT / guide).read_text()))
    missing = {name for name in named if not any((base / name).is_file() for base in BASES)}
    missing -= {name for name in missing if "/" not in name and any(path.name == name for path in tracked())}
    assert missing == set()


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_links_only_to_files_that_exist(guide: str) -> None:
    path = ROOT / guide
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text())
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_name_in_a_backticked_call_of_the_architecture_exists() -> None:
    """`client_for(account)`: a function that was renamed must not live on in the table."""
    table = MAP.read_text().partition("## Functions that other packages call")[2].partition("## Background work")[0]
    called = {name for name in re.findall(r"\b([a-z_]+)\(", table) if name != "record"}
    defined = {
        node.name
        for module in modules()
        for node in ast.walk(ast.parse((ROOT / module).read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    assert called - defined == set()


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_uses_standard_terms(guide: str) -> None:
    """Words that only this project understood: docs/glossary.md has the standard one for each."""
    private = re.compile(r"\b(anew|storeys?|foretell|the lot|desk knows|stairs|one-way)\b", re.IGNORECASE)
    assert private.findall((ROOT / guide).read_text()) == []


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_names_only_commands_that_exist(guide: str) -> None:
    commands = {path.stem for path in (ROOT / "reviews/management/commands").glob("[a-z]*.py")}
    of_django = {"migrate", "createsuperuser", "check", "collectstatic", "runserver", "makemigrations", "qcluster"}
    of_django |= {"makemessages", "compilemessages"}
    named = set(re.findall(r"manage\.py ([a-z_]+)", (ROOT / guide).read_text()))
    assert named - commands - of_django == set()


@pytest.mark.parametrize("guide", ["README.md", "docs/operations.md", "docs/wellness.md", "docs/queues.md"])
def test_a_guide_quotes_buttons_and_pages_as_they_are_called(guide: str) -> None:
    """`*Reroute by the rules*`: in italics and with a capital it is a text of a page, or one of the demo's names."""
    catalogue = (ROOT / "reviews/locale/zh_Hans/LC_MESSAGES/django.po").read_text()
    texts = {text.lower() for text in re.findall(r'^msgid "(.*)"$', catalogue, re.MULTILINE)}
    demo = {"Priority", "Text and ads", "Evening rally", "Second look"}
    quoted = set(re.findall(r"(?<![*\w])\*([A-Z][^*`\n]+)\*(?!\*)", (ROOT / guide).read_text()))
    assert {name for name in quoted - demo if name.lower() not in texts} == {"Whole"} & quoted


def test_each_name_beside_a_file_of_contributing_stands_in_that_file() -> None:
    """`api/filters.py` (`JobFilter`): who follows the table must find the name there."""
    missing = []
    table = (ROOT / "CONTRIBUTING.md").read_text()
    for name, beside in re.findall(r"`([\w/.-]+\.(?:py|js|html|css))` \(([^)]*`[^)]*)\)", table):
        path = next(base / name for base in BASES if (base / name).is_file())
        text = path.read_text()
        wanted = [word for word in re.findall(r"`([\w.-]+)`", beside) if not word.endswith((".py", ".js"))]
        missing += [f"{name}: {word}" for word in wanted if word.rpartition(".")[2] not in text]
    assert missing == []
