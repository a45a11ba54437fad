"""What text in a language is made of: the letters beyond ASCII, the encodings that hold them, the zones it is at home in.

``languages.tsv`` lists them. Bytes that an encoding turns into the letters of one language are text of that language in that
encoding; in any other they become letters that no language uses together.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

from msgspec import Struct

_IDEOGRAPHS = ("Japanese", "Simplified Chinese", "Traditional Chinese", "Korean")
_ENOUGH_OF_IDEOGRAPHS = 0.35  # of running text, the frequent ones are about half
_PUNCTUATION = frozenset("\u00a0«»„“”\u201a\u2018\u2019\u2013—…·•©®°§€±\u00d7")
_PUNCTUATION_WEIGHT = 0.9
_CAPITAL_WEIGHT = 0.6
_OTHER_ALPHABETS = ("\u0370", "\u0eff")  # Greek to Thai: their letters do not stand beside Latin ones in a word


Letters = Counter[tuple[str, str, str]]
"""How often each letter beyond ASCII stands between which neighbours: (before, letter, after)."""


def letters_of(text: str) -> Letters:
    """The letters beyond ASCII of a text."""
    places = zip(" " + text, text, text[1:] + " ", strict=False)
    return Counter(place for place in places if place[1] > "\x7f")


class Language(Struct, frozen=True):
    """``letters`` in lower case; ``zones`` are IANA names; ``encodings`` in the order in which they are tried."""

    name: str
    zones: tuple[str, ...]
    encodings: tuple[str, ...]
    letters: frozenset[str]

    def share(self, letters: Letters) -> float:
        """How much of the text beyond ASCII is of this language, 0..1.

        A capital counts less, and not at all behind a small letter: text in a neighbouring encoding often has its cases swapped.
        """
        total = sum(letters.values())
        found = sum(count * self._weight(*place) for place, count in letters.items())
        share = found / total if total else 0.0
        return min(1.0, share / _ENOUGH_OF_IDEOGRAPHS) if self.name in _IDEOGRAPHS else share

    def _weight(self, before: str, letter: str, after: str) -> float:
        small = letter.lower()
        if letter in _PUNCTUATION and letter not in self.letters:
            return 0.0 if before.isalpha() and after.isalpha() else _PUNCTUATION_WEIGHT
        if small not in self.letters or (_is_other(small) and (_is_latin(before) or _is_latin(after))):
            return 0.0
        if small != letter:
            return 0.0 if before.islower() else _CAPITAL_WEIGHT
        return 1.0


def _is_other(letter: str) -> bool:
    return _OTHER_ALPHABETS[0] <= letter <= _OTHER_ALPHABETS[1]


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()


@cache
def languages() -> tuple[Language, ...]:
    """The table, in its order."""
    table = (Path(__file__).parent / "languages.tsv").read_text(encoding="utf-8")
    return tuple(_language(line) for line in table.splitlines() if not line.startswith("#"))


def _language(line: str) -> Language:
    name, zones, encodings, letters = line.split("\t")
    return Language(name, tuple(filter(None, zones.split(","))), tuple(encodings.split(",")), frozenset(letters))
