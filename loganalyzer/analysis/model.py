"""The result of an analysis as a value: everything the outputs render, nothing they could decide.

Field names are those of the JSON contract (``loganalyzer.analysis/1``). All times are ``datetime`` in UTC,
or ``None`` where a record carries no time. Paths are relative to what was given.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Verdict = Literal["confirmed", "likely", "possible", "ruled-out", "not-evaluable"]
VERDICTS: tuple[Verdict, ...] = ("confirmed", "likely", "possible", "not-evaluable", "ruled-out")


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without records longer than the process's usual pace explains."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was read from one member; the line counts add up to ``lines``.

    ``encoding`` and ``format`` are as ``--encoding`` and ``--format`` take them; ``reading_evidence`` says what each rests on.
    """

    path: str
    kind: str
    process: str | None
    bytes: int
    lines: int
    records: int
    continuation_lines: int
    header_lines: int
    unparsed_lines: int
    suspect_lines: int
    first: datetime | None
    last: datetime | None
    zone: str | None
    date_order: str | None
    clock_confidence: float | None
    clock_evidence: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    encoding: str | None = None
    format: str | None = None
    reading_evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SkippedFile:
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    path: str
    of: str
    how: Literal["identical", "prefix"]


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """What the logs of one process cover. ``records_per_hour`` leaves its gaps out; ``missing``: files that were not sent, and why so."""

    process: str
    first: datetime | None
    last: datetime | None
    records: int
    records_per_hour: float | None
    gaps: tuple[Gap, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SilentMember:
    """A server of the cell, as ``file`` (serverindex.xml) names it, of which no log was sent."""

    process: str
    node: str
    server: str
    role: str
    host: str | None
    file: str


@dataclass(frozen=True, slots=True)
class BundleReport:
    files: tuple[FileReport, ...] = ()
    skipped: tuple[SkippedFile, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    coverage: tuple[CoverageReport, ...] = ()
    silent: tuple[SilentMember, ...] = ()


@dataclass(frozen=True, slots=True)
class RunReport:
    """One life of a process: a pid with the times that bound it. ``how`` names what showed the start and the end."""

    pid: int | None
    start: datetime | None
    stop: datetime | None
    how: str


@dataclass(frozen=True, slots=True)
class ProcessReport:
    """``name`` is cell\\node\\server; ``role`` one of dmgr, node agent, application server, proxy, web server, client tool, unknown."""

    name: str
    cell: str | None
    node: str | None
    server: str
    role: str
    product_version: str | None
    java_version: str | None
    host: str | None
    runs: tuple[RunReport, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """One log record quoted as evidence; ``text`` is cut at a stated length."""

    file: str
    line: int
    time: datetime | None
    process: str | None
    text: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """``per_minute`` (not in the JSON) feeds the charts: UTC minute -> process -> count."""

    id: str
    title: str
    family: str
    severity: str
    count: int
    first: datetime | None
    last: datetime | None
    processes: dict[str, int]
    samples: tuple[Sample, ...]
    more_samples: int = 0
    per_minute: tuple[tuple[datetime, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ClockSkew:
    process: str
    against: str
    seconds: float
    uncertainty: float
    source: str


@dataclass(frozen=True, slots=True)
class LinkEnd:
    process: str | None
    file: str
    line: int
    time: datetime | None


@dataclass(frozen=True, slots=True)
class Link:
    """Two ends of one event, as two processes logged it, or as a log and another file of one process have it."""

    ends: tuple[LinkEnd, LinkEnd]
    joined_by: str


@dataclass(frozen=True, slots=True)
class Change:
    """A configuration change: ``how`` it is known, ``what`` was done, and the causes whose trouble began within a day after it.

    ``logged`` by the process that made it, ``arrived`` in another process's repository, kept in a delta ``checkpoint``, or only
    the ``file time`` that an archive states.
    """

    time: datetime | None
    who: str | None
    document: str
    process: str | None
    source: Sample
    how: Literal["logged", "arrived", "checkpoint", "file time"] = "logged"
    what: str = "modified"
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IncidentReport:
    """``processes[0]`` is the process it is about; further ones observed it."""

    id: str
    kind: Literal["burst", "sequence", "flap", "loop", "outage"]
    title: str
    processes: tuple[str, ...]
    first: datetime | None
    last: datetime | None
    count: int
    period_seconds: float | None
    members: tuple[Sample, ...]
    more_members: int = 0


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A fact with its place: a log line, a configuration value, or an absence that a log's coverage proves.

    ``path`` is the XML attribute or property the value stands at. ``why`` says what the item shows.
    """

    kind: Literal["log", "config", "absence"]
    supports: bool
    text: str
    why: str
    file: str | None = None
    line: int | None = None
    path: str | None = None
    time: datetime | None = None


@dataclass(frozen=True, slots=True)
class FixStep:
    text: str
    console: str | None = None
    wsadmin: str | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    cause: str
    title: str
    verdict: Verdict
    confidence: float
    severity: str
    processes: tuple[str, ...]
    summary: str
    evidence: tuple[EvidenceItem, ...] = ()
    ruled_out_by: tuple[str, ...] = ()
    not_ruled_out: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    fix: tuple[FixStep, ...] = ()
    verify: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    consequence_of: str | None = None
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class SslConfigurationReport:
    alias: str
    scope: str
    protocol: str | None
    enabled_versions: tuple[str, ...]
    security_level: str | None
    ciphers: tuple[str, ...]
    client_authentication: bool | None
    keystore: str | None
    truststore: str | None
    copy: str
    file: str
    line: int | None


@dataclass(frozen=True, slots=True)
class SettingPlace:
    """Where a setting stands: the file, its line (None where it has none), the element or property in it."""

    file: str
    line: int | None
    path: str


@dataclass(frozen=True, slots=True)
class EndpointReport:
    """A port. ``how`` is ``direct``, ``central:`` with a scope type, or ``default``; None without a configuration.

    ``decided_by`` is the sentence about the deciding element, ``places`` where that element and the SSL configuration stand.
    """

    process: str
    name: str
    host: str
    port: int
    inbound: str | None
    inbound_versions: tuple[str, ...]
    how: str | None
    decided_by: str
    places: tuple[SettingPlace, ...]


@dataclass(frozen=True, slots=True)
class ChannelReport:
    initiator: str
    listener: str
    name: str
    predicted: str
    observed: str | None


@dataclass(frozen=True, slots=True)
class CertificateReport:
    """A certificate in a store of the bundle. ``keystore`` is the file, ``names`` what the configuration calls it.

    ``validity`` is that of the last record's time: ``valid``, ``expired``, ``not yet valid``, or None where no record has
    a time. ``usages`` is None where the certificate may be used for anything. ``chain`` is ``self-signed``,
    ``complete (n)`` or ``missing ISSUER``, within its store. ``served_by``: process and port. ``fingerprint``: SHA-256.
    """

    keystore: str
    names: tuple[str, ...]
    alias: str
    has_key: bool
    subject: str
    issuer: str
    alternative_names: tuple[str, ...]
    not_before: datetime | None
    not_after: datetime | None
    validity: str | None
    key: str
    signature: str
    usages: tuple[str, ...] | None
    chain: str
    problems: tuple[str, ...] = ()
    served_by: tuple[str, ...] = ()
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class CertificateRefusal:
    """An end of a channel refuses the other's certificate, by the stores of the bundle.

    ``shown_by`` shows it (``initiator`` only where the listener demands client certificates). ``kind``: untrusted,
    expired, not-yet-valid, usage, weak, or absent (there is none to show). ``trust_store``: the file that decides.
    """

    channel: str
    initiator: str
    listener: str
    shown_by: str
    kind: str
    reason: str
    subject: str | None
    key_store: str | None
    trust_store: str | None


@dataclass(frozen=True, slots=True)
class ClientPropsReport:
    file: str
    profile: str
    alias: str
    protocol: str | None
    enabled_versions: tuple[str, ...]
    line: int | None


@dataclass(frozen=True, slots=True)
class DriftReport:
    """One setting whose node copy differs from the deployment manager's master.

    ``kind``: ``differs``; ``benign`` where only the bytes of the document differ (ids, order, white space);
    ``not synchronised`` for ssl.client.props, which synchronisation never touches.
    """

    node: str
    document: str
    setting: str
    master: str | None
    copy: str | None
    master_file: str
    copy_file: str
    kind: str = "differs"


@dataclass(frozen=True, slots=True)
class CopyReport:
    """One copy of the cell's configuration and how old it may be.

    ``differences`` and ``benign`` count its settings and documents against the master's. ``synchronised`` is the last
    successful synchronisation that the node's log shows, ``changed`` the last time a log shows its security.xml change;
    ``stale``: the master's changed later than both.
    """

    cell: str
    holder: str
    node: str | None
    root: str
    documents: int
    differences: int
    benign: int
    synchronised: datetime | None
    changed: datetime | None
    stale: bool | None


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check from outside found, against what is configured; both with their place. ``process`` is the cell for a key store."""

    kind: Literal["protocol", "cipher suite", "key alias"]
    process: str
    endpoint: str | None
    host: str | None
    port: int | None
    outside: str
    configured: str
    agrees: bool
    file: str
    line: int
    config_file: str
    config_line: int | None
    config_path: str


@dataclass(frozen=True, slots=True)
class FindingReport:
    """What is odd about a cell: prediction and logs disagree on a channel, or a document is not as it should be.

    ``kind``: ``stale copy``, ``pending restart``, ``direct reference`` or ``unexplained`` (none of these three) for a
    disagreement, which ``text`` states and ``reason`` explains by the configuration (for ``unexplained``: what may be the
    reason); ``duplicate id``, ``dangling reference`` or ``unread document``. ``cause`` is that of the diagnosis which
    explains it, and then it is no rival of that.
    ``file``, ``line``, ``path``: the setting; ``seen_file``, ``seen_line``: the first record that tells.
    """

    kind: str
    cell: str | None
    node: str | None
    text: str
    reason: str | None = None
    cause: str | None = None
    processes: tuple[str, ...] = ()
    channel: str | None = None
    file: str | None = None
    line: int | None = None
    path: str | None = None
    seen_file: str | None = None
    seen_line: int | None = None

    @property
    def whole(self) -> str:
        """Text and reason as sentences, diagnoses left aside."""
        lead = "Nothing in the bundle explains it: " if self.kind == "unexplained" else ""
        return self.text if self.reason is None else f"{self.text}. {lead}{self.reason}"


@dataclass(frozen=True, slots=True)
class ConfigurationReport:
    ssl_configurations: tuple[SslConfigurationReport, ...] = ()
    endpoints: tuple[EndpointReport, ...] = ()
    channels: tuple[ChannelReport, ...] = ()
    certificates: tuple[CertificateReport, ...] = ()
    client_props: tuple[ClientPropsReport, ...] = ()
    drift: tuple[DriftReport, ...] = ()
    certificate_refusals: tuple[CertificateRefusal, ...] = ()
    copies: tuple[CopyReport, ...] = ()
    checks: tuple[CheckReport, ...] = ()
    findings: tuple[FindingReport, ...] = ()


@dataclass(frozen=True, slots=True)
class Unexplained:
    template: str
    count: int
    first: datetime | None
    last: datetime | None
    processes: tuple[str, ...]
    sample: Sample


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A suppression of the user, and how many hits (of a signature) or processes (of a cause) it left out.

    ``expired``: its day was over at the last time in the logs, so it left out nothing. ``where`` is its place.
    """

    id: str
    kind: Literal["signature", "cause"]
    scope: str
    reason: str
    expires: str | None
    expired: bool
    count: int
    where: str


@dataclass(frozen=True, slots=True)
class MissingEvidence:
    """``commands`` collect it on the machines of this cell; ``settles`` names the causes that wait for it."""

    what: str
    why_it_matters: str
    how_to_collect: str
    commands: tuple[str, ...] = ()
    settles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelCount:
    """Records of one process in one UTC minute, by severity (not in the JSON; feeds the charts)."""

    minute: datetime
    process: str
    errors: int
    warnings: int
    others: int


@dataclass(frozen=True, slots=True)
class Analysis:
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
