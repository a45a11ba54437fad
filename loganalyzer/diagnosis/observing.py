"""What the logs saw of a channel: counted records, whether it works by them, and the record that says it.

A record can be tied to a channel where it names hosts and port, where it belongs to one channel only (synchronisation,
the routing table), or where an incident does (a flap).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from loganalyzer.cell import Cell
from loganalyzer.clock.instants import NO_INSTANT
from loganalyzer.diagnosis.case import Case
from loganalyzer.tls import Channel, Party

Outcome = Literal["works", "fails", "mixed"]
How = Literal["flap", "synchronisation", "routing", "refusal", "handshake"]
Key = tuple[str, str, str, str]
_REFUSALS: Final = ("tls-client-protocol-refused", "tls-no-common-cipher", "tls-no-appropriate-protocol",
                    "tls-alert-handshake-failure", "tls-alert-protocol-version", "tls-alert-certificate",
                    "tls-client-auth-missing")  # fmt: skip


class Observation(Struct, frozen=True):
    """Records of a channel that works and of one that fails.

    ``offered``: the versions that refused clients offered; ``at_port`` is false where their records name no port, and may
    be about any port of the process. ``latest`` is how a channel that does both ends. ``signs``: the signatures or the kind
    of incident that tell; ``row``: the first record in the hit table that tells of how it ends.
    """

    how: How
    works: int = 0
    fails: int = 0
    offered: frozenset[str] = frozenset()
    at_port: bool = True
    signs: frozenset[str] = frozenset()
    row: int | None = None
    latest: Outcome = "mixed"

    @property
    def outcome(self) -> Outcome:
        """Whether the channel works, fails, or does both."""
        return "mixed" if self.works and self.fails else "works" if self.works else "fails"

    @property
    def end(self) -> Outcome:
        """As ``outcome``; of a channel that does both, what it does at last."""
        return self.latest if self.outcome == "mixed" else self.outcome

    def phrase(self) -> str:
        """As it is published."""
        match self.how:
            case "flap":
                return f"flaps: {self.fails} records of start and stop"
            case "synchronisation":
                return f"synchronised {self.works} times, {self.fails} records of failure"
            case "routing":
                return f"connected {self.works} times, {self.fails} times lost"
            case "refusal":
                where = "at this port" if self.at_port else "by this process"
                return f"{self.fails} refused {where}, offered {', '.join(sorted(self.offered)) or '?'}"
            case "handshake":
                return f"{self.fails} handshakes failed at this port"


def observed(case: Case, cell: Cell) -> Mapping[Key, Observation]:
    """What the logs saw of the channels of a cell, by the channel's key; made once."""

    def make() -> Mapping[Key, Observation]:
        observer = case.kept("observer", lambda: Observer(case))
        seen = ((channel.key, observer.of(channel, cell)) for channel in case.proved(cell).channels)
        return {key: one for key, one in seen if one is not None}

    return case.kept(f"observed in {cell.name}", make)


def end_name(cell: Cell, party: Party) -> str:
    """An end of a channel in the words of the analysis: cell\\node\\server for a process of the cell."""
    return "\\".join((cell.name, *party.name.split("/"))) if "/" in party.name else party.name


