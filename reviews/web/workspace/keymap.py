"""The desk's keys: which act each key does, and how a person may change that. The one source of truth for pages."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews.access.errors import Invalid


@dataclass(frozen=True)
class KeyAction:
    """Something a key does. `marks`: writes, held, typing (also while somebody types), repeats, asks (press twice)."""

    name: str
    keys: tuple[str, ...]
    label: Promise
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownKeyAction:
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


KEY_GROUPS: tuple[tuple[Promise, tuple[KeyAction, ...]], ...] = (
    (
        gettext_lazy("Playing"),
        (
            KeyAction("play", ("Space", "K"), gettext_lazy("Play or pause")),
            KeyAction("back", ("J",), gettext_lazy("Back 5 s"), ("repeats",)),
            KeyAction("forward", ("L",), gettext_lazy("Forward 5 s"), ("repeats",)),
            KeyAction("frame_back", (",",), gettext_lazy("One frame back"), ("repeats",)),
            KeyAction("frame_on", (".",), gettext_lazy("One frame forward"), ("repeats",)),
            KeyAction("slower", ("Shift+,",), gettext_lazy("Slower"), ("repeats",)),
            KeyAction("faster", ("Shift+.",), gettext_lazy("Faster"), ("repeats",)),
            KeyAction("loop", ("R",), gettext_lazy("Loop the range of this finding")),
            KeyAction("mute", ("M",), gettext_lazy("Mute or unmute")),
        ),
    ),
    (
        gettext_lazy("Findings"),
        (
            KeyAction("next", ("N",), gettext_lazy("Next finding"), ("repeats",)),
            KeyAction("previous", ("Shift+N",), gettext_lazy("Previous finding"), ("repeats",)),
            KeyAction("undecided", ("U",), gettext_lazy("Next undecided finding"), ("repeats",)),
            KeyAction("accept", ("A",), gettext_lazy("Accept the suggestion"), ("writes",)),
            KeyAction("pass", ("1",), gettext_lazy("Mark as pass"), ("writes",)),
            KeyAction("review", ("2",), gettext_lazy("Mark as review"), ("writes",)),
            KeyAction("block", ("3",), gettext_lazy("Mark as block"), ("writes",)),
            KeyAction("stretch_pass", ("Shift+1",), gettext_lazy("Mark the whole stretch as pass"), ("writes",)),
            KeyAction("stretch_review", ("Shift+2",), gettext_lazy("Mark the whole stretch as review"), ("writes",)),
            KeyAction("stretch_block", ("Shift+3",), gettext_lazy("Mark the whole stretch as block"), ("writes",)),
            KeyAction("undo", ("Ctrl+Z",), gettext_lazy("Undo the last decision"), ("writes",)),
        ),
    ),
    (
        gettext_lazy("Picture and view"),
        (
            KeyAction("grey", ("G",), gettext_lazy("Grey or colour")),
            KeyAction("blur", ("B",), gettext_lazy("Blur on or off")),
            KeyAction("reveal", ("H",), gettext_lazy("Hold to reveal; with Shift also in colour"), ("held",)),
            KeyAction("search", ("/",), gettext_lazy("Search in speech and on-screen text")),
            KeyAction("zoom_in", ("+", "="), gettext_lazy("Timeline: zoom in"), ("repeats",)),
            KeyAction("zoom_out", ("-",), gettext_lazy("Timeline: zoom out"), ("repeats",)),
            KeyAction("zoom_all", ("0",), gettext_lazy("Timeline: show the whole video")),
        ),
    ),
    (
        gettext_lazy("Job actions"),
        (
            KeyAction("submit_next", ("Ctrl+Enter",), gettext_lazy("Submit and open next"), ("writes", "typing")),
            KeyAction("escalate", ("E",), gettext_lazy("Escalate, or ask a lead (press twice)"), ("writes", "asks")),
            KeyAction("skip", ("S",), gettext_lazy("Skip (press twice)"), ("writes", "asks")),
            KeyAction("help", ("?",), gettext_lazy("Show keyboard shortcuts")),
        ),
    ),
)
KEY_ACTIONS: dict[str, KeyAction] = {act.name: act for _title, acts in KEY_GROUPS for act in acts}

_KEY = re.compile(
    r"(?P<ctrl>Ctrl\+)?(?P<shift>Shift\+)?(?P<key>[A-Z0-9]|[!-/:-@\[-`{-~]|Space|Enter|Insert|Delete|Backspace|Home|End|"
    r"PageUp|PageDown|ArrowUp|ArrowDown|ArrowLeft|ArrowRight|F2|F4|F8|F9)"
)
# What browsers leave to a page. Ctrl+W, Ctrl+T, Ctrl+N, Ctrl+F and nearly all other letters are theirs.
_ALLOWED_WITH_CTRL = {"Enter", "Z", "Space", "Delete", "Backspace", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"}
_NEVER_ALONE = {"Enter"}  # it presses what has the focus


_CAPS = {"Shift": "⇧", "Enter": "↵", "ArrowUp": "↑", "ArrowDown": "↓", "ArrowLeft": "←", "ArrowRight": "→"}


def _cap(key: str) -> str:
    return " ".join(_CAPS.get(part, part) for part in re.split(r"(?<=.)\+", key))


def keys_for(own: dict[str, str]) -> dict[str, list[str]]:
    """Act -> keys, with a person's own ones in place of the defaults. What `own` holds wrongly is passed over."""
    try:
        own = checked_keys(own)
    except Invalid:
        own = {}
    return {act.name: _keys(act, own) for act in KEY_ACTIONS.values()}


