"""Channels with what the key and trust stores of the bundle say about them: see ``proofs``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from loganalyzer.cell import Cell
from loganalyzer.cell.stores import Store
from loganalyzer.tls.channel import Channel
from loganalyzer.tls.channels import channels
from loganalyzer.tls.disabled import certpath_disabled
from loganalyzer.tls.keyring import Held, Keyring
from loganalyzer.tls.levels import Levels
from loganalyzer.tls.parties import Book, Party, View
from loganalyzer.tls.proofs import Proof, Terms, prove
from loganalyzer.tls.standards import demanded_of_certificates
from loganalyzer.tls.trust import SHIPPED, Purpose


class Prover:
    """Judges the certificates of a cell's channels, each pair of stores once."""

    def __init__(self, ring: Keyring, at: datetime | None) -> None:
        """``at`` is the time of the logs, at which validity is judged."""
        self.ring = ring
        self.at = at
        self._known: dict[tuple[object, ...], Proof] = {}

    def proved(self, channels: Iterable[Channel]) -> tuple[Channel, ...]:
        """The channels, those that speak TLS with their proofs."""
        return tuple(self._of(c) for c in channels)

    def _of(self, channel: Channel) -> Channel:
        initiator, listener = channel.initiator, channel.listener
        if channel.is_plain or initiator.versions is None or listener.versions is None:
            return channel
        proofs = [self.proof("server", listener, initiator)]
        if listener.configuration is not None and listener.configuration.client_authentication:
            proofs.append(self.proof("client", initiator, listener))
        return replace(channel, proofs=tuple(proofs))

    def proof(self, whose: Purpose, shows: Party, checks: Party) -> Proof:
        """What ``checks`` makes of the certificate that ``shows`` shows."""
        shown, checked = self.ring.held(shows, "key"), self.ring.held(checks, "trust")
        disabled = self._disabled(checks)
        key = (whose, _identity(shown), (shows.certificate_alias or "").lower(), _identity(checked), disabled)
        if key not in self._known:
            terms = Terms(self.at, disabled)
            self._known[key] = prove(whose, shown, shows.certificate_alias, checked, terms)
        return self._known[key]

    def _disabled(self, party: Party) -> str:
        copy = self.ring.copy_for(party.node)
        security = copy.security if copy else None
        if security is None or party.configuration is None:
            return SHIPPED
        listed = certpath_disabled(self.ring.cell, party.node, security)
        demanded = demanded_of_certificates(security)
        return ", ".join(part for part in (SHIPPED if listed is None else listed, demanded) if part)


class ProvedCell(Struct, frozen=True):
    """A cell with its channels judged by the stores of the bundle, and the books to ask further."""

    book: Book
    prover: Prover
    channels: tuple[Channel, ...]

    @classmethod
    def of(
        cls, cell: Cell, levels: Levels, stores: Sequence[Store], at: datetime | None, view: View = "own"
    ) -> ProvedCell:
        """Every node by its own copy, or in another view. Without stores nothing is judged."""
        prover = Prover(Keyring(cell, stores, view), at)
        found = channels(cell, levels, view)
        return cls(Book(cell, levels, view), prover, prover.proved(found) if stores else found)


def _identity(held: Held | None) -> tuple[str, ...] | None:
    return None if held is None else (held.name, held.location, held.holder, held.store.file if held.store else "")
