"""The last look: is any original still in what is about to be written, in any form? Then the run stops."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import BinaryIO, Final

from loganalyzer.redact.errors import RedactionError
from loganalyzer.redact.forms import forms_of
from loganalyzer.redact.originals import ANYWHERE, Original
from loganalyzer.redact.scanner import Scanner

_BLOCK: Final = 1 << 20
_OVERLAP: Final = 8 << 10
_SHORTEST: Final = 4


class Verifier:
    """Searches for originals; shares with the redactor only what a name is and where names are left alone."""

    def __init__(self, originals: Collection[Original]) -> None:
        searched = [one for one in originals if len(one.text) >= _SHORTEST or one.kind in ANYWHERE]
        self._scanner = Scanner(searched)

    def check(self, data: bytes, member: str) -> None:
        """Raise for an original in the data.

        Args:
            data: what is about to be written.
            member: how the message calls it; must be clean itself.

        Raises:
            RedactionError: one is there.
        """
        for how, text in forms_of(data):
            found = self._scanner.first(text)
            if found is not None:
                raise RedactionError(found.label, member, how)


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
