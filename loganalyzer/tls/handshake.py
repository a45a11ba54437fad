"""Will these two agree on a version? The matrix N0 to N4 of the domain reference, section 2.5."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from loganalyzer.tls.protocols import Version

Outcome = Literal["ok", "client-empty", "server-empty", "client-too-old", "client-too-new", "hole", "downgrade"]


class Negotiation(Struct, frozen=True):
    """How a handshake ends, and with which version when it succeeds.

    N0 ``client-empty``, N1 ``server-empty``, N2 ``client-too-old``, N3 ``client-too-new``, N4 ``ok``; ``hole`` is the
    server choosing a version that lies inside the client's range and is missing there; ``downgrade`` is a client taking
    the version agreed on for an attack.
    """

    outcome: Outcome
    version: Version | None = None


def negotiate(client: frozenset[Version], server: frozenset[Version], *, lists: bool = False) -> Negotiation:
    """The result of a handshake between the enabled versions of both sides.

    TLSv1.3 is agreed on by comparing lists. Below it the client names its highest version only, the server answers with
    its own highest that is not above, and the client looks whether it has that one. ``lists``: both sides are of the
    JDK 11 generation, which sends and reads the list of versions (``supported_versions``) below TLSv1.3 as well; then a
    version in common is enough, and there are no holes, except one: see ``_looks_like_downgrade``.
    """
    if not client:
        return Negotiation("client-empty")
    if not server:
        return Negotiation("server-empty")
    common = client & server
    if Version.TLSV1_3 in common or (lists and common):
        return Negotiation("downgrade" if _looks_like_downgrade(client, server) else "ok", max(common))
    if max(client) < min(server):
        return Negotiation("client-too-old")
    if min(client) > max(server):
        return Negotiation("client-too-new")
    # A client that also has TLSv1.3 still writes 1.2 into the field that older servers read.
    named = min(max(client), Version.TLSV1_2)
    chosen = max((v for v in server if v <= named), default=None)
    return Negotiation("ok", chosen) if chosen in client else Negotiation("hole")


def _looks_like_downgrade(client: frozenset[Version], server: frozenset[Version]) -> bool:
    """Both sides reach TLSv1.2 or more and agree on less: the server marks its answer, the client takes it for an attack.

    RFC 8446, section 4.1.3; seen with a real OpenJDK at {1.0, 1.3} against {1.0, 1.2}.
    """
    return max(client & server) < Version.TLSV1_2 <= min(max(client), max(server))


def disjoint(one: frozenset[Version], other: frozenset[Version]) -> bool:
    """True when two sides have no version in common, so that they cannot talk in either direction."""
    return not one & other
