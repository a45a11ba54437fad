"""The last look: is any original still in what is about to be written, in any form? Then the run stops."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import BinaryIO, Final

from loganalyzer.redact.encoded import EncodedWords
from loganalyzer.redact.errors import RedactionError
from loganalyzer.redact.forms import escaped_forms, forms_of, is_packed
from loganalyzer.redact.originals import ANYWHERE, Original
from loganalyzer.redact.scanner import Scanner
from loganalyzer.redact.sieve import Sieve
from loganalyzer.redact.units import units_of

_BLOCK: Final = 1 << 20
_OVERLAP: Final = 8 << 10
_SHORTEST: Final = 4


_ESCAPES: Final = Sieve([r"%[0-9A-Fa-f]{2}|&[#\w]|\\"])
_DEPTH: Final = 1


class Verifier:
    """Searches for originals; shares with the redactor only what a name is and where names are left alone."""

    def __init__(self, originals: Collection[Original]) -> None:
        self._scanner = Scanner([one for one in originals if len(one.text) >= _SHORTEST or one.kind in ANYWHERE])
        self._encoded = EncodedWords(self._scanner, _DEPTH)

    def check(self, data: bytes, member: str) -> None:
        """Raise for an original in the data.

        Args:
            data: what is about to be written.
            member: how the message calls it; must be clean itself.

        Raises:
            RedactionError: one is there.
        """
        found = self._scanner.first(data)
        if found is not None:
            raise RedactionError(found.label, member, "")
        if is_packed(data):
            self._raise_for(forms_of(data), member)
            return
        self._raise_for(escaped_forms(_escaped_lines(data)), member)
        for original, how in self._encoded.hiding(data).values():
            raise RedactionError(original.label, member, how)

    def _raise_for(self, forms: Iterable[tuple[str, str]], member: str) -> None:
        for how, text in forms:
            found = self._scanner.first(text.encode("utf-8", "surrogatepass"))
            if found is not None:
                raise RedactionError(found.label, member, how)


def _escaped_lines(data: bytes) -> str:
    """The lines that hold an escape; all of them where the machine cannot tell quickly."""
    found = _ESCAPES.find(data)
    if found is None:
        return data.decode("utf-8", "replace")
    lines = (data[start:end] for start, end, _ in units_of(data, *found, alone=True))
    return b"\n".join(lines).decode("utf-8", "replace")


def verify_clean(data: bytes | BinaryIO, originals: Collection[Original], member: str = "the output") -> None:
    """Search every original in bytes or in a stream, also inside gzip, zip, base64, escapes and UTF-16.

    Raises:
        RedactionError: one is there.
    """
    verifier = Verifier(originals)
    for block in [data] if isinstance(data, bytes) else _blocks(data):
        verifier.check(block, member)


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    """Blocks that overlap, so that nothing hides on a border; what is packed as a whole is read as a whole."""
    head = stream.read(_BLOCK)
    if head.startswith((b"\x1f\x8b", b"PK")):
        yield head + stream.read()
        return
    kept = b""
    while head:
        yield kept + head
        kept = head[-_OVERLAP:]
        head = stream.read(_BLOCK)
