"""The bundle's own part of the attachment: excerpts of logs and the configuration they were judged by.

Both keep their place below ``excerpts/``, so that the attachment can be analysed like the bundle itself.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from loganalyzer.analysis.model import Analysis, FileReport
from loganalyzer.bundle import Member, MemberError
from loganalyzer.cell.paths import config_kind, dead_copy
from loganalyzer.redact import Redactor
from loganalyzer.report.attachment_parts import Part
from loganalyzer.report.text import clean

CONTEXT: Final = 10
"""Records to keep before and after each that is quoted."""

FOLDER: Final = "excerpts/"
_CONFIG_BYTES: Final = 64 << 20
_TEXT_ENDS: Final = (".log", ".txt", ".out", ".err")
_BLOCK: Final = 1 << 20
_NOT_IN_NAMES: Final = re.compile(r'[:*?"<>|\n\ufffd]')
"""What a name on some system must not hold; a backslash stays where the bundle wrote its paths with it."""
_DECLARED: Final = re.compile(r"^(\s*<\?xml[^>]*?\bencoding=[\"'])[^\"']+", re.IGNORECASE)
# wimconfig.xml is all about people and directories, and nothing of it is needed to follow a diagnosis.
_LEFT_OUT = frozenset({None, "other", "federated-repositories"})


def configuration_members(members: Iterable[Member]) -> list[Member]:
    """The documents that the cell model is read from, live copies only."""
    return [one for one in members if config_kind(one.path) not in _LEFT_OUT and dead_copy(one.path) is None]


def config_text(member: Member) -> str:
    """A configuration document as text; its declared encoding becomes UTF-8, its lines stay."""
    with member.open() as stream:
        data = b"".join(iter(lambda: stream.read(_BLOCK), b""))[:_CONFIG_BYTES]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    return _DECLARED.sub(r"\g<1>UTF-8", text)


class BundleTexts:
    """The texts of a bundle that go into the attachment; reads the open bundle anew each time."""

    def __init__(self, members: Sequence[Member], analysis: Analysis, context: int, *, full: bool) -> None:
        self._members = {member.path: member for member in members}
        self._analysis, self._context, self._full = analysis, context, full
        self._places: dict[str, set[int]] | None = None

    def logs(self) -> Iterator[tuple[str, Iterator[str]]]:
        """(path, pieces of whole records) of every log."""
        for file in self._analysis.bundle.files:
            member = self._members.get(file.path)
            if member is not None and file.kind != "config":
                yield file.path, self._pieces(member, file)

    def log(self, path: str) -> Iterator[str]:
        """The pieces of one log."""
        return next(pieces for name, pieces in self.logs() if name == path)

    def configuration(self) -> Iterator[tuple[str, str]]:
        """(path, text) of every configuration document that was read."""
        for member in configuration_members(self._members.values()):
            try:
                yield member.path, config_text(member)
            except (MemberError, OSError, EOFError):
                continue

    def hashes(self) -> Iterator[tuple[str, int, str]]:
        """(path, bytes, SHA-256) of the original of every file that is shown in part."""
        shown = {file.path for file in self._analysis.bundle.files} | {path for path, _ in self.configuration()}
        for path in sorted(shown & self._members.keys()):
            digest, size = hashlib.sha256(), 0
            try:
                with self._members[path].open() as stream:
                    while block := stream.read(_BLOCK):
                        digest.update(block)
                        size += len(block)
            except (MemberError, OSError, EOFError):
                continue
            yield path, size, digest.hexdigest()

    def _pieces(self, member: Member, file: FileReport) -> Iterator[str]:
        # It loads numpy, which naming this module must not.
        from loganalyzer.analysis.excerpts import excerpt_of, is_server_log, places_of, told_of, whole_of

        if self._places is None:
            self._places = places_of(self._analysis)
        wanted = self._places.get(file.path, set())
        whole = self._full or not is_server_log(file)
        try:
            if whole:
                yield from whole_of(member, told_of(file))
            else:
                yield from excerpt_of(member, wanted, self._context, told_of(file))
        except (MemberError, OSError, EOFError):
            return


def learn_texts(texts: BundleTexts, redactor: Redactor, *, logs: bool) -> None:
    """Take note of every name: configuration first, then paths and logs."""
    for path, text in texts.configuration():
        redactor.learn(path)
        redactor.learn(text)
    for path, pieces in texts.logs():
        redactor.learn(path)
        for piece in _grouped(pieces) if logs else ():
            redactor.learn_log(piece)


def text_parts(texts: BundleTexts, redactor: Redactor | None, *, logs: bool, config: bool) -> list[Part]:
    """The texts as parts of the attachment, with pseudonyms if there is a redactor."""
    change, change_log = (redactor.text, redactor.log) if redactor else (str, str)
    parts = []
    if logs:
        parts += [Part(_name(change(path), log=True), _changed(texts, path, change_log)) for path, _ in texts.logs()]
    if config:
        parts += [
            Part.of(_name(change(path)), change(text).encode("utf-8", "replace"))
            for path, text in texts.configuration()
        ]
    return parts


def _changed(texts: BundleTexts, wanted: str, change: Callable[[str], str]) -> Callable[[], Iterator[bytes]]:
    def chunks() -> Iterator[bytes]:
        return (change(piece).encode("utf-8", "replace") for piece in _grouped(texts.log(wanted)))

    return chunks


def _grouped(pieces: Iterable[str]) -> Iterator[str]:
    """Records together, about a block at a time: a secret of several lines stays in one piece, and it is quicker."""
    kept: list[str] = []
    size = 0
    for piece in pieces:
        kept.append(piece)
        size += len(piece)
        if size >= _BLOCK:
            yield "".join(kept)
            kept, size = [], 0
    if kept:
        yield "".join(kept)


def _name(path: str, *, log: bool = False) -> str:
    ending = "" if not log or path.lower().endswith(_TEXT_ENDS) else ".log"
    return FOLDER + _NOT_IN_NAMES.sub("_", clean(path)).lstrip("/") + ending
