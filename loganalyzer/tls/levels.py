"""Java and product levels of the processes of a cell, as log headers and node metadata state them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from loganalyzer.cell import Cell
from loganalyzer.cell.values import NO_ENTRIES
from loganalyzer.tls.java import EraReading, era_of

_Process = tuple[str, str]


class Levels(Struct, frozen=True):
    """(node, server) -> level; the server is empty for the node as a whole.

    ``only_java`` is the level of the cell if the headers agree on one. ``forced`` holds what the user says for a node
    (``*``: for all); it comes first.
    """

    java: Mapping[_Process, str] = NO_ENTRIES
    product: Mapping[_Process, str] = NO_ENTRIES
    only_java: str | None = None
    forced: Mapping[str, str] = NO_ENTRIES

    @classmethod
    def of(cls, rows: Iterable[tuple[str | None, str, str | None, str | None]]) -> Levels:
        """Rows of (node, server, Java level, product level) as headers state them."""
        java: dict[_Process, str] = {}
        product: dict[_Process, str] = {}
        for node, server, java_level, product_level in rows:
            for table, level in ((java, java_level), (product, product_level)):
                if node and level:
                    table[node, server] = table[node, ""] = level
        found = set(java.values())
        return cls(java, product, next(iter(found)) if len(found) == 1 else None)

    def era(self, cell: Cell, node: str, server: str) -> EraReading:
        """The era of a process: forced, its own header, its node's, the only level seen in the cell, node metadata.

        Metadata come last: they name the Java family (``1.8``), hardly ever the fix pack that decides.
        """
        forced = self.forced.get(node) or self.forced.get("*")
        own = self.java.get((node, server)) or self.java.get((node, ""))
        return era_of(forced or own or self.only_java or cell.java_level(node))

    def product_of(self, cell: Cell, node: str, server: str) -> str | None:
        """The product level of a process: its header's, else its node's, else the metadata's."""
        return self.product.get((node, server)) or self.product.get((node, "")) or cell.product_version(node)
