"""Names from outside: decoded, judged, made printable and unique."""

from __future__ import annotations

import re

_DRIVE = re.compile(r"[A-Za-z]:")


def printable(text: str) -> str:
    """Escape what could move a cursor, reverse a line or fail to encode (controls, bidi marks, lone surrogates)."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


def decoded(raw: bytes, fallback: str) -> str:
    """Decode a stored name: UTF-8 where it is valid, flagged or not, since many tools forget the flag."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode(fallback, "replace")


def inner_path(name: str) -> str | None:
    """Bring a name from an archive into the form ``a/b``; None when it climbs out with ``..``.

    Nothing is extracted under such a name, so an absolute one (``/opt/IBM/...`` in the tars of AIX and Solaris,
    ``C:\\IBM\\...`` of Windows tools) only loses its root. Old Windows tools write ``\\`` between folders, so it counts
    as a separator, for the traversal check too.
    """
    name = name.replace("\\", "/")
    if _DRIVE.match(name):
        name = f"{name[0]}/{name[2:]}"
    parts = [part for part in name.split("/") if part not in ("", ".")]
    return None if ".." in parts else "/".join(parts)


class Names:
    """Hands out each path once; a second owner gets `` (2)``."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def claim(self, path: str) -> str:
        """Return ``path``, made printable, with a number when it is taken."""
        path = printable(path)
        number = self._last.get(path, 0) + 1
        unique = path if number == 1 else f"{path} ({number})"
        while unique in self._last and number > 1:  # the archive may hold a real "a (2)" as well
            number += 1
            unique = f"{path} ({number})"
        self._last[path] = number
        self._last.setdefault(unique, 1)
        return unique
