"""A channel of a cell and what becomes of its handshake."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from loganalyzer.tls.ciphers import common
from loganalyzer.tls.handshake import Negotiation, negotiate
from loganalyzer.tls.parties import Party
from loganalyzer.tls.proofs import Dialect, Proof, refusal, refused
from loganalyzer.tls.protocols import Version
from loganalyzer.tls.wording import NOTHING_TO_ACCEPT, NOTHING_TO_OFFER, Side, Wording, named, no_suite, wording

Verdict = Literal["ok", "fails", "open", "plain", "unknown"]


class Kind(Struct, frozen=True):
    """A sort of channel: id, title, a word for narrow columns.

    ``basis`` says on what the choice of configurations rests where it is not documented, ``mark`` is the short form.
    """

    id: str
    title: str
    short: str
    basis: str = ""
    mark: str = ""

    @property
    def certain(self) -> bool:
        return not self.basis


class Channel(Struct, frozen=True):
    """Initiator and listener with what each enables. ``node`` is the node that the channel connects or belongs to.

    ``proofs``: what each end makes of the other's certificate; empty where no key store was looked at. ``dialect``: whose
    texts both ends log.
    """

    kind: Kind
    node: str
    initiator: Party
    listener: Party
    endpoint: str
    host: str
    port: int | None
    is_plain: bool = False
    doubts: tuple[str, ...] = ()
    proofs: tuple[Proof, ...] = ()
    dialect: Dialect = "ibm"

    @property
    def result(self) -> Negotiation | None:
        """How the handshake ends; None where there is none, or one end is not known."""
        client, server = self.initiator.versions, self.listener.versions
        if self.is_plain:
            return None
        if client is None or server is None:
            return _alone(client, server)
        return negotiate(client, server, lists=self.initiator.is_new and self.listener.is_new)

    @property
    def verdict(self) -> Verdict:
        """``open``: one end is not part of the cell, and any that has a version in common can connect."""
        if self.is_plain:
            return "plain"
        result = self.result
        if result is not None:
            return "ok" if result.outcome == "ok" and self.suites != () and self.refused is None else "fails"
        nobody = [end for end in (self.initiator, self.listener) if end.versions is None]
        return "open" if len(nobody) == 1 and nobody[0].is_outside else "unknown"

    @property
    def known(self) -> frozenset[Version]:
        """What the cell's own end enables, where the other is outside."""
        return self.listener.versions or self.initiator.versions or frozenset()

    @property
    def version(self) -> Version | None:
        return self.result.version if self.result else None

    @property
    def suites(self) -> tuple[str, ...] | None:
        """The cipher suites both ends list for the agreed version; None where one of them has no list of its own."""
        version = self.version
        ends = self.initiator.configuration, self.listener.configuration
        return None if version is None else common(*ends, version, self.keys)

    @property
    def keys(self) -> frozenset[str] | None:
        """The types of the keys that the listener may serve; None where its key store is not known."""
        return next((p.keys for p in self.proofs if p.whose == "server"), None)

    @property
    def refused(self) -> Proof | None:
        """The certificate at which the handshake fails."""
        return refusal(self.proofs)

    @property
    def wording(self) -> Wording | None:
        """Why it fails and what each end would log."""
        client, server, result = self.initiator.versions, self.listener.versions, self.result
        if result is None:
            return None
        if client is None or server is None:
            return NOTHING_TO_OFFER if server is None else NOTHING_TO_ACCEPT
        if result.outcome == "ok" and self.suites == ():
            return no_suite(self.version, self.keys)
        if result.outcome == "ok" and self.refused is not None:
            below_13 = self.version != Version.TLSV1_3
            return refused(self.refused, is_new=self.listener.is_new, dialect=self.dialect, below_13=below_13)
        return wording(Side(client, self.initiator.is_new), Side(server, self.listener.is_new), result)

    @property
    def certain(self) -> bool:
        return self.kind.certain and not self.all_doubts

    @property
    def all_doubts(self) -> tuple[str, ...]:
        """Everything that speaks against the prediction, each once."""
        mine = (self.kind.basis,) if not self.kind.certain else ()
        return tuple(dict.fromkeys((*mine, *self.doubts, *self.initiator.doubts, *self.listener.doubts)))

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What stays the same when settings change: kind, initiator, listener, port name."""
        return self.kind.id, self.initiator.name, self.listener.name, self.endpoint

    def predicted(self) -> str:
        """The prediction as one phrase."""
        doubt = f" ({self.kind.mark})" if self.kind.mark else ""
        match self.verdict:
            case "ok":
                return f"ok: {self.version}{doubt}"
            case "fails":
                words = self.wording
                return f"fails: {words.reason if words else ''}{doubt}"
            case "plain":
                return "no TLS"
            case "open":
                if self.listener.versions is None:
                    return f"offers {named(self.initiator.versions or ())}{doubt}"
                return f"accepts {named(self.listener.versions)}"
            case _:
                return "not known"


def _alone(client: frozenset[Version] | None, server: frozenset[Version] | None) -> Negotiation | None:
    """One end is outside the cell: all that can be said is that an end without a version fails."""
    if client is not None and not client:
        return Negotiation("client-empty")
    return Negotiation("server-empty") if server is not None and not server else None
