"""Words and groupings that the tables and the picture of ``tls show`` share."""

from __future__ import annotations

from collections.abc import Iterable

from loganalyzer.cell import Place
from loganalyzer.report.text import one_line
from loganalyzer.tls import KINDS, Channel, Party, Version

RANK = {"fails": 0, "unknown": 1, "ok": 2, "open": 3, "plain": 4}


def short(versions: Iterable[Version] | None) -> str:
    """``1.0-1.2``, ``1.2``, ``1.0,1.2``, ``none`` or ``?``: version sets for narrow columns."""
    if versions is None:
        return "?"
    found = sorted(versions)
    if not found:
        return "none"
    run = found[-1] - found[0] == len(found) - 1 and len(found) > 2
    return f"{_digits(found[0])}-{_digits(found[-1])}" if run else ",".join(map(_digits, found))


def _digits(version: Version) -> str:
    return "SSL3" if version is Version.SSLV3 else ("1.0", "1.1", "1.2", "1.3")[version - 1]


def cell_text(channels: Iterable[Channel]) -> str:
    """One field of the matrix: the worst of its channels; ``~`` marks what rests on more than documentation."""
    found = sorted(channels, key=lambda c: (RANK[c.verdict], c.version or 0))
    if not found:
        return "-"
    worst = found[0]
    mark = "~" if not worst.kind.certain else ""
    match worst.verdict:
        case "fails":
            return f"FAIL{mark}"
        case "ok":
            return f"{_digits(worst.version) if worst.version is not None else '?'}{mark}"
        case "open":
            sets = dict.fromkeys(short(c.known) for c in found if c.verdict == "open")
            return f"<{'|'.join(sets)}>"
        case "plain":
            return "plain"
        case _:
            return "?"


def configuration(party: Party) -> str:
    """``NodeDefaultSSLSettings (node stpNode) TLSv1.2 = 1.2``."""
    if party.versions is None:
        return "outside this cell"
    if party.alias is None:
        return f"none usable: {one_line(party.problem or party.decided_by)}"
    label = f'"{party.label}"' if party.label else "no label"
    return f"{one_line(party.alias)}{where(party)} {one_line(label)} = {short(party.versions)}"


def where(party: Party) -> str:
    """The scope of a party's configuration in brackets, in short words."""
    scope = party.scope or ""
    inner = scope.rpartition("(")[2].partition("):")
    return f" ({one_line(inner[0])} {one_line(inner[2])})" if inner[1] else ""


def places(party: Party) -> list[str]:
    """``file:line @ path`` of what decided, each once."""
    return list(dict.fromkeys(map(place, party.places)))


def place(at: Place) -> str:
    line = f":{at.line}" if at.line is not None else ""
    return one_line(f"{at.file}{line} @ {at.path}")


def kinds_present(channels: Iterable[Channel]) -> list[str]:
    """Ids of the kinds that occur, in the table's order."""
    present = {channel.kind.id for channel in channels}
    return [kind.id for kind in KINDS if kind.id in present]
