"""One pass over a text that finds originals, and leaves alone what must never change: stamps, ids, class names."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Final

from loganalyzer.redact.originals import ANYWHERE, Original
from loganalyzer.redact.trie import alternation
from loganalyzer.redact.words import PSEUDONYM

_STAMP_ONLY: Final = r"(?P<stamp>^[ \t>|*\"]{0,40}\[[^\]\n]{8,70}\] ?[0-9a-fA-F]{8}\b)"
_STAMP: Final = _STAMP_ONLY + r"(?P<component>[ \t]\S{1,13}[ \t]+[A-Z][ \t])?"
_ID: Final = r"(?P<id>\b[A-Z]{4,5}\d{4}[A-Z]?\b)"
_CLASS: Final = (
    r"(?P<class>(?<![\w.$-])(?:com|org|net|java|javax|sun|jdk|io|jakarta)(?:\.[A-Za-z_$][\w$]*)+(?![\w.$]*-))"
)
_BEFORE, _AFTER = r"(?<![^\W_])", r"(?![^\W_])"

Replace = Callable[[str], str]


class Scanner:
    """Finds a set of originals; ``sub`` replaces them, ``first`` names one that is there."""

    def __init__(self, originals: Collection[Original]) -> None:
        spelled = [(form, one) for one in originals for form in one.spellings()]
        self._by_form = {form.casefold(): one for form, one in reversed(spelled)}
        bounded = alternation(form.lower() for form, one in spelled if one.bounded)
        free = alternation(form.lower() for form, one in spelled if not one.bounded)
        inner = alternation(form.lower() for form, one in spelled if one.kind in ANYWHERE and one.bounded)
        names = rf"(?P<bounded>(?i:{_BEFORE}(?:{bounded}){_AFTER}))|(?P<free>(?i:{free}))"
        pseudonym = rf"(?P<done>{_BEFORE}(?i:{PSEUDONYM.pattern}){_AFTER})"
        self._whole = re.compile("|".join((_STAMP, _ID, pseudonym, names, _CLASS)), re.MULTILINE)
        self._fixed = re.compile("|".join((_STAMP_ONLY, _ID, pseudonym)), re.MULTILINE)
        self._inside = re.compile(rf"(?i:{free})|(?i:{_BEFORE}(?:{inner}){_AFTER})")

    def sub(self, text: str, replacement: Callable[[Original], str]) -> str:
        """The text with every original replaced."""

        def found(match: re.Match[str]) -> str:
            return replacement(self._original(match[0]))

        def one(match: re.Match[str]) -> str:
            if match.lastgroup in {"bounded", "free"}:
                return found(match)
            if match.lastgroup == "class":
                return self._inside.sub(found, match[0])
            if match["component"]:
                return match["stamp"] + self._component(match["component"], found)
            return match[0]

        return self._whole.sub(one, text)

    def first(self, text: str) -> Original | None:
        """Some original that stands in the text: a name as ``sub`` would find it, a term or a secret even in a class name."""
        for match in self._whole.finditer(text):
            if match.lastgroup in {"bounded", "free"}:
                return self._original(match[0])
        inside = self._inside.search(self._fixed.sub("\0", text))
        return self._original(inside[0]) if inside else None

    def _original(self, form: str) -> Original:
        return self._by_form.get(form.casefold()) or Original("term", form)

    def _component(self, column: str, found: Callable[[re.Match[str]], str]) -> str:
        """A term inside the component goes as well; the columns of the record keep their width."""
        if not self._inside.search(column):
            return column
        name, level = column[1:-3].strip(), column[-2:]
        width = len(column) - 3
        return f"{column[0]}{self._inside.sub(found, name)[:width].ljust(width)}{column[-3] if width else ''}{level}"
