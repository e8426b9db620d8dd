"""The house rules of the scripts: which group may know which, what is pure, who may write the workspace's state."""

import re
from pathlib import Path

import pytest

JS = Path(__file__).resolve().parents[2] / "static/reviews/js"
FILES = sorted(JS.rglob("*.js"))
# A group may import what stands before it; those of one line do not know each other. Entries may import all.
LAYERS = [{"base"}, {"evidence"}, {"workspace"}, {"findings", "transcript", "timeline", "player"}, {""}]
BANNED = {"of", "said", "told", "tell", "found", "words", "read", "take", "keep", "named", "chosen", "moved", "drawn"}
BANNED |= {"judge", "judged", "hear", "heard"}
_IMPORT = re.compile(r'(?:from|import)\s*\(?\s*"(\.[^"]+)"')


def name_of(path: Path) -> str:
    return str(path.relative_to(JS))


def group_of(name: str) -> str:
    return name.split("/")[0] if "/" in name else ""


def imported_by(path: Path) -> list[str]:
    return [name_of((path.parent / name).resolve()) for name in _IMPORT.findall(code_of(path))]


def layer_of(group: str) -> int:
    return next(n for n, groups in enumerate(LAYERS) if group in groups)


def code_of(path: Path) -> str:
    """Without comments; strings stay."""
    return re.sub(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", "", path.read_text(), flags=re.DOTALL)


def test_every_group_has_its_layer() -> None:
    assert {group_of(name_of(path)) for path in FILES} == set().union(*LAYERS)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_go_down_and_never_across(path: Path) -> None:
    own = group_of(name_of(path))
    wrong = []
    for name in imported_by(path):
        group = group_of(name)
        if group != own and layer_of(group) >= layer_of(own):
            wrong.append(name)
    assert wrong == []


def test_no_module_leads_back_to_itself() -> None:
    graph = {name_of(path): imported_by(path) for path in FILES}

    def reached(name: str, seen: frozenset[str]) -> None:
        assert name not in seen, f"a ring: {sorted(seen)}"
        for other in graph[name]:
            reached(other, seen | {name})

    for name in graph:
        reached(name, frozenset())


@pytest.mark.parametrize("path", [path for path in FILES if group_of(name_of(path)) == "evidence"], ids=name_of)
def test_evidence_is_pure(path: Path) -> None:
    """No page, no browser's storage, no network, nothing of another group: so it is tested without a page."""
    assert {group_of(name) for name in imported_by(path)} <= {"evidence"}
    page = r"\b(document|window|localStorage|sessionStorage|navigator|location|fetch|HTMLElement|addEventListener)\b"
    assert re.findall(page, code_of(path)) == []


def test_no_address_is_written_in_a_script() -> None:
    """The server hands them over, so that the site works under any path."""
    found = [
        f"{name_of(path)}: {one}"
        for path in FILES
        for one in re.findall(r"[\"'`]/(?:[a-z_-]{2,}|\$\{)[^\n]*", code_of(path))
    ]
    assert found == []


def test_only_the_store_assigns_its_fields() -> None:
    wrong = r"\bstore\.\w+(?:\.\w+)*\s*(?:=(?![=>])|\+=|-=|\?\?=|\|\|=|\+\+|--)|Object\.assign\((?:this\.)?store\b"
    wrong += r"|\bstore\.\w+\.(?:fill|set|push|splice|sort|clear|delete)\("
    others = [path for path in FILES if name_of(path) != "workspace/store.js"]
    # `page.store` is the page's handle on the store, not a field of it.
    found = [f"{name_of(path)}: {one}" for path in others for one in re.findall(wrong, code_of(path))]
    assert found == []


def test_every_element_ends_its_listeners() -> None:
    found = [name_of(path) for path in FILES if "extends HTMLElement" in path.read_text()]
    assert found == ["base/element.js"]


def test_names_say_what_they_do() -> None:
    function = re.compile(
        r"^\s*(?:export\s+)?(?:async\s+)?(?:function\s+|get\s+|set\s+|static\s+)?#?(\w+)\([^;]*\)\s*\{$"
    )
    found = [
        f"{name_of(path)}: {match[1]}"
        for path in FILES
        for line in path.read_text().split("\n")
        if (match := function.match(line)) and match[1] in BANNED
    ]
    assert found == []


def test_lines_are_no_longer_than_can_be_read() -> None:
    found = [
        f"{name_of(p)}:{n}" for p in FILES for n, line in enumerate(p.read_text().split("\n"), 1) if len(line) > 120
    ]
    assert found == []
