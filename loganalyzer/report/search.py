"""What ``search`` prints: a line per record with its place, the lines below it that match, matches marked on a terminal.

    2016-10-12T09:37:31.278Z stCell\\stpNode\\nodeagent nodeagent/SystemOut.log:17 [10/12/16 10:37:31:278 BST] 000000ba ...
        :19 Caused by: javax.net.ssl.SSLHandshakeException: ...

A context record has a ``-`` where one that was found has a ``:``, and ``--`` stands where records were left out, as in grep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct
from rich.console import Console
from rich.text import Text

from loganalyzer.analysis.record_context import Shown
from loganalyzer.analysis.stream_record import StreamRecord
from loganalyzer.report.record_lines import utc
from loganalyzer.report.text import clean, one_line

Spans = Callable[[str], list[tuple[int, int]]]
_MATCH, _PLACE, _CONTEXT = "bold red", "cyan", "dim"
_INDENT = 4


class Line(Struct, frozen=True):
    """A line to print: what the tool says (with its trailing blank), what the log says, and where the pattern occurs in that."""

    place: str
    text: str
    spans: tuple[tuple[int, int], ...] = ()
    found: bool = True

    def plain(self) -> str:
        """For pipes and files."""
        return self.place + self.text

    def styled(self) -> Text:
        """For terminals."""
        line = Text(end="")
        line.append(self.place, style=_PLACE)
        line.append(self.text, style=None if self.found else _CONTEXT)
        for start, end in self.spans:
            line.stylize(_MATCH, len(self.place) + start, len(self.place) + end)
        return line


class SearchPrinter:
    """Prints records one after the other to a console; colours only if it is a terminal."""

    def __init__(self, console: Console, spans: Spans, *, groups: bool) -> None:
        self._console, self._spans, self._groups = console, spans, groups
        self._first = True

    def show(self, shown: Shown) -> None:
        """Print one record."""
        if self._groups and shown.skipped and not self._first:
            self._print(Line("--", ""))
        self._first = False
        for line in lines_of_record(shown, self._spans):
            self._print(line)

    def _print(self, line: Line) -> None:
        if self._console.is_terminal:
            self._console.print(line.styled(), soft_wrap=True, highlight=False)
        else:
            self._console.file.write(line.plain() + "\n")


def lines_of_record(shown: Shown, spans: Spans) -> Iterator[Line]:
    """The record's first line, and of a record that was found every further line that matches, with its number."""
    record = shown.record
    first, *rest = record.text.split("\n")
    yield _line(f"{_heading(record, ':' if shown.found else '-')} ", first, spans, shown.found)
    for number, text in enumerate(rest, record.line + 1) if shown.found else ():
        line = _line(f"{'':{_INDENT}}:{number} ", text, spans, found=True)
        if line.spans:
            yield line


def _line(place: str, text: str, spans: Spans, found: bool) -> Line:
    harmless = clean(text).replace("\n", " ")
    return Line(place, harmless, tuple(spans(harmless)) if found else (), found)


def _heading(record: StreamRecord, mark: str) -> str:
    process = "-" if record.process == record.file else one_line(record.process)
    return f"{utc(record.time) or '-'} {process} {one_line(record.file)}{mark}{record.line}"
