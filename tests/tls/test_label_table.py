"""Every label, at every era, on both sides of a real document: against the domain table, each row with the source it rests on."""

from __future__ import annotations

from functools import cache

import pytest

from loganalyzer.tls import Book, Direction, Era, Levels
from tests.tls.cells import big_cell, cell_from
from tests.tls.test_protocols import COLUMNS, TABLE, versions

# Row -> (source tags of the domain reference, 2.2 and 2.4; eras whose value rests on memory or on texts that disagree).
SOURCES: dict[str, tuple[str, tuple[Era, ...]]] = {
    "SSL_TLS": ("S6, S1, S12", ()),
    "SSL_TLSv2": ("S6, S13 (a later text adds TLSv1.3)", (Era.E5,)),
    "SSL": ("S6; before the SSLv3 fix, and on Java 6 and 7, memory", (Era.E0, Era.E1)),
    "SSLv2": ("memory: not implemented by JSSE2", ()),
    "SSLv3": ("S6, S11", ()),
    "TLS": ("S8, S6", ()),
    "TLSv1": ("S6, S12", ()),
    "TLSv1.1": ("S6, S12", ()),
    "TLSv1.2": ("S6", ()),
    "TLSv1.3": ("S6, S9", ()),
}
LEVELS = {Era.E0: "7.0.6.0", Era.E1: "8.0.3.0", Era.E2: "8.0.6.25", Era.E3: "8.0.6.30", Era.E5: "8.0.7.15"}
SIDES: tuple[Direction, ...] = ("inbound", "outbound")


@cache
def book(label: str, era: Era) -> Book:
    """A cell whose configurations all have this label, every process at a Java level of the era."""
    documents = {
        p: d.replace(b'sslProtocol="SSL_TLSv2"', f'sslProtocol="{label}"'.encode()) for p, d in big_cell(1, 1).items()
    }
    return Book(cell_from(documents), Levels(forced={"*": LEVELS[era]}))


def test_every_row_has_its_source() -> None:
    assert SOURCES.keys() == TABLE.keys()
    assert LEVELS.keys() == set(COLUMNS)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("era", COLUMNS, ids=lambda era: era.name)
@pytest.mark.parametrize("label", TABLE)
def test_label_era_and_side(label: str, era: Era, side: Direction) -> None:
    """IBM's table has one set for both sides; a row that rests on conflicting texts carries the doubt to the party."""
    cell = TABLE[label][COLUMNS.index(era)]
    _, doubtful = SOURCES[label]
    for node, server in (("man", "dmgr"), ("node00", "nodeagent")):
        party = book(label, era).process(node, server, side)
        assert party.label == label
        assert party.versions == versions(cell.replace("-", ""))
        assert (party.problem is not None) is (cell == "-")
        assert bool(party.doubts) is (era in doubtful or era == Era.E0)
