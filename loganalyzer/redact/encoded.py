"""Words of a text that are base64 of something: which of them hide an original."""

from __future__ import annotations

import re
from typing import Final

from loganalyzer.redact.forms import forms_of, meanings_of
from loganalyzer.redact.originals import Original
from loganalyzer.redact.scanner import Scanner

_WORD: Final = re.compile(rb"[A-Za-z0-9+/_-]{8,}")
_MOST_KNOWN: Final = 1 << 18


class EncodedWords:
    """Remembers the words it has looked at: a log of any size has few different ones.

    Args:
        scanner: may grow; ``forget`` then.
        depth: how much may still be unpacked, see :func:`loganalyzer.redact.forms.forms_of`.
    """

    def __init__(self, scanner: Scanner, depth: int) -> None:
        self._scanner, self._depth = scanner, depth
        self._clean: set[bytes] = set()

    def forget(self) -> None:
        """Look at every word anew."""
        self._clean.clear()

    def hiding(self, data: bytes) -> dict[bytes, tuple[Original, str]]:
        """The words that hide an original, which one, and in which form."""
        words = set(_WORD.findall(data)) - self._clean
        found = {word: one for word in words if (one := self._hidden_in(word)) is not None}
        if len(self._clean) > _MOST_KNOWN:
            self._clean.clear()
        self._clean |= words - found.keys()
        return found

    def blanked(self, data: bytes, mask: bytes) -> bytes:
        """The data with a mask in place of each word that hides something."""
        hiding = self.hiding(data)
        if not hiding:
            return data
        longest_first = sorted(map(re.escape, hiding), key=len, reverse=True)
        inside = rb"[A-Za-z0-9+/_-]"
        return re.sub(
            rb"(?<!" + inside + rb")(?:" + b"|".join(longest_first) + rb")(?!" + inside + rb")={0,2}", mask, data
        )

    def _hidden_in(self, word: bytes) -> tuple[Original, str] | None:
        for part in {word, *word.split(b"/")}:
            for plain in meanings_of(part):
                for how, text in forms_of(plain, self._depth):
                    found = self._scanner.first(text.encode("utf-8", "surrogatepass"))
                    if found is not None:
                        return found, f"base64, {how}" if how else "base64"
        return None
