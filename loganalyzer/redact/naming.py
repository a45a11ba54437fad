"""Which pseudonym each name gets: a kind and a number, in an order that says nothing about the names."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from loganalyzer.redact.key import Key
from loganalyzer.redact.masks import MASK
from loganalyzer.redact.originals import SECRET, Original
from loganalyzer.redact.words import components_of

_STEM: Final = 2


class Naming:
    """Gives numbers when they are first asked for, to all names that are known by then."""

    def __init__(self, key: Key) -> None:
        self._secret = key.secret
        self._rank = key.rank
        self._names = dict(key.names)
        self._used = {"-".join(name.split("-")[:_STEM]) for name in self._names.values()}
        self._last: dict[str, int] = {}
        self._waiting: dict[str, Original] = {}

    def add(self, one: Original) -> None:
        """One more name, or what became of one that still has no number."""
        if one.kind not in SECRET and not self.has(one.text):
            self._waiting[one.text.casefold()] = one

    def has(self, text: str) -> bool:
        """Has this name a pseudonym already?"""
        return text.casefold() in self._names

    def of(self, one: Original) -> str:
        """The pseudonym; of a secret nothing is told, not even which it was."""
        self._number(self._waiting.values())
        return MASK if one.kind in SECRET else self._names.get(one.text.casefold(), MASK)

    def key(self) -> Key:
        """The key with all pseudonyms given: what the key file has to hold."""
        self._number(self._waiting.values())
        return Key(self._secret, dict(self._names))

    def _number(self, names: Collection[Original]) -> None:
        if not names:
            return
        for one in sorted(names, key=lambda one: (one.kind, self._rank(one.kind, one.text))):
            number = self._last.get(one.kind, 0) + 1
            while f"{one.kind}-{number:02d}" in self._used:
                number += 1
            self._last[one.kind] = number
            components = components_of(one.text) if one.kind == "server" else ""
            self._names[one.text.casefold()] = f"{one.kind}-{number:02d}{components}"
        self._waiting.clear()
