"""Lines of text on a rich console: cleaned, never read as markup, wrapped under their own indent."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.segment import Segment, Segments
from rich.table import Table
from rich.text import Text

from loganalyzer.report.text import clean

WIDEST = 100
"""Longer lines are hard to read, however wide the window is."""

Part = str | tuple[str, str]


class Page:
    """A console seen as a page of at most ``WIDEST`` columns."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.width = min(console.width, WIDEST)

    def line(self, *parts: Part, indent: int = 0) -> None:
        """Print one paragraph; a part is text, or text with its style."""
        self.line_of(text(*parts), indent)

    def line_of(self, words: Text, indent: int) -> None:
        """Print text that was cleaned."""
        self._print(Padding(words, (0, 0, 0, indent)))

    def item(self, mark: str, *parts: Part, indent: int = 2, style: str = "") -> None:
        """Print a paragraph that hangs beside its mark: a bullet, a number, a plus or a minus."""
        beside = text((mark, style), " ")
        hanging = beside.cell_len
        # A grid of two columns does the same, many times slower.
        lines = text(*parts).wrap(self._console, max(self.width - indent - hanging, 1), overflow="fold")
        self.line_of(beside.append_text(Text("\n" + " " * hanging).join(lines)), indent)

    def heading(self, title: str, *more: Part) -> None:
        self.blank()
        self.line((title, "bold"), *more)

    def table(self, table: Table, indent: int = 2) -> None:
        self._print(Padding(table, (0, 0, 0, indent), expand=False))

    def capped(self, items: Iterable[tuple[Part, ...]], limit: int, *, mark: str = "-", indent: int = 2) -> None:
        """Print the first ``limit`` items and the number of the rest."""
        rows = list(items)
        for row in rows[:limit]:
            self.item(mark, *row, indent=indent)
        if len(rows) > limit:
            self.line((f"... {len(rows) - limit} more", "dim"), indent=indent)

    def blank(self) -> None:
        self._console.print()

    def _print(self, what: Padding) -> None:
        options = self._console.options.update(width=self.width, highlight=False)
        rows = self._console.render_lines(what, options, pad=False)
        segments = [segment for row in rows for segment in (*_without_trailing_blanks(row), Segment.line())]
        self._console.print(Segments(segments), end="")


def _without_trailing_blanks(row: list[Segment]) -> list[Segment]:
    row = list(row)
    while row and not row[-1].text.strip():
        row.pop()
    if row:
        row[-1] = row[-1]._replace(text=row[-1].text.rstrip())
    return row


def text(*parts: Part) -> Text:
    """Cleaned text with styles; square brackets in it are just brackets."""
    result = Text(overflow="fold")
    for part in parts:
        words, style = (part, "") if isinstance(part, str) else part
        result.append(clean(words), style=style or None)
    return result


def plain_table(*columns: str, right: tuple[str, ...] = (), gap: int = 2) -> Table:
    """A table without rules: dim headings, one blank between columns, long words folded."""
    table = Table(box=None, padding=(0, gap, 0, 0), pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return table
