"""What kind of file a member is: by its first bytes, helped by its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

HEAD_BYTES = 64 << 10

_STAMPED = re.compile(rb"^\[[^\]\r\n]{8,60}\] [0-9a-fA-F]{8} ", re.MULTILINE)
_LOOSE_STAMPED = re.compile(rb"^[ \t>|]{0,40}\[[^\]\r\n]{8,60}\] ?[0-9a-fA-F]{8}\b", re.MULTILINE)
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
_ACCESS = re.compile(rb'^\S+ \S+ \S+ \[\d{2}/\w{3}/\d{4}:[^\]]+\] "', re.MULTILINE)
_ZOS = re.compile(rb"^Trace: \d{4}/\d\d/\d\d \d\d:\d\d:\d\d\.\d{3} ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sniffed:
    """``kind`` as in the JSON contract; ``loose``: records may be indented, quoted or unstamped (pasted text)."""

    kind: str
    loose: bool
    encoding: str
    refused: str | None = None


def sniff(path: str, head: bytes) -> Sniffed:
    """Classify a member by its first bytes.

    Args:
        path: the member's path; only its last part counts.
        head: up to ``HEAD_BYTES`` from its start.

    Returns:
        The kind; ``refused`` names why nothing can be read from it (binary, empty, a known unsupported format).
    """
    encoding, text = _decoded_head(head)
    kind = _kind_by_name(path)
    if not head:
        return Sniffed(kind, loose=False, encoding=encoding)
    if _is_binary(text):
        return Sniffed("other", loose=False, encoding=encoding, refused=_binary_reason(path, head))
    text = text.lstrip(b"\x00")
    if _ZOS.search(text):
        return Sniffed("other", False, encoding, "z/OS trace format is not supported")
    if _PLUGIN.search(text):
        kind = "plugin"
    elif _ACCESS.search(text):
        kind = "access"
    stamped = _HEADER in text or _STAMPED.search(text) is not None
    if kind in {"other", "tool"} and stamped:
        kind = "systemout" if kind == "other" else kind
    return Sniffed(kind, loose=_is_loose(kind, text, stamped), encoding=encoding)


def _kind_by_name(path: str) -> str:
    name = PurePosixPath(path.replace("\\", "/")).name.lower()
    if "/ffdc/" in f"/{path.lower()}" or name.endswith("_exception.log"):
        return "ffdc"
    if name.startswith(_TOOLS):
        return "tool"
    return next((kind for part, kind in _NAMES if part in name), "other")


def _is_loose(kind: str, text: bytes, stamped: bool) -> bool:
    """Native and tool output mixes stamped and bare lines; a paste is indented, quoted, or has no stamp at all."""
    if kind in {"native", "tool", "ffdc"}:
        return True
    if not stamped:
        return True
    strict = sum(1 for _ in _STAMPED.finditer(text))
    return strict < sum(1 for _ in _LOOSE_STAMPED.finditer(text)) or _begins_loosely(text)


def _begins_loosely(text: bytes) -> bool:
    """A short excerpt may open with a bare message; a log cut in the middle opens with a bare line too, but goes on for long."""
    first = text.lstrip(b"\xef\xbb\xbf\x00\r\n").split(b"\n", 1)[0]
    return len(text) < 16_384 and not first.startswith((b"[", _HEADER, b"*****"))


def _decoded_head(head: bytes) -> tuple[str, bytes]:
    for mark, name in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            even = head[2 : len(head) // 2 * 2]
            return name, even.decode(name, "replace").encode("utf-8", "replace")
    return "utf-8", head.removeprefix(b"\xef\xbb\xbf")


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
