"""Delta checkpoints of the configuration repository: what one change did to which documents, and by whom.

The zip that the console exports (System administration > Extended repository service > Repository checkpoints) holds ``before/`` and
``after/`` trees. A new document has the marker ``server.xml.ADDED`` before, a deleted one ``server.xml.DELETED`` after; ``user.id`` names
the user (8.5.0.2 and later). Sources: IBM, twve_checkpoint_changes and twve_xdappedcfg. From memory: a delta's name ends in its time, in
milliseconds since 1970 (``Delta-1476264000000``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct

from loganalyzer.cell.checkpoint_paths import PLACE, USER
from loganalyzer.cell.values import NO_ENTRIES

if TYPE_CHECKING:
    from loganalyzer.cell.values import Security

_MILLISECONDS: Final = re.compile(r"[Dd]elta\D{0,3}(\d{13})\b")
_SETTINGS: Final = 20

How = Literal["added", "deleted", "modified"]


class DocumentChange(Struct, frozen=True):
    """One document that a checkpoint shows changed; ``settings`` are TLS settings as ``name: before -> after``.

    ``checkpoint`` is the path of the checkpoint in the bundle, ``file`` the member that shows the change.
    """

    checkpoint: str
    document: str
    how: How
    file: str
    who: str | None = None
    settings: tuple[str, ...] = ()


class History(Struct, frozen=True):
    """What members tell of changes: checkpoints, and the file times that archives state, by member (ISO 8601; ``Z`` or wall clock)."""

    checkpoints: tuple[DocumentChange, ...] = ()
    modified: Mapping[str, str] = NO_ENTRIES


def milliseconds_in(name: str) -> int | None:
    """The time in the name of a checkpoint."""
    found = _MILLISECONDS.search(name)
    return int(found[1]) if found else None


def document_changes(members: Mapping[str, bytes]) -> tuple[DocumentChange, ...]:
    """What the checkpoints of a bundle show.

    Args:
        members: every member that is ``in_checkpoint``, with its bytes where ``wanted``.
    """
    sides: dict[tuple[str, str], dict[str, str]] = {}
    users: dict[str, str] = {}
    for path in sorted(members):
        place, user = PLACE.match(path), USER.match(path)
        if place:
            document = re.sub(r"\.(?:ADDED|DELETED)$", "", place["document"].replace("\\", "/"))
            sides.setdefault((place["checkpoint"], document), {})[place["side"].lower()] = path
        elif user:
            users[user["checkpoint"]] = members[path].decode("utf-8", "replace").strip()[:200]
    return tuple(_changes(sides, users, members))


def _changes(
    sides: Mapping[tuple[str, str], Mapping[str, str]], users: Mapping[str, str], members: Mapping[str, bytes]
) -> Iterator[DocumentChange]:
    for (checkpoint, document), found in sides.items():
        before, after = found.get("before"), found.get("after")
        how: How = "modified"
        if before is not None and before.endswith(".ADDED"):
            how = "added"
        elif after is not None and after.endswith(".DELETED"):
            how = "deleted"
        settings = _settings(before, after, members) if how == "modified" else ()
        file = after if after is not None and how != "deleted" else before
        who = users.get(checkpoint) or None
        yield DocumentChange(checkpoint.rstrip("/\\!"), document, how, file or after or "", who, settings)


def _settings(before: str | None, after: str | None, members: Mapping[str, bytes]) -> tuple[str, ...]:
    if before is None or after is None or not after.lower().endswith("/security.xml"):
        return ()
    from loganalyzer.cell.drift import security_drift

    old, new = _security(before, members[before]), _security(after, members[after])
    if old is None or new is None:
        return ()
    drift = security_drift(old, new)
    return tuple(
        f"{one.setting}: {one.master_value or '(none)'} -> {one.copy_value or '(none)'}" for one in drift[:_SETTINGS]
    )


def _security(path: str, data: bytes) -> Security | None:
    from loganalyzer.cell.documents import RefusedDocumentError
    from loganalyzer.cell.security_reader import read_security

    try:
        return read_security(path, data)[0]
    except RefusedDocumentError:
        return None
