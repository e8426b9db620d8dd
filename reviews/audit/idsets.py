"""Sets of row ids that stay small: a bit for each id, eight bytes for an id with a number, in pages that are used."""

from array import array
from collections.abc import Iterator

_BITS = 15
_PER_PAGE = 1 << _BITS


class IdSet:
    """Ids from 1 to 2**63 - 1; a million that follow each other take 128 kB."""

    def __init__(self) -> None:
        self._pages: dict[int, bytearray] = {}

    def add(self, pk: int) -> None:
        """Put `pk` in."""
        page = self._pages.setdefault(pk >> _BITS, bytearray(_PER_PAGE // 8))
        page[(pk & _PER_PAGE - 1) >> 3] |= 1 << (pk & 7)

    def __contains__(self, pk: int) -> bool:
        page = self._pages.get(pk >> _BITS)
        return page is not None and bool(page[(pk & _PER_PAGE - 1) >> 3] & 1 << (pk & 7))

    def __iter__(self) -> Iterator[int]:
        """Yield the ids, smallest first."""
        for number in sorted(self._pages):
            page = self._pages[number]
            for place in range(_PER_PAGE):
                if page[place >> 3] & 1 << (place & 7):
                    yield (number << _BITS) + place


class IdMap:
    """Id to id, zero when there is none; a million that follow each other take 8 MB."""

    def __init__(self) -> None:
        self._pages: dict[int, array[int]] = {}

    def __setitem__(self, pk: int, value: int) -> None:
        page = self._pages.setdefault(pk >> _BITS, array("q", bytes(8 * _PER_PAGE)))
        page[pk & _PER_PAGE - 1] = value

    def __getitem__(self, pk: int) -> int:
        page = self._pages.get(pk >> _BITS)
        return page[pk & _PER_PAGE - 1] if page else 0