def marks_of_actions() -> dict[str, list[str]]:
    """Act -> its marks."""
    return {act.name: list(act.marks) for act in KEY_ACTIONS.values()}


def shown_key_groups(own: dict[str, str], *, may_write: bool = True) -> list[tuple[Promise, list[ShownKeyAction]]]:
    """Acts by group with the person's keys, for the overlay and for the page of one's settings.

    Without `may_write` only those that write nothing: the others do nothing for such a reader.
    """
    keys = keys_for(own)
    return [
        (
            title,
            [
                ShownKeyAction(act.name, act.label, keys[act.name], act.keys[0])
                for act in acts
                if may_write or "writes" not in act.marks
            ],
        )
        for title, acts in KEY_GROUPS
    ]


def checked_keys(own: Any) -> dict[str, str]:
    """`own` (act -> key) without what equals the default.

    Errors: Invalid ``unknown_act``, ``unknown_key``, ``reserved_key``, ``key_taken`` (context other: the act's name,
    other_label); the field is the act.
    """
    if not isinstance(own, dict):
        raise Invalid("unknown_act", _("Send each key as a pair of action and key."), field="keys")
    for name, key in own.items():
        _check(name, key)
    kept = {name: key for name, key in own.items() if key != KEY_ACTIONS[name].keys[0]}
    taken: dict[str, str] = {}
    for act in KEY_ACTIONS.values():
        for key in _keys(act, kept):
            other = taken.setdefault(key, act.name)
            if other != act.name:
                raise _key_taken(key, *((act.name, other) if act.name in kept else (other, act.name)))
    return kept


def _keys(act: KeyAction, own: dict[str, str]) -> list[str]:
    keys = [own[act.name]] if act.name in own else list(act.keys)
    return [*keys, *(f"Shift+{key}" for key in keys if "held" in act.marks)]


def _check(name: Any, key: Any) -> None:
    if name not in KEY_ACTIONS:
        raise Invalid("unknown_act", _("This action does not exist. Reload the page."), field=str(name)[:100])
    found = _KEY.fullmatch(key) if isinstance(key, str) else None
    if found is None or found["key"] in "<>":  # those are Shift+, and Shift+. wherever the layout keeps them
        raise Invalid("unknown_key", _("This key cannot be used. Choose a letter, a digit or a symbol."), field=name)
    plain = found["key"]
    is_reserved = found["ctrl"] and plain not in _ALLOWED_WITH_CTRL
    is_pair = len(plain) == 1 and not plain.isalnum() and plain not in ",." and found["shift"]
    if is_reserved or is_pair or (plain in _NEVER_ALONE and not found["ctrl"]):
        raise Invalid(
            "reserved_key", _("%(key)s is used by the browser. Choose another key.") % {"key": key}, field=name
        )
    if found["ctrl"] and "held" in KEY_ACTIONS[name].marks:
        raise Invalid("reserved_key", _("An action that needs holding must use a single key."), field=name)


def _key_taken(key: str, name: str, other: str) -> Invalid:
    label = KEY_ACTIONS[other].label
    return Invalid(
        "key_taken",
        _("%(key)s is already used for “%(act)s”. Change that key first or choose another.")
        % {"key": key, "act": label},
        field=name,
        other=other,
        other_label=str(label),
    )
