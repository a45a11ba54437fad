"""What the logs saw of a channel, as one published phrase, and that phrase read back.

A record can be tied to a channel where it names hosts and port, where it belongs to one channel only (synchronisation,
the routing table), or where an incident does (a flap).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import Final, Literal

from loganalyzer.diagnosis.case import Case
from loganalyzer.tls import Channel

Outcome = Literal["works", "fails", "mixed"]
_REFUSALS: Final = ("tls-client-protocol-refused", "tls-no-common-cipher", "tls-no-appropriate-protocol",
                    "tls-alert-handshake-failure", "tls-alert-protocol-version", "tls-alert-certificate",
                    "tls-client-auth-missing")  # fmt: skip
_COUNTS: Final = re.compile(r"(?:synchronised|connected) (\d+) times, (\d+)")
_OFFERED: Final = re.compile(r"offered ([^;]+)$")


class Observer:
    """Looks observations up; records that name a port are counted once for all channels."""

    def __init__(self, case: Case) -> None:
        self._case: Final = case

    def of(self, channel: Channel, initiator: str, listener: str, host: str | None) -> str | None:
        """The phrase for a channel between two processes; ``host`` is the initiator's. None where no record is tied to it."""
        if channel.kind.id == "overlay":
            return self._flaps(initiator if "dmgr" not in initiator.rpartition("\\")[2] else listener)
        if channel.kind.id == "soap":
            said = self._synchronisations(initiator) or self._routing(initiator, channel.node)
            if said:
                return said
        if channel.initiator.versions is None:
            return self._refused(listener, channel.port)
        return self._by_port(listener, channel.port, host)

    def _flaps(self, agent: str) -> str | None:
        flap = next((one for one in self._case.incidents if one.kind == "flap" and one.process == agent), None)
        return f"flaps: {flap.count} records of start and stop" if flap else None

    def _synchronisations(self, agent: str) -> str | None:
        done = self._case.table.select(["sync-completed"], [agent]).size
        failed = self._case.table.select(["sync-failed", "sync-request-failed"], [agent]).size
        return f"synchronised {done} times, {failed} records of failure" if done or failed else None

    def _routing(self, manager: str, node: str) -> str | None:
        """The deployment manager's routing table loses and finds node agents; both are records about a node."""
        counts = [
            self._case.table.select([name], [manager], where=lambda fields: fields.get("node") == node).size
            for name in ("node-agent-reestablished", "node-agent-lost")
        ]
        return f"connected {counts[0]} times, {counts[1]} times lost" if counts[1] else None

    def _refused(self, listener: str, port: int | None) -> str | None:
        """Refused clients of a port; older levels name no port, and then they are counted for the whole process."""
        rows = self._case.table.select(["tls-client-protocol-refused"], [listener])
        fields = [self._case.table.fields(row) for row in rows.tolist()]
        here = [f for f in fields if f.get("server_port") in {None, str(port)}]
        offered = sorted({text for f in here if (text := f.get("protocol"))})
        where = "at this port" if any("server_port" in f for f in here) else "by this process"
        return f"{len(here)} refused {where}, offered {', '.join(offered) or '?'}" if here else None

    def _by_port(self, listener: str, port: int | None, host: str | None) -> str | None:
        if port is None or not host:
            return None
        count = self._refusals_by_port[listener, str(port), _short(host)]
        return f"{count} handshakes failed at this port" if count else None

    @cached_property
    def _refusals_by_port(self) -> Counter[tuple[str, str, str]]:
        """(process, its port, short name of the client) -> records of failure that name both."""
        table, found = self._case.table, Counter[tuple[str, str, str]]()
        for row in table.select(_REFUSALS).tolist():
            fields = table.fields(row)
            if "server_port" in fields and "client_host" in fields:
                process = table.process_names[int(table.process[row])]
                found[process, fields["server_port"], _short(fields["client_host"])] += 1
        return found


def _short(host: str) -> str:
    """The first part of a host name; an address stays whole."""
    return host.lower() if host.replace(".", "").isdigit() or ":" in host else host.partition(".")[0].lower()


def outcome_of(observed: str) -> Outcome:
    """Whether a phrase tells of a channel that works, fails, or does both."""
    counts = _COUNTS.match(observed)
    if counts is None:
        return "fails"
    done, failed = (int(number) for number in counts.groups())
    return "works" if done and not failed else "mixed" if done else "fails"


def offered_in(observed: str) -> frozenset[str]:
    """The versions that refused clients offered."""
    found = _OFFERED.search(observed)
    return frozenset(word.strip() for word in found[1].split(",")) - {"?"} if found else frozenset()
