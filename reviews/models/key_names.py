"""Which environment variables accounts may name as their keys: the operator's list, never what the site itself reads.

Who may edit accounts must not be able to send any other secret of the server to a cloud, hence one rule for forms,
commands and the moment of use.
"""

import re
from collections.abc import Collection, Iterable

NAME = re.compile(r"[A-Z_][A-Z0-9_]{0,99}")
_PATTERN = re.compile(r"[A-Z_][A-Z0-9_]{0,98}|[A-Z][A-Z0-9_]{0,97}_\*")
# Read by libraries and by the interpreter, so no list of ours knows them all.
_FOREIGN = ("AWS_", "DJANGO_", "LD_", "PG", "PYTHON")
_SECRET_WORDS = frozenset({"SECRET", "SK"})


def find_name_fault(name: str, *, is_secret: bool, patterns: Iterable[str], own: Collection[str]) -> str:
    """Return what is wrong with `name` as the variable of a key and what to do; empty when nothing is.

    `is_secret`: the variable holds the signing secret. Access keys and security tokens stand in headers and in signed
    links, so a variable of one kind is never taken for the other. `patterns`: the operator's list, see `matches`;
    `own`: names that the site reads for itself.
    """
    if not NAME.fullmatch(name):
        return (
            f"{name[:100]!r} is not a valid name of an environment variable. Use capital letters, digits "
            "and _, never the key itself."
        )
    if name in own or name.startswith(_FOREIGN):
        return f"{name} is a setting of the site and cannot be used as an account key. Use a variable DESK_KEY_..."
    if not any(pattern_matches(pattern, name) for pattern in patterns):
        return (
            f"the variable {name} is not one that accounts may use. Rename the variable to DESK_KEY_{name} where the "
            f"worker and the site run and give that name here, or add {name} to ACCOUNT_KEY_NAMES there."
        )
    if is_secret != bool(_SECRET_WORDS & set(name.split("_"))):
        return (
            f"the name {name} must hold SECRET or SK as one of its words, since it is the signing secret."
            if is_secret
            else f"{name} names a signing secret (SECRET or SK in it), which is never sent; name the key id or token."
        )
    return ""


def pattern_matches(pattern: str, name: str) -> bool:
    """Whether `pattern` (a whole name, or a beginning that ends in ``_*``) covers `name`; a wrong one covers none."""
    if not _PATTERN.fullmatch(pattern):
        return False
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


def find_pattern_faults(patterns: Iterable[str], own: Collection[str]) -> list[str]:
    """Return a sentence for every item of the operator's list that is malformed or would cover the site's own names."""
    return [fault for pattern in patterns if (fault := _pattern_fault(pattern, own))]


def _pattern_fault(pattern: str, own: Collection[str]) -> str:
    if not _PATTERN.fullmatch(pattern):
        return f"{pattern!r} is neither a variable name nor a prefix that ends in _* (such as DESK_KEY_*)."
    covered = sorted(name for name in own if pattern_matches(pattern, name))
    if covered or pattern.startswith(_FOREIGN):
        return f"{pattern!r} covers what is the site's own: {', '.join(covered) or pattern}."
    return ""
