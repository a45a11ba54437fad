"""Facts about prediction and observation: what the model says of a channel, beside what the logs saw of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from loganalyzer.cell import Cell
from loganalyzer.diagnosis.case import Case, log_evidence
from loganalyzer.diagnosis.contradictions import Contradiction, Reading, contradictions_by, predicted
from loganalyzer.diagnosis.observing import end_name, observed
from loganalyzer.diagnosis.values import Evidence, Finding, Subject
from loganalyzer.tls import Channel, Party

Arguments = Mapping[str, Any]
_MOST: Final = 2
_BY: Final[Mapping[str, str]] = {
    "own": "by the configuration as it stands: ",
    "master": "by the deployment manager's master: ",
    "central": "by central management alone: ",
}


def prediction_contradicted(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The logs contradict the outcome predicted for a channel of the subject, which is one of its ends.

    ``by`` is the reading that predicts: ``own`` (default), every node by its own copy; ``master``, all by the deployment
    manager's; ``central``, as if no server.xml named an SSL configuration itself. The last two hold only where the reading
    in force fits what the logs saw, so that it is the difference between the two which explains it. Open where no record
    is tied to a channel of the subject.
    """
    cell = case.cell_of(subject)
    if cell is None or not any(copy.security for copy in cell.copies):
        return Finding(None, missing=("security-xml",))
    by: Reading = arguments.get("by", "own")
    own = predicted(case, cell)
    if not any(subject.name in _ends(own[key], cell) for key in observed(case, cell)):
        return Finding(None)
    found = [one for one in contradictions_by(case, cell, by) if subject.name in _ends(one.channel, cell)]
    if not found:
        return Finding(False)
    evidence = tuple(item for one in found[:_MOST] for item in _evidence(case, cell, one, by))
    return Finding(True, evidence, {"contradiction": found[0].text})


def _ends(channel: Channel, cell: Cell) -> tuple[str, str]:
    return end_name(cell, channel.initiator), end_name(cell, channel.listener)


def _evidence(case: Case, cell: Cell, one: Contradiction, by: Reading) -> Iterator[Evidence]:
    """The prediction with the place of the setting it rests on, then the first record that contradicts it."""
    channel = predicted(case, cell, by)[one.channel.key]
    end = _deciding(one.channel, channel)
    place = next(iter(end.places), None)
    where = (place.file, place.line, place.path) if place else (None, None, None)
    yield Evidence("config", f"{_BY[by]}{one.text}", "prediction and logs disagree", *where)
    if one.observation.row is not None:
        yield log_evidence(case.table.hit(one.observation.row), "what the logs saw of this channel")


def _deciding(own: Channel, other: Channel) -> Party:
    """The end whose settings the two readings see differently; the listener's where it is one reading."""
    if own.listener.versions == other.listener.versions and own.initiator.versions != other.initiator.versions:
        return other.initiator
    return other.listener if other.listener.places else other.initiator
