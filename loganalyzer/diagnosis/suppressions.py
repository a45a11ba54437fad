"""Suppressions: what the user knows and does not want to read about again. They are left out, and counted.

A list in YAML: the id of a signature or cause, where it holds (``scope``, a process or a glob of it), why, and until when. An
entry whose day is over counts no more; the day is compared with the last time in the logs, never with today's date, so that the
same bundle gives the same result on every day.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

import numpy as np
from msgspec import Struct, field

from loganalyzer.correlate.table import HitTable
from loganalyzer.diagnosis.values import Weighed
from loganalyzer.errors import KnowledgeError, UsageError
from loganalyzer.identity.processes import matches_name
from loganalyzer.knowledge import Fields, load_yaml

FILE_NAME = "suppressions.yaml"
EVERYWHERE = "*"
Kind = Literal["signature", "cause"]


class Suppression(Struct, frozen=True):
    """One entry; ``expires`` is the last day on which it counts. ``where`` is its place, ``file:line:column``."""

    id: str
    kind: Kind
    scope: str
    reason: str
    expires: date | None
    where: str

    def expired(self, last: int | None) -> bool:
        """Whether its day was over at the last time in the logs (milliseconds UTC; without any, nothing expires)."""
        if self.expires is None or last is None:
            return False
        end = datetime.combine(self.expires, datetime.min.time(), UTC) + timedelta(days=1)
        return last >= end.timestamp() * 1000


class Muting(Struct):
    """The suppressions of a run, and how much each left out."""

    entries: tuple[Suppression, ...] = ()
    last: int | None = None
    counts: dict[Suppression, int] = field(default_factory=dict)

    def hits(self, table: HitTable) -> None:
        """Take the hits of suppressed signatures out of the table."""
        for entry in self._active("signature"):
            names = [name for name in table.process_names if _holds(entry, name)]
            rows = table.select([entry.id], names)
            self.counts[entry] = int(rows.size)
            table.leave_out(np.unique(rows))

    def heard(self, weighed: Sequence[Weighed]) -> list[Weighed]:
        """The weighed causes without those that are suppressed for their process; what had been ruled out does not count."""
        kept = []
        for one in weighed:
            entry = next((entry for entry in self._active("cause") if _matches(entry, one)), None)
            if entry is None:
                kept.append(one)
            elif one.verdict != "ruled-out":
                self.counts[entry] = self.counts.get(entry, 0) + 1
        return kept

    def _active(self, kind: str) -> list[Suppression]:
        return [entry for entry in self.entries if entry.kind == kind and not entry.expired(self.last)]


def _matches(entry: Suppression, weighed: Weighed) -> bool:
    return entry.id == weighed.cause and all(_holds(entry, subject.name) for subject in weighed.subjects)


def _holds(entry: Suppression, name: str) -> bool:
    return entry.scope == EVERYWHERE or matches_name(entry.scope, name)


def beside(paths: Sequence[Path | str]) -> tuple[Path, ...]:
    """The suppression files in the folders that were given; one inside an archive is part of the evidence, and not heeded."""
    found = (Path(path) / FILE_NAME for path in paths if str(path) != "-" and Path(path).is_dir())
    return tuple(path for path in found if path.is_file())


def load_suppressions(
    files: Sequence[Path], signatures: Collection[str], causes: Collection[str]
) -> tuple[Suppression, ...]:
    """Read suppression files.

    Raises:
        UsageError: a file does not exist.
        KnowledgeError: with all problems found, an id that is neither a signature nor a cause among them.
    """
    problems: list[str] = []
    found: list[Suppression] = []
    known: Mapping[Kind, Collection[str]] = {"cause": causes, "signature": signatures}
    for path in files:
        if not path.is_file():
            raise UsageError(f"no such suppression file: {path}")
        document = load_yaml(path)
        if not isinstance(document, list):
            problems.append(f"{path}:1:1: expected a list of suppressions")
            continue
        for item in document:
            found += _entries(Fields(item, f"{path}:1:1", problems), known)
    if problems:
        raise KnowledgeError(problems)
    return tuple(found)


def _entries(fields: Fields, known: Mapping[Kind, Collection[str]]) -> list[Suppression]:
    """One entry for each kind that has the id: out-of-memory is a signature and a cause, and both are meant."""
    identifier = fields.text("id")
    kinds = [kind for kind, names in known.items() if identifier in names]
    if identifier and not kinds:
        fields.problem("id", f"{identifier!r} is neither a signature nor a cause (see: loganalyzer signatures list)")
    scope, reason, expires = fields.text("scope", EVERYWHERE), fields.text("reason"), _day(fields)
    fields.finish()
    return [Suppression(identifier, kind, scope, reason, expires, fields.map.where) for kind in kinds]


def _day(fields: Fields) -> date | None:
    text = fields.text("expires", "")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        fields.problem("expires", f"{text!r} is no day (write 2026-12-31)")
        return None
