"""What the hits of a member captured: very many small sets of fields, most of them never asked for.

A storm has a client's address and port in each of its hundred thousands of records. They are kept as the bytes they are, in rows
of one width, and become text when somebody asks for one.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import compress

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

    def only(self, names: Collection[str]) -> Cuttings:
        """Some of the fields."""
        kept = [name in names for name in self.names]
        return Cuttings(
            tuple(compress(self.names, kept)),
            tuple(compress(self.widths, kept)),
            self.rows[:, np.repeat(kept, self.widths)],
        )

    def different(self) -> tuple[list[Fields], Int64]:
        """Each combination of values once, and which of them each row has."""
        if not self.rows.shape[1]:
            return [{}], np.zeros(len(self), dtype=np.int64)
        texts = np.ascontiguousarray(self.rows).view(f"S{self.rows.shape[1]}")[:, 0]
        _, first, inverse = np.unique(texts, return_index=True, return_inverse=True)
        return [self[row] for row in first.tolist()], inverse

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

    def only(self, names: Collection[str]) -> Written:
        """Some of the fields."""
        return Written([{name: text for name, text in one.items() if name in names} for one in self._fields])

    def different(self) -> tuple[list[Fields], Int64]:
        """Each combination of values once, and which of them each row has."""
        number: dict[tuple[tuple[str, str], ...], int] = {}
        which = [number.setdefault(tuple(one.items()), len(number)) for one in self._fields]
        return [dict(one) for one in number], np.array(which, dtype=np.int64)

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

    def parted(self, numbers: Int64, names: Collection[str]) -> tuple[list[Fields], Int64]:
        """Each combination of values that some of the fields have, in order of appearance, and which of them each number has.

        Args:
            numbers: of the values to look at.
            names: of the fields; one that is absent is left out.
        """
        found: dict[tuple[tuple[str, str], ...], int] = {}
        which = np.empty(numbers.size, dtype=np.int64)
        for kind, at in self._by_kind(numbers, names):
            fields, mine = kind.different()
            # The same fields in another order are the same.
            keys = [tuple(sorted(one.items())) for one in fields]
            which[at] = np.array([found.setdefault(key, len(found)) for key in keys], dtype=np.int64)[mine]
        met, first, which = np.unique(which, return_index=True, return_inverse=True)
        order = np.argsort(first)
        keys = list(found)
        return [dict(keys[number]) for number in met[order].tolist()], np.argsort(order)[which]

    def _by_kind(self, numbers: Int64, names: Collection[str]) -> Iterator[tuple[Cuttings | Written, Int64]]:
        """Those values, blocks of one kind joined, each with the places among ``numbers`` it stands for."""
        ends = np.array(self._ends, dtype=np.int64)
        block = np.searchsorted(ends, numbers, side="right")
        order = np.argsort(block, kind="stable")
        parts = np.split(order, np.flatnonzero(np.diff(block[order])) + 1) if order.size else []
        joined: dict[tuple[object, object], list[tuple[Cuttings, Int64]]] = {}
        for at in parts:
            number = int(block[at[0]])
            rows = numbers[at] - (int(ends[number - 1]) if number else 0)
            part = self._blocks[number].take(rows).only(names)
            if isinstance(part, Cuttings):
                joined.setdefault((part.names, part.widths), []).append((part, at))
            else:
                yield part, at
        for some in joined.values():
            first = some[0][0]
            rows_of_all = np.concatenate([part.rows for part, _ in some])
            yield Cuttings(first.names, first.widths, rows_of_all), np.concatenate([at for _, at in some])

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __getitem__(self, number: int) -> Fields:
        place = bisect_right(self._ends, number)
        return self._blocks[place][number - (self._ends[place - 1] if place else 0)]

    def __iter__(self) -> Iterator[Fields]:
        for block in self._blocks:
            for row in range(len(block)):
                yield block[row]
