"""What the hits of a member captured: very many small sets of fields, most of them never asked for.

A storm has a client's address and port in each of its hundred thousands of records. They are kept as the bytes they are, in rows
of one width, and become text when somebody asks for one.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

Fields = Mapping[str, str]
Int64 = npt.NDArray[np.int64]


class Cuttings:
    """Fields of one kind of record: ``rows`` holds their ASCII bytes side by side, ``widths`` says how many each has."""

    __slots__ = ("names", "rows", "widths")

    def __init__(self, names: tuple[str, ...], widths: tuple[int, ...], rows: npt.NDArray[np.uint8]) -> None:
        self.names, self.widths, self.rows = names, widths, rows

    def take(self, rows: Int64) -> Cuttings:
        """Some of the rows."""
        return Cuttings(self.names, self.widths, self.rows[rows])

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, row: int) -> Fields:
        text, at, found = self.rows[row].tobytes().decode("ascii"), 0, {}
        for name, width in zip(self.names, self.widths, strict=True):
            found[name] = " ".join(text[at : at + width].split())
            at += width
        return found


class Written:
    """Fields that are there as text."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Sequence[Fields]) -> None:
        self._fields = list(fields)

    def take(self, rows: Int64) -> Written:
        """Some of them."""
        return Written([self._fields[row] for row in rows.tolist()])

    def __len__(self) -> int:
        return len(self._fields)

    def __getitem__(self, row: int) -> Fields:
        return self._fields[row]


class Values:
    """All fields of a member, numbered from 0."""

    __slots__ = ("_blocks", "_ends")

    def __init__(self) -> None:
        self._blocks: list[Cuttings | Written] = []
        self._ends = array("q")

    def add(self, block: Cuttings | Written) -> int:
        """Append the fields of a block; the number of the first."""
        number = len(self)
        self._blocks.append(block)
        self._ends.append(number + len(block))
        return number

    def append(self, fields: Fields) -> None:
        """Append fields that are there as text."""
        self.add(Written([fields]))

    def extend(self, other: Values) -> None:
        """Append those of another."""
        for block in other._blocks:
            self.add(block)

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __getitem__(self, number: int) -> Fields:
        place = bisect_right(self._ends, number)
        return self._blocks[place][number - (self._ends[place - 1] if place else 0)]

    def __iter__(self) -> Iterator[Fields]:
        for block in self._blocks:
            for row in range(len(block)):
                yield block[row]
