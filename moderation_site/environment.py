"""Typed readers of environment variables, each refusing a wrong value by the variable's name."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_names_read: set[str] = set()
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def flag(name: str, default: bool) -> bool:
    """A boolean: 1/true/yes/on or 0/false/no/off, any case."""
    raw = _get_text(name)
    if raw is None:
        return default
    value = raw.strip().lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r} is not a valid yes or no. Write 1 or 0.")


def string_list(name: str, default: str = "") -> list[str]:
    """A list: items parted by commas or blanks."""
    raw = _get_text(name)
    return (default if raw is None else raw).replace(",", " ").split()


def integer(name: str, default: int) -> int:
    """A whole number."""
    raw = (_get_text(name) or "").strip()
    if not raw:
        return default
    try:
        return int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={raw!r} is not a whole number.") from None


def optional_count(name: str) -> int | None:
    """Read a whole number of 0 or more; None when the variable is not set or empty. Errors: ImproperlyConfigured."""
    if not (_get_text(name) or "").strip():
        return None
    value = integer(name, 0)
    if value < 0:
        raise ImproperlyConfigured(f"{name}={value} is below 0. Write 0 or more.")
    return value


def folder(name: str, default: Path) -> Path:
    """A folder, absolute and made when it is missing."""
    path = Path(secret(name) or default).absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name}={str(path)!r} cannot be created ({error.strerror}). Give a folder that is writable."
        ) from None
    return path


def secret(name: str) -> str:
    """A secret from NAME itself or from the file that NAME_FILE names; empty when neither is set."""
    path = (_get_text(f"{name}_FILE") or "").strip()
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE={path!r} cannot be read: {error}.") from None
    return _get_text(name) or ""


def list_names_read() -> frozenset[str]:
    """Return the names of all variables that were asked for until now, set or not: the site's own."""
    return frozenset(_names_read)


def _get_text(name: str) -> str | None:
    _names_read.add(name)
    return os.environ.get(name)
