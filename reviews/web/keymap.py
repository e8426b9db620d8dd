"""The desk's keys: which act each key does, and how a person may change that. The one source of truth for pages."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews.access.errors import Invalid


@dataclass(frozen=True)
class DeskAct:
    """Something a key does. `marks`: writes, held, typing (also while somebody types), repeats, asks (press twice)."""

    name: str
    keys: tuple[str, ...]
    label: Promise
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownAct:
    """An act as pages show it: `keys` are the person's, `default` the first key it comes with."""

    name: str
    label: Promise
    keys: list[str]
    default: str

    @property
    def caps(self) -> list[str]:
        """The keys as people read them: "⇧ N", "Ctrl ↵"."""
        return [_cap(key) for key in self.keys]

    @property
    def default_cap(self) -> str:
        return _cap(self.default)


GROUPS: tuple[tuple[Promise, tuple[DeskAct, ...]], ...] = (
    (
        gettext_lazy("Playing"),
        (
            DeskAct("play", ("Space", "K"), gettext_lazy("Play or pause")),
            DeskAct("back", ("J",), gettext_lazy("Back 5 s"), ("repeats",)),
            DeskAct("forward", ("L",), gettext_lazy("Forward 5 s"), ("repeats",)),
            DeskAct("frame_back", (",",), gettext_lazy("One frame back"), ("repeats",)),
            DeskAct("frame_on", (".",), gettext_lazy("One frame on"), ("repeats",)),
            DeskAct("slower", ("Shift+,",), gettext_lazy("Slower"), ("repeats",)),
            DeskAct("faster", ("Shift+.",), gettext_lazy("Faster"), ("repeats",)),
            DeskAct("loop", ("R",), gettext_lazy("Loop this finding's range")),
            DeskAct("mute", ("M",), gettext_lazy("Mute, sound on")),
        ),
    ),
    (
        gettext_lazy("Findings"),
        (
            DeskAct("next", ("N",), gettext_lazy("Next finding"), ("repeats",)),
            DeskAct("previous", ("Shift+N",), gettext_lazy("Previous finding"), ("repeats",)),
            DeskAct("undecided", ("U",), gettext_lazy("Next undecided finding"), ("repeats",)),
            DeskAct("accept", ("A",), gettext_lazy("Accept the suggestion"), ("writes",)),
            DeskAct("pass", ("1",), gettext_lazy("Verdict pass"), ("writes",)),
            DeskAct("review", ("2",), gettext_lazy("Verdict review"), ("writes",)),
            DeskAct("block", ("3",), gettext_lazy("Verdict block"), ("writes",)),
            DeskAct("stretch_pass", ("Shift+1",), gettext_lazy("Pass for the whole stretch"), ("writes",)),
            DeskAct("stretch_review", ("Shift+2",), gettext_lazy("Review for the whole stretch"), ("writes",)),
            DeskAct("stretch_block", ("Shift+3",), gettext_lazy("Block for the whole stretch"), ("writes",)),
            DeskAct("undo", ("Ctrl+Z",), gettext_lazy("Undo the last decision"), ("writes",)),
        ),
    ),
    (
        gettext_lazy("Looking"),
        (
            DeskAct("grey", ("G",), gettext_lazy("Grey, colour")),
            DeskAct("blur", ("B",), gettext_lazy("Blur on, off")),
            DeskAct("reveal", ("H",), gettext_lazy("Reveal while held; with Shift also colour"), ("held",)),
            DeskAct("search", ("/",), gettext_lazy("Search in speech and on-screen text")),
            DeskAct("zoom_in", ("+", "="), gettext_lazy("Timeline: zoom in"), ("repeats",)),
            DeskAct("zoom_out", ("-",), gettext_lazy("Timeline: zoom out"), ("repeats",)),
            DeskAct("zoom_all", ("0",), gettext_lazy("Timeline: the whole video")),
        ),
    ),
    (
        gettext_lazy("The job"),
        (
            DeskAct("submit_next", ("Ctrl+Enter",), gettext_lazy("Submit and next"), ("writes", "typing")),
            DeskAct("escalate", ("E",), gettext_lazy("Escalate (press twice)"), ("writes", "asks")),
            DeskAct("skip", ("S",), gettext_lazy("Skip (press twice)"), ("writes", "asks")),
            DeskAct("help", ("?",), gettext_lazy("Show the keys")),
        ),
    ),
)
ACTS: dict[str, DeskAct] = {act.name: act for _title, acts in GROUPS for act in acts}

