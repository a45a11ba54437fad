"""The result of an analysis as a value: everything the outputs render, nothing they could decide.

Field names are those of the JSON contract (``loganalyzer.analysis/1``). All times are ``datetime`` in UTC,
or ``None`` where a record carries no time. Paths are relative to what was given.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from loganalyzer.analysis.model_bundle import (
    BundleReport,
    CoverageReport,
    Duplicate,
    FileReport,
    Gap,
    ProcessReport,
    RunReport,
    SilentMember,
    SkippedFile,
)
from loganalyzer.analysis.model_configuration import (
    CertificateRefusal,
    CertificateReport,
    ChannelReport,
    CheckReport,
    ClientPropsReport,
    ConfigurationReport,
    CopyReport,
    DriftReport,
    EndpointReport,
    FindingReport,
    SettingPlace,
    SslConfigurationReport,
)
from loganalyzer.analysis.model_events import (
    Change,
    ClockSkew,
    IncidentReport,
    Link,
    LinkEnd,
    Sample,
    SignatureReport,
)
from loganalyzer.analysis.model_verdicts import (
    VERDICTS,
    Diagnosis,
    EvidenceItem,
    FixStep,
    MissingEvidence,
    Suppressed,
    Unexplained,
    Verdict,
)

__all__ = [
    "VERDICTS",
    "Analysis",
    "BundleReport",
    "CertificateRefusal",
    "CertificateReport",
    "Change",
    "ChannelReport",
    "CheckReport",
    "ClientPropsReport",
    "ClockSkew",
    "ConfigurationReport",
    "CopyReport",
    "CoverageReport",
    "Diagnosis",
    "DriftReport",
    "Duplicate",
    "EndpointReport",
    "EvidenceItem",
    "FileReport",
    "FindingReport",
    "FixStep",
    "Gap",
    "IncidentReport",
    "LevelCount",
    "Link",
    "LinkEnd",
    "MissingEvidence",
    "ProcessReport",
    "RunReport",
    "Sample",
    "SettingPlace",
    "SignatureReport",
    "SilentMember",
    "SkippedFile",
    "SslConfigurationReport",
    "Suppressed",
    "Unexplained",
    "Verdict",
]


class LevelCount(Struct, frozen=True):
    """Records of one process in one UTC minute, by severity (not in the JSON; feeds the charts)."""

    minute: datetime
    process: str
    errors: int
    warnings: int
    others: int


class Analysis(Struct, frozen=True):
    """Everything known about a bundle, ready to be rendered."""

    generator_version: str
    signatures_sha256: str
    complete: bool
    incomplete_reasons: tuple[str, ...]
    bundle: BundleReport
    processes: tuple[ProcessReport, ...]
    signatures: tuple[SignatureReport, ...]
    clock_skew: tuple[ClockSkew, ...]
    links: tuple[Link, ...]
    changes: tuple[Change, ...]
    incidents: tuple[IncidentReport, ...]
    configuration: ConfigurationReport
    diagnoses: tuple[Diagnosis, ...]
    unexplained: tuple[Unexplained, ...]
    missing_evidence: tuple[MissingEvidence, ...]
    density: tuple[LevelCount, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()


def kind_of(value: object) -> type:
    """The class of this module that a value is of, or derives from; its own class if there is none."""
    return next((kind for kind in type(value).__mro__ if kind.__module__ == __name__), type(value))
