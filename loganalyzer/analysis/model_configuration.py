"""What the configuration says: SSL settings, ports, channels, certificates, drift between copies, checks and findings."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct


class SslConfigurationReport(Struct, frozen=True):
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


class SettingPlace(Struct, frozen=True):
    """Where a setting stands: the file, its line (None where it has none), the element or property in it."""

    file: str
    line: int | None
    path: str


class EndpointReport(Struct, frozen=True):
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


class ChannelReport(Struct, frozen=True):
    initiator: str
    listener: str
    name: str
    predicted: str
    observed: str | None


class CertificateReport(Struct, frozen=True):
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


class CertificateRefusal(Struct, frozen=True):
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


class ClientPropsReport(Struct, frozen=True):
    file: str
    profile: str
    alias: str
    protocol: str | None
    enabled_versions: tuple[str, ...]
    line: int | None


class DriftReport(Struct, frozen=True):
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


class CopyReport(Struct, frozen=True):
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


class CheckReport(Struct, frozen=True):
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


class FindingReport(Struct, frozen=True):
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


class ConfigurationReport(Struct, frozen=True):
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
