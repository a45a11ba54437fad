"""``loganalyzer search``: the records in which something stands, of all processes, in the order of time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from loganalyzer.cli import options

if TYPE_CHECKING:
    from loganalyzer.analysis.record_context import Shown


def search_verb(
    paths: options.Paths,
    pattern: Annotated[str, typer.Argument(help="What to look for: literal text, unless -e is given.")],
    regex: Annotated[bool, typer.Option("-e", "--regex", help="PATTERN is a regular expression.")] = False,
    ignore_case: Annotated[
        bool, typer.Option("-i", "--ignore-case", help="Upper and lower case are the same.")
    ] = False,
    process: options.ProcessNames = None,
    level: options.Levels = None,
    message_id: options.MessageIds = None,
    thread: options.Threads = None,
    after: Annotated[int, typer.Option("-A", "--after", min=0, help="Records of its process to show after each.")] = 0,
    before: Annotated[int, typer.Option("-B", "--before", min=0, help="Records of its process to show before.")] = 0,
    context: Annotated[int, typer.Option("-C", "--context", min=0, help="The same before and after.")] = 0,
    count: Annotated[bool, typer.Option("--count", help="Print only how many records were found.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print each record as one line of JSON.")] = False,
    since: options.Since = None,
    until: options.Until = None,
    zone: options.Zones = None,
    date_order: options.Orders = None,
    encoding: options.Encodings = None,
    log_format: options.Formats = None,
    workers: options.Workers = 0,
    limit: options.LimitWords = None,
) -> None:
    """Search the records of all processes, merged in time; exit status 1 if nothing is found."""
    from loganalyzer.analysis.record_context import with_context

    wanted = options.filter_of(process, level, message_id, thread, since, until, (pattern, regex, ignore_case))
    spans = wanted.selection().spans
    before, after = (0, 0) if count else (max(before, context), max(after, context))
    around = bool(before or after)
    show = _json(around) if json else _lines(spans, around)
    found = 0
    with options.record_stream(
        paths, options.options_of(zone, date_order, None, workers, limits=limit, encodings=encoding, formats=log_format)
    ) as stream:
        for shown in with_context(stream.search(wanted, context=around), before, after):
            found += shown.found
            if not count:
                show(shown)
        if count:
            typer.echo(found)
        raise typer.Exit(options.tell_problems(stream) or (0 if found else 1))


def _json(around: bool) -> Callable[[Shown], None]:
    """With context, ``found`` tells which is which."""
    from loganalyzer.report.record_lines import json_line

    def show(shown: Shown) -> None:
        sys.stdout.write(json_line(shown.record, found=shown.found) if around else json_line(shown.record))

    return show


def _lines(spans: Callable[[str], list[tuple[int, int]]], around: bool) -> Callable[[Shown], None]:
    from loganalyzer.report.search import SearchPrinter

    return SearchPrinter(options.console(), spans, groups=around).show