class Observer:
    """Looks observations up; records that name a port are gathered once for all channels."""

    def __init__(self, case: Case) -> None:
        self._case: Final = case

    def of(self, channel: Channel, cell: Cell) -> Observation | None:
        """What was seen of a channel; None where no record is tied to it. The initiator's host is that of its node."""
        initiator, listener = end_name(cell, channel.initiator), end_name(cell, channel.listener)
        if channel.kind.id == "overlay":
            return self._flaps(initiator if "dmgr" not in initiator.rpartition("\\")[2] else listener)
        if channel.kind.id == "soap":
            said = self._synchronisations(initiator) or self._routing(initiator, channel.node)
            if said:
                return said
        if channel.initiator.versions is None:
            return self._refused(listener, channel.port)
        index = cell.server_index(channel.initiator.node) if "/" in channel.initiator.name else None
        return self._by_port(listener, channel.port, index.host_name if index else None)

    def _flaps(self, agent: str) -> Observation | None:
        flap = next((one for one in self._case.incidents if one.kind == "flap" and one.process == agent), None)
        if flap is None:
            return None
        row = int(flap.rows[0]) if flap.rows.size else None
        return Observation("flap", fails=flap.count, signs=frozenset({"flap"}), row=row)

    def _synchronisations(self, agent: str) -> Observation | None:
        done = self._case.table.select(["sync-completed"], [agent])
        failed = self._case.table.select(["sync-failed", "sync-request-failed"], [agent])
        return self._counted("synchronisation", done, failed) if done.size or failed.size else None

    def _routing(self, manager: str, node: str) -> Observation | None:
        """The deployment manager's routing table loses and finds node agents; both are records about a node."""
        found, lost = (
            self._case.table.select([name], [manager], where=lambda fields: fields.get("node") == node)
            for name in ("node-agent-reestablished", "node-agent-lost")
        )
        return self._counted("routing", found, lost) if lost.size else None

    def _counted(self, how: How, good: npt.NDArray[np.int64], bad: npt.NDArray[np.int64]) -> Observation:
        since_good, since_bad = self._after(bad, good), self._after(good, bad)
        latest: Outcome = "fails" if since_good.size else "works" if since_bad.size else "mixed"
        telling = next(rows for rows in (since_good, since_bad, bad, good) if rows.size)
        signs = self._signs(telling)
        return Observation(how, good.size, bad.size, signs=signs, row=int(telling[0]), latest=latest)

    def _after(self, rows: npt.NDArray[np.int64], others: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The rows that are later than all the others; none where one of them has no time."""
        times, theirs = self._case.table.time[rows], self._case.table.time[others]
        if (times == NO_INSTANT).any() or (theirs == NO_INSTANT).any():
            return rows[:0]
        late: npt.NDArray[np.int64] = rows[times > theirs.max()] if theirs.size else rows
        return late

    def _signs(self, rows: npt.NDArray[np.int64]) -> frozenset[str]:
        return frozenset(self._case.table.hit(row).signature for row in rows.tolist()[:50])

    def _refused(self, listener: str, port: int | None) -> Observation | None:
        """Refused clients of a port; older levels name no port, and then they are counted for the whole process."""
        rows = self._case.table.select(["tls-client-protocol-refused"], [listener])
        parted = self._case.table.parted(rows, "server_port", "protocol")
        here = [(fields, some) for fields, some in parted if fields.get("server_port") in {None, str(port)}]
        if not here:
            return None
        words = (word.strip() for fields, _ in here for word in fields.get("protocol", "").split(","))
        return Observation(
            "refusal",
            fails=sum(some.size for _, some in here),
            offered=frozenset(word for word in words if word),
            at_port=any("server_port" in fields for fields, _ in here),
            signs=frozenset({"tls-client-protocol-refused"}),
            row=int(min(some[0] for _, some in here)),
        )

    def _by_port(self, listener: str, port: int | None, host: str | None) -> Observation | None:
        if port is None or not host:
            return None
        rows = self._refusals_by_port.get((listener, str(port), _short(host)))
        return self._counted("handshake", np.array([], np.int64), np.array(rows)) if rows else None

    @cached_property
    def _refusals_by_port(self) -> dict[tuple[str, str, str], list[int]]:
        """(process, its port, short name of the client) -> records of failure that name both."""
        table = self._case.table
        found: dict[tuple[str, str, str], list[int]] = {}
        for process in table.process_names:
            rows = table.select(_REFUSALS, [process])
            for fields, some in table.parted(rows, "server_port", "client_host"):
                if "server_port" in fields and "client_host" in fields:
                    key = process, fields["server_port"], _short(fields["client_host"])
                    found.setdefault(key, []).extend(some.tolist())
        return {key: sorted(some) for key, some in found.items()}


def _short(host: str) -> str:
    """The first part of a host name; an address stays whole."""
    return host.lower() if host.replace(".", "").isdigit() or ":" in host else host.partition(".")[0].lower()