_KEY = re.compile(
    r"(?P<ctrl>Ctrl\+)?(?P<shift>Shift\+)?(?P<key>[A-Z0-9]|[!-/:-@\[-`{-~]|Space|Enter|Insert|Delete|Backspace|Home|End|"
    r"PageUp|PageDown|ArrowUp|ArrowDown|ArrowLeft|ArrowRight|F2|F4|F8|F9)"
)
# What browsers leave to a page. Ctrl+W, Ctrl+T, Ctrl+N, Ctrl+F and nearly all other letters are theirs.
_FREE_WITH_CTRL = {"Enter", "Z", "Space", "Delete", "Backspace", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"}
_NEVER_ALONE = {"Enter"}  # it presses what has the focus


_CAPS = {"Shift": "⇧", "Enter": "↵", "ArrowUp": "↑", "ArrowDown": "↓", "ArrowLeft": "←", "ArrowRight": "→"}


def _cap(key: str) -> str:
    return " ".join(_CAPS.get(part, part) for part in re.split(r"(?<=.)\+", key))


def keys_for(own: dict[str, str]) -> dict[str, list[str]]:
    """Act -> keys, with a person's own ones in place of the defaults. What `own` holds wrongly is passed over."""
    try:
        own = checked(own)
    except Invalid:
        own = {}
    return {act.name: _keys(act, own) for act in ACTS.values()}


def marks() -> dict[str, list[str]]:
    """Act -> its marks."""
    return {act.name: list(act.marks) for act in ACTS.values()}


def shown(own: dict[str, str]) -> list[tuple[Promise, list[ShownAct]]]:
    """Acts by group with the person's keys, for the overlay and for the page of one's settings."""
    keys = keys_for(own)
    return [
        (title, [ShownAct(act.name, act.label, keys[act.name], act.keys[0]) for act in acts]) for title, acts in GROUPS
    ]


def checked(own: Any) -> dict[str, str]:
    """`own` (act -> key) without what equals the default.

    Errors: Invalid ``unknown_act``, ``unknown_key``, ``reserved_key``, ``key_taken`` (context other: the act's name,
    other_label); the field is the act.
    """
    if not isinstance(own, dict):
        raise Invalid("unknown_act", _("Send the keys as act and key."), field="keys")
    for name, key in own.items():
        _check(name, key)
    kept = {name: key for name, key in own.items() if key != ACTS[name].keys[0]}
    taken: dict[str, str] = {}
    for act in ACTS.values():
        for key in _keys(act, kept):
            other = taken.setdefault(key, act.name)
            if other != act.name:
                raise _taken(key, *((act.name, other) if act.name in kept else (other, act.name)))
    return kept


def _keys(act: DeskAct, own: dict[str, str]) -> list[str]:
    keys = [own[act.name]] if act.name in own else list(act.keys)
    return [*keys, *(f"Shift+{key}" for key in keys if "held" in act.marks)]


def _check(name: Any, key: Any) -> None:
    if name not in ACTS:
        raise Invalid("unknown_act", _("There is no such act at the desk. Reload the page."), field=str(name)[:100])
    found = _KEY.fullmatch(key) if isinstance(key, str) else None
    if found is None or found["key"] in "<>":  # those are Shift+, and Shift+. wherever the layout keeps them
        raise Invalid("unknown_key", _("This key cannot be used. Choose a letter, a digit or a sign."), field=name)
    plain = found["key"]
    is_reserved = found["ctrl"] and plain not in _FREE_WITH_CTRL
    is_pair = len(plain) == 1 and not plain.isalnum() and plain not in ",." and found["shift"]
    if is_reserved or is_pair or (plain in _NEVER_ALONE and not found["ctrl"]):
        raise Invalid(
            "reserved_key", _("%(key)s belongs to the browser. Choose another key.") % {"key": key}, field=name
        )
    if found["ctrl"] and "held" in ACTS[name].marks:
        raise Invalid("reserved_key", _("A key that is held must be a single key."), field=name)


def _taken(key: str, name: str, other: str) -> Invalid:
    label = ACTS[other].label
    return Invalid(
        "key_taken",
        _("%(key)s is taken by “%(act)s”. Change that one first, or choose another key.") % {"key": key, "act": label},
        field=name,
        other=other,
        other_label=str(label),
    )
