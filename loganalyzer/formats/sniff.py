"""What kind of file a member is: by its first bytes, helped by its name."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from loganalyzer.formats.encodings import Encoding, encoding_of, unicode_of
from loganalyzer.formats.utf8_stream import utf8_lines
from loganalyzer.records import PLAIN, TextForm

HEAD_BYTES = 64 << 10
LOG_FORMATS = ("log", "loose")

_STAMPED = re.compile(rb"^\[[^\]\r\n]{8,60}\] [0-9a-fA-F]{8} ", re.MULTILINE)
_LOOSE_STAMPED = re.compile(rb"^[ \t>|]{0,40}\[[^\]\r\n]{8,60}\] ?[0-9a-fA-F]{8}\b", re.MULTILINE)
_QUOTED = re.compile(rb"^(?:[>|] ?){1,8}[ \t]{0,8}\[[^\]\r\n]{8,60}\] ?[0-9a-fA-F]{8}\b", re.MULTILINE)
_HEADER = b"************ Start Display Current Environment"
_TEXT_CONTROLS = set(b"\t\n\r\f\x1b\x00\x0c")
_NAMES = (
    ("systemerr", "systemerr"),
    ("systemout", "systemout"),
    ("native_std", "native"),
    ("console.log", "native"),
    ("messages", "messages"),
    ("trace", "trace"),
    ("http_plugin", "plugin"),
    ("verbosegc", "gc"),
)
_TOOLS = (
    "startserver",
    "stopserver",
    "syncnode",
    "addnode",
    "startnode",
    "stopnode",
    "wsadmin",
    "serverstatus",
    "removenode",
)
_PLUGIN = re.compile(rb"^\[\d{2}/\w{3}/\d{4}:\d\d:\d\d:\d\d\.\d+\] [0-9a-f]{8} [0-9a-f]{8} - ", re.MULTILINE)
_TRANSCRIPT = re.compile(rb"^(?:ADMU|WASX|ADMN)\d{4}[AEIW]:", re.MULTILINE)
_ACCESS = re.compile(rb'^\S+ \S+ \S+ \[\d{2}/\w{3}/\d{4}:[^\]]+\] "', re.MULTILINE)
_ZOS = re.compile(rb"^Trace: \d{4}/\d\d/\d\d \d\d:\d\d:\d\d\.\d{3} ", re.MULTILINE)


class Forced(Struct, frozen=True):
    """What the user says about a member: names of an encoding and of a format, already checked."""

    encoding: str | None = None
    format: str | None = None


class Sniffed(Struct, frozen=True):
    """``kind`` as in the JSON contract; ``form``: how its bytes are read; ``refused``: why nothing can be read from it."""

    kind: str
    form: TextForm = PLAIN
    refused: str | None = None

    @property
    def loose(self) -> bool:
        """Whether records may be indented or unstamped (pasted text, native output)."""
        return self.form.format == "loose"


NOT_FORCED = Forced()


def sniff(path: str, head: bytes, forced: Forced = NOT_FORCED) -> Sniffed:
    """Classify a member by its first bytes.

    Args:
        path: the member's path; only its last part counts.
        head: up to ``HEAD_BYTES`` from its start.
        forced: what need not be decided.

    Returns:
        The kind; ``refused`` names why nothing can be read from it (binary, empty, a known unsupported format).
    """
    kind = _kind_by_name(path)
    if not head:
        return Sniffed(kind)
    if forced.encoding is None and unicode_of(head) is None and _is_binary(head):
        return Sniffed("other", refused=_binary_reason(path, head))
    form = _text_form(head, forced)
    text = utf8_lines(head, form).removeprefix(b"\xef\xbb\xbf").lstrip(b"\x00")
    if _ZOS.search(text):
        return Sniffed("other", form, "z/OS trace format is not supported")
    if _PLUGIN.search(text):
        kind = "plugin"
    elif _ACCESS.search(text):
        kind = "access"
    stamped = _HEADER in text or _STAMPED.search(text) is not None
    if kind == "other" and not stamped and _TRANSCRIPT.search(text):
        kind = "tool"
    if kind in {"other", "tool"} and stamped and not form.quoted:
        kind = "systemout" if kind == "other" else kind
    if forced.format is not None:
        return Sniffed(kind, replace(form, format=forced.format, format_evidence="as told by --format"))
    why = "a mail's quote marks stand before its stamps" if form.quoted else _why_loose(kind, text, stamped)
    if why is None:
        return Sniffed(kind, replace(form, format_evidence="its records open with a stamp and a thread"))
    return Sniffed(kind, replace(form, format="loose", format_evidence=why))


def _text_form(head: bytes, forced: Forced) -> TextForm:
    encoding = Encoding(forced.encoding, "as told by --encoding") if forced.encoding else encoding_of(head)
    form = TextForm(encoding.name, encoding.why, encoding_forced=forced.encoding is not None)
    text = utf8_lines(head, form)
    if b"\n" not in text and text.count(b"\r") > text.endswith(b"\r"):
        form = replace(
            form, cr_only=True, encoding_evidence=f"{form.encoding_evidence}; carriage returns end its lines"
        )
    return replace(form, quoted=_QUOTED.search(utf8_lines(head, form)) is not None)


def _kind_by_name(path: str) -> str:
    name = PurePosixPath(path.replace("\\", "/")).name.lower()
    if "/ffdc/" in f"/{path.lower()}" or name.endswith("_exception.log"):
        return "ffdc"
    if name.startswith(_TOOLS):
        return "tool"
    return next((kind for part, kind in _NAMES if part in name), "other")


def _why_loose(kind: str, text: bytes, stamped: bool) -> str | None:
    """Native and tool output mixes stamped and bare lines; a paste is indented, or has no stamp at all."""
    if kind in {"native", "tool", "ffdc"}:
        return f"{kind} output mixes stamped and bare lines"
    if not stamped:
        return "no line opens with a stamp and a thread"
    strict = sum(1 for _ in _STAMPED.finditer(text))
    every = sum(1 for _ in _LOOSE_STAMPED.finditer(text))
    if strict < every:
        return f"{every - strict} of its first {every} stamps are indented or marked"
    return "an excerpt that opens with a bare line" if _begins_loosely(text) else None


def _begins_loosely(text: bytes) -> bool:
    """A short excerpt may open with a bare message; a log cut in the middle opens with a bare line too, but goes on for long."""
    first = text.lstrip(b"\xef\xbb\xbf\x00\r\n").split(b"\n", 1)[0]
    return len(text) < 16_384 and not first.startswith((b"[", _HEADER, b"*****"))


def _is_binary(text: bytes) -> bool:
    sample = text.lstrip(b"\x00")[:4096]  # copytruncate leaves NULs at the start of a log
    if not sample:
        return bool(text)
    controls = sum(1 for byte in sample if byte < 32 and byte not in _TEXT_CONTROLS)
    return controls > len(sample) // 50 or sample.count(0) > len(sample) // 20


def _binary_reason(path: str, head: bytes) -> str:
    if path.endswith(".wbl"):
        return "HPEL binary log: export it with logViewer.sh first"
    return "binary file" if head.strip(b"\x00") else "only NUL bytes"
