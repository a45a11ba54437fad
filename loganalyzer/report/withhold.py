"""An Analysis whose quoted log text is withheld: for what leaves the customer's site before names are redacted.

Places, times, counts, configuration facts and verdicts stay; the words of the log do not.
"""

from __future__ import annotations

from msgspec.structs import replace

from loganalyzer.analysis.model import (
    Analysis,
    Change,
    Diagnosis,
    EvidenceItem,
    IncidentReport,
    Sample,
    SignatureReport,
    Unexplained,
)

WITHHELD = "[log text withheld]"


def withhold_log_text(analysis: Analysis) -> Analysis:
    """A copy without the text of any log record; everything else is the same."""
    return replace(
        analysis,
        signatures=tuple(_signature(item) for item in analysis.signatures),
        changes=tuple(_change(item) for item in analysis.changes),
        incidents=tuple(_incident(item) for item in analysis.incidents),
        diagnoses=tuple(_diagnosis(item) for item in analysis.diagnoses),
        unexplained=tuple(_unexplained(item) for item in analysis.unexplained),
    )


def _sample(sample: Sample) -> Sample:
    return replace(sample, text=WITHHELD, fields=dict.fromkeys(sample.fields, WITHHELD))


def _signature(signature: SignatureReport) -> SignatureReport:
    return replace(signature, samples=tuple(_sample(item) for item in signature.samples))


def _change(change: Change) -> Change:
    return replace(change, source=_sample(change.source))


def _incident(incident: IncidentReport) -> IncidentReport:
    return replace(incident, members=tuple(_sample(item) for item in incident.members))


def _diagnosis(diagnosis: Diagnosis) -> Diagnosis:
    return replace(diagnosis, evidence=tuple(_evidence(item) for item in diagnosis.evidence))


def _evidence(item: EvidenceItem) -> EvidenceItem:
    return replace(item, text=WITHHELD) if item.kind == "log" else item


def _unexplained(item: Unexplained) -> Unexplained:
    return replace(item, template=WITHHELD, sample=_sample(item.sample))
