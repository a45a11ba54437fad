"""The things that were given, one after the other: checked, named, and handed to the collector."""

from __future__ import annotations

import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from loganalyzer.bundle.collector import BundleFullError, Collector, Item
from loganalyzer.bundle.folders import walk
from loganalyzer.bundle.members import Limits, MemberError, Skipped
from loganalyzer.bundle.names import Names, printable
from loganalyzer.bundle.openers import FileOpener
from loganalyzer.bundle.spool import Spool
from loganalyzer.bundle.streams import over
from loganalyzer.errors import UsageError

STANDARD_INPUT = "(standard input)"


def gather(paths: Sequence[Path | str], stdin: BinaryIO | None, limits: Limits) -> tuple[Collector, Spool]:
    """Collect everything below the paths; the temporary files are gone when this raises."""
    if not paths:
        raise UsageError("nothing was given to read")
    if sum(str(path) == "-" for path in paths) > 1:
        raise UsageError("standard input (-) can be read only once")
    places = [_checked(path) for path in paths]
    spool = Spool(limits)
    collector = Collector(limits, spool)
    try:
        for place, name in zip(places, _input_names(places), strict=True):
            _collect(collector, spool, place, name, limits, stdin)
    except BaseException:
        spool.close()
        raise
    return collector, spool


def _checked(path: Path | str) -> Path | None:
    """Refuse at once what cannot be read at all; None is standard input."""
    if str(path) == "-":
        return None
    shown = printable(str(path))
    place = Path(path)
    try:
        mode = place.stat().st_mode
        if stat.S_ISDIR(mode):
            next(place.iterdir(), None)
        elif stat.S_ISREG(mode):
            place.open("rb").close()
        else:
            raise UsageError(f"neither a file nor a folder: {shown} (a pipe can be given as -)")
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(f"no such file or folder: {shown}") from None
    except OSError as error:
        raise UsageError(f"cannot read {shown}: {error.strerror or error}") from None
    except ValueError:
        raise UsageError(f"not a path: {shown}") from None
    return place


def _input_names(places: Sequence[Path | None]) -> list[str]:
    """The first part of the paths below each input; none below a single folder."""
    names = Names()
    if len(places) == 1 and places[0] is not None and places[0].is_dir():
        return [""]
    return [names.claim(_base_name(place)) for place in places]


def _base_name(place: Path | None) -> str:
    if place is None:
        return STANDARD_INPUT
    return (place.name if place.name not in ("", "..") else place.resolve().name) or "root"


def _collect(
    collector: Collector, spool: Spool, place: Path | None, name: str, limits: Limits, stdin: BinaryIO | None
) -> None:
    """Take everything below one input."""
    try:
        if place is None:
            _take_stdin(collector, spool, stdin or sys.stdin.buffer)
        elif place.is_dir():
            _take_folder(collector, place, f"{name}/" if name else "")
        else:
            collector.take(Item(name, FileOpener(place), place.stat().st_size, local=place))
    except BundleFullError:
        reason = over("the number of members", limits.members, "members")
        collector.skipped.append(Skipped(name or ".", f"{reason}; the rest was not read"))


def _take_stdin(collector: Collector, spool: Spool, stream: BinaryIO) -> None:
    try:
        local, problem = spool.keep(stream)
    except MemberError as error:
        collector.skip(STANDARD_INPUT, str(error))
        return
    if problem is not None:
        collector.skip(STANDARD_INPUT, f"{problem}; only what stands before that was read")
    size = local.stat().st_size
    if size:
        collector.take(Item(STANDARD_INPUT, FileOpener(local), size, local=local, unnamed=True))
    elif problem is None:
        collector.skip(STANDARD_INPUT, "empty")


def _take_folder(collector: Collector, place: Path, prefix: str) -> None:
    for found in walk(place):
        if found.reason is not None:
            collector.skip(prefix + found.name, found.reason)
        else:
            collector.take(Item(prefix + found.name, FileOpener(found.local), found.size, local=found.local))
