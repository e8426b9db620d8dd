"""A key on its way from the environment to the signer, which alone reveals it."""

import hashlib
from typing import NoReturn


class Secret:
    """A string that never shows itself in repr, logs or errors, and that nothing can serialise."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def fingerprint(self) -> str:
        """Return what tells this secret from others and tells nothing else of it."""
        return hashlib.sha256(self._value.encode()).hexdigest()

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return "Secret(***)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is never pickled, copied or cached")


NO_SECRET = Secret("")
