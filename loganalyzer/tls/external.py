"""Channels that leave the cell: to the directories of the user registry, and to the targets of dynamic selections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from loganalyzer.cell import DirectReference, scope_parts
from loganalyzer.tls.channel import Channel, Kind
from loganalyzer.tls.effective import Target
from loganalyzer.tls.parties import Book, outside

LDAP: Final = Kind(
    "ldap",
    "directory of the user registry (LDAP)",
    "LDAP",
    "which processes ask the directory is not in the configuration; the deployment manager and the servers are assumed",
    "assumed client",
)
EXTERNAL: Final = Kind(
    "external",
    "target of a dynamic outbound selection",
    "out",
    "which processes call the target is not in the configuration; all that can load the selection are assumed",
    "assumed client",
)
_CLIENTS: Final = frozenset({"dmgr", "application server", "proxy"})


def outward(book: Book, node: str, server: str, role: str) -> Iterator[Channel]:
    """What this process calls outside the cell, as far as the configuration names hosts."""
    if role not in _CLIENTS:
        return
    asked: set[tuple[str, int | None]] = set()
    for one in book.cell.ldap if role != "proxy" else ():
        asked.add((one.host.lower(), one.port))
        named = DirectReference("user registry", "LDAP", one.alias, (), one.place) if one.alias else None
        yield _channel(book, LDAP, node, server, Target("LDAP", one.host, one.port or 0), named)
    security = book.cell.security_for(node)[0] if book.view == "own" else book.cell.security
    where = {"cell": book.cell.name, "node": node, "server": server}
    for selection in security.dynamic_selections if security else ():
        if any(where.get(kind, name) != name for kind, name in scope_parts(selection.scope).items()):
            continue
        for target in _targets(selection.info):
            key = (target.host.lower(), target.port)
            if key not in asked and key not in book.own_ports:
                asked.add(key)
                yield _channel(
                    book, LDAP if target.protocol.upper() == "LDAP" else EXTERNAL, node, server, target, None
                )


def _targets(info: str) -> Iterator[Target]:
    """The rules that name one host and one port; ``*`` names nobody."""
    for rule in info.split("|"):
        words = [word.strip() for word in rule.split(",")]
        if len(words) == 3 and words[1] not in {"", "*"} and words[2].isascii() and words[2].isdigit():
            yield Target(words[0], words[1], int(words[2]))


def _channel(book: Book, kind: Kind, node: str, server: str, target: Target, named: DirectReference | None) -> Channel:
    port = target.port or None
    client = book.process(node, server, "outbound", None, target, named)
    name = f"{target.host}:{port}" if port else target.host
    return Channel(kind, node, client, outside(name, ""), target.protocol, target.host, port)
