"""Records that repeat are confirmed once: in a handshake storm almost every record does.

Two records repeat each other if their text behind stamp and thread is the same but for numbers that no expression asks for (see
:mod:`loganalyzer.matching.shapes`; design: a storm must not cost three times as much).
"""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter

from loganalyzer.formats.encodings import legacy_text
from loganalyzer.matching.records import parts_of
from loganalyzer.matching.shapes import NAME_AND_LEVEL, is_plain, outline_of, telling_digits, unfolded

_CACHE_BYTES = 32 << 20
_ENTRY_BYTES = 500

Spans = tuple[int, dict[str, tuple[int, int]]]
_Key = tuple[tuple[int, ...], bytes, bytes]


class Known:
    """A signature that holds for all records of a kind, and how to get its fields from the first line of one.

    ``names``: of the fields. ``values``: theirs, if they are the same in all; otherwise they stand at ``spans`` of the first
    line of each; ``sample`` is the first line of one of them.
    """

    __slots__ = ("_cut", "names", "signature", "spans", "values")

    def __init__(
        self,
        signature: int,
        names: tuple[str, ...],
        values: tuple[str, ...] | None = None,
        spans: tuple[tuple[int, int], ...] = (),
        sample: str = "",
    ) -> None:
        self.signature, self.names = signature, names
        self.values = values if names else ()
        self.spans = spans
        # White space stands in the same places in all of them: where it needs no folding in one, it needs none in any.
        plain = len(spans) > 1 and all(" ".join(sample[start:end].split()) == sample[start:end] for start, end in spans)
        slices = [slice(start, end) for start, end in spans]
        self._cut: Callable[[str], tuple[str, ...]] = itemgetter(*slices) if plain else _Folding(slices)

    def cut(self, first: bytes) -> tuple[str, ...]:
        """The values of the fields, white space folded."""
        return self.values if self.values is not None else self._cut(first.decode("ascii"))


class _Folding:
    """Cuts fields out of a line and folds the white space in them."""

    def __init__(self, slices: list[slice]) -> None:
        self._slices = slices

    def __call__(self, line: str) -> tuple[str, ...]:
        return tuple([" ".join(line[one].split()) for one in self._slices])


class Repeats:
    """What is known of the records met so far."""

    def __init__(
        self,
        spans: Callable[[str, str, str, tuple[int, ...]], tuple[Spans, ...]],
        runs: Callable[[tuple[int, ...]], frozenset[bytes] | None],
    ) -> None:
        """Args:
        spans: confirms folded text, component and level; where the fields of each signature that holds stand.
        runs: what :func:`~loganalyzer.matching.shapes.digit_runs` says of all expressions of some signatures together.
        """
        self._spans, self._runs = spans, runs
        self._same_rest: dict[_Key, Group] = {}
        self._outlined: dict[_Key, Group] = {}
        self._held = 0

    def known(self, first: bytes, rest: bytes, wanted: tuple[int, ...]) -> tuple[Known, ...] | None:
        """What holds for a record that repeats another; ``None`` if it is new, and has to be learnt.

        Args:
            first: its first line behind stamp and thread, without the line end.
            rest: the lines that follow.
            wanted: numbers of the signatures to confirm.
        """
        outline = outline_of(first)
        # In a storm all stacks are equal, and looking for an equal one is cheaper than outlining each.
        group = self._same_rest.get((wanted, outline, rest))
        if group is None:
            group = self._outlined.get((wanted, outline, outline_of(rest)))
        return None if group is None else group.known.get(group.telling(first, rest))

    def grouped(
        self, first: bytes, rest: bytes, wanted: tuple[int, ...], record: bytes
    ) -> tuple[tuple[Known, ...], Group]:
        """What holds for a record, learnt if it is new, and the group of its outline; arguments as of :meth:`learn`."""
        key = (wanted, outline_of(first), outline_of(rest))
        group = self._outlined.get(key)
        known = None if group is None else group.known.get(group.telling(first, rest))
        if known is None:
            known = self.learn(first, rest, wanted, record)
        return known, self._outlined[key]

    def learn(self, first: bytes, rest: bytes, wanted: tuple[int, ...], record: bytes) -> tuple[Known, ...]:
        """As :meth:`known`, for a new record; ``record``: all of it, stamp included."""
        text = legacy_text(record)
        runs = self._runs(wanted) if is_plain(first) else None
        found = None if runs is None else self._by_place(first, wanted, text)
        if found is None or runs is None:
            found, runs = self._as_it_is(wanted, text), None
        self._remember(len(first) + 2 * len(rest))
        outline, outlined_rest = outline_of(first), outline_of(rest)
        key = (wanted, outline, outlined_rest)
        group = self._outlined.get(key)
        if group is None or (runs is None and group.by_place):
            group = self._outlined[key] = Group(outline, outlined_rest, runs)
        self._same_rest[(wanted, outline, rest)] = group
        group.known[group.telling(first, rest)] = found
        return found

    def _by_place(self, first: bytes, wanted: tuple[int, ...], text: str) -> tuple[Known, ...] | None:
        """What holds, with the fields by place; ``None`` if one stands behind the first line."""
        _, spans = self._confirmed(wanted, text)
        line = first.decode("ascii")
        moved = [(number, fields, unfolded(line, tuple(fields.values()))) for number, fields in spans]
        if any(places is None for _, _, places in moved):
            return None
        return tuple(Known(number, tuple(fields), spans=places or (), sample=line) for number, fields, places in moved)

    def _as_it_is(self, wanted: tuple[int, ...], text: str) -> tuple[Known, ...]:
        folded, spans = self._confirmed(wanted, text)
        return tuple(
            Known(number, tuple(fields), values=tuple(folded[start:end] for start, end in fields.values()))
            for number, fields in spans
        )

    def _confirmed(self, wanted: tuple[int, ...], text: str) -> tuple[str, tuple[Spans, ...]]:
        parts = parts_of(text)
        folded = " ".join(parts.tail.split())
        return folded, self._spans(folded, parts.component, parts.level, wanted)

    def _remember(self, size: int) -> None:
        """Forget everything where more would take too much memory."""
        self._held += size + _ENTRY_BYTES
        if self._held > _CACHE_BYTES:
            self._same_rest.clear()
            self._outlined.clear()
            self._held = size + _ENTRY_BYTES


class Group:
    """Records with one outline: what is known of them by the digits that tell them apart.

    ``by_place``: fields are cut out of each; otherwise only equal texts count as repeated. ``slices``: where the first line has
    digits that tell one from another, behind name and type letter; ``rest_tells``: so does what follows it.
    """

    __slots__ = ("_first", "_rest", "by_place", "known", "rest_tells", "slices")

    def __init__(self, first: bytes, rest: bytes, runs: frozenset[bytes] | None) -> None:
        self.known: dict[object, tuple[Known, ...]] = {}
        self.by_place = runs is not None
        self.slices = telling_digits(first, runs) if runs is not None else []
        self._first = _cutter([slice(NAME_AND_LEVEL), *self.slices] if runs is not None else [slice(None)])
        self._rest = _cutter(telling_digits(rest, runs) if runs is not None else [slice(None)])
        self.rest_tells = self._rest is not None

    def telling(self, first: bytes, rest: bytes) -> object:
        """Equal for records of this outline that need not be told apart."""
        return self._first(first) if self._rest is None else (self._first(first), self._rest(rest))  # type: ignore[misc]


def _cutter(slices: list[slice]) -> Callable[[bytes], object] | None:
    return itemgetter(*slices) if slices else None
