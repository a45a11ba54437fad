"""What each end logs when two sides have no version in common: domain reference, sections 2.5 to 2.7.

Two generations word it differently: IBM's legacy JSSE2 and the code of JDK 11, on which IBM's is based from 8.0.6.25 on
(that the texts follow is inference). The texts of the newer one were checked against a real OpenJDK on loopback.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from loganalyzer.tls.handshake import Negotiation
from loganalyzer.tls.protocols import Version

NO_PROTOCOL: Final = "No appropriate protocol (protocol is disabled or cipher suites are inappropriate)"
_CLOSED: Final = {False: "Remote host closed connection during handshake", True: "Remote host terminated the handshake"}


class Wording(Struct, frozen=True):
    """Why a handshake fails, in words, and the text that each end would log (None: nothing of its own)."""

    reason: str
    client_logs: str | None
    server_logs: str | None


def no_suite(version: Version | None, keys: frozenset[str] | None) -> Wording:
    """The ends agree on a version, and no cipher suite is left for it."""
    fitting = f" and the listener's key ({', '.join(sorted(keys))})" if keys and version != Version.TLSV1_3 else ""
    reason = f"no cipher suite that both ends enable fits {version or 'the agreed version'}{fitting}"
    return Wording(reason, "Received fatal alert: handshake_failure", "no cipher suites in common")


NOTHING_TO_OFFER: Final = Wording("the initiator has no usable protocol version", NO_PROTOCOL, None)
NOTHING_TO_ACCEPT: Final = Wording("the listener has no usable protocol version", None, NO_PROTOCOL)


class Side(Struct, frozen=True):
    """One end: its versions, and whether it is of the JDK 11 generation."""

    versions: frozenset[Version]
    is_new: bool


def wording(client: Side, server: Side, result: Negotiation) -> Wording | None:
    """The reason and both texts; None when the handshake succeeds."""
    match result.outcome:
        case "ok":
            return None
        case "client-empty" | "server-empty":
            return _nothing(client, server)
        case "downgrade":
            reason = (
                f"{result.version} is all they share, though both reach TLSv1.2: taken for an attack on the version"
            )
            return Wording(reason, "A potential protocol version downgrade attack", _alert("illegal_parameter"))
        case "client-too-old":
            return _refused(client, server)
        case _:
            return _refused(client, server) if client.is_new and server.is_new else _chosen(client, server)


def _nothing(client: Side, server: Side) -> Wording:
    """An end without versions gives up by itself; the other sees the connection go."""
    if not client.versions and not server.versions:
        return Wording("neither end has a usable protocol version", NO_PROTOCOL, NO_PROTOCOL)
    if not client.versions:
        return Wording("the initiator has no usable protocol version", NO_PROTOCOL, _CLOSED[server.is_new])
    told = _CLOSED[True] if client.is_new and server.is_new else _alert("handshake_failure")
    return Wording("the listener has no usable protocol version", told, NO_PROTOCOL)


def _refused(client: Side, server: Side) -> Wording:
    """The listener refuses; it names the highest version offered, or both lists where both sides know lists."""
    reason = f"the listener accepts {named(server.versions)}, the initiator offers {named(client.versions)}"
    if not server.is_new:
        text = f"Client requested protocol {max(client.versions)} not enabled or not supported"
        return Wording(reason, _alert("handshake_failure"), text)
    text = (
        f"The client supported protocol versions [{_listed(client.versions)}] are not accepted by server preferences "
        f"[{_listed(server.versions)}]"
        if client.is_new
        else f"Client requested protocol {max(client.versions)} is not enabled or supported in server context"
    )
    return Wording(reason, _alert("protocol_version"), text)


def _chosen(client: Side, server: Side) -> Wording:
    """The listener answers with a version that the initiator does not allow; the initiator refuses."""
    chosen = max((v for v in server.versions if v <= max(client.versions)), default=max(server.versions))
    reason = f"the listener chooses {chosen}, the initiator allows {named(client.versions)}"
    if client.is_new:
        text = (
            f"The server selected protocol version {_enum(chosen)} is not accepted by client preferences "
            f"[{', '.join(map(_enum, sorted(client.versions, reverse=True)))}]"
        )
        return Wording(reason, text, _alert("protocol_version"))
    text = f"Server chose {chosen}, but that protocol version is not enabled or not supported by the client."
    return Wording(reason, text, _alert("handshake_failure"))


def named(versions: Iterable[Version]) -> str:
    """``TLSv1, TLSv1.2``, or ``no version``."""
    return ", ".join(map(str, sorted(versions))) or "no version"


def _listed(versions: frozenset[Version]) -> str:
    return ", ".join(map(str, sorted(versions, reverse=True)))


def _enum(version: Version) -> str:
    return ("SSL30", "TLS10", "TLS11", "TLS12", "TLS13")[version]


def _alert(name: str) -> str:
    return f"Received fatal alert: {name}"
