"""The configuration as published: SSL configurations of every copy, endpoints, client properties, drift."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from loganalyzer.analysis import model
from loganalyzer.analysis.build_certificates import certificates, refusals
from loganalyzer.analysis.build_drift import copy_reports, drift_reports
from loganalyzer.cell import Cell, ConfigCopy
from loganalyzer.diagnosis.case import Case
from loganalyzer.diagnosis.observing import end_name, observed
from loganalyzer.diagnosis.values import Subject
from loganalyzer.tls import (
    Book,
    Channel,
    Era,
    Levels,
    Version,
    enabled_versions,
    versions_of,
)


def configuration_report(case: Case) -> model.ConfigurationReport:
    """Everything the configuration says about TLS, what the logs saw of each channel, and the certificates."""
    copies = [(cell, copy) for cell in case.cells for copy in cell.copies]
    levels = {cell.name: case.levels_of(cell) for cell in case.cells}
    found = [row for cell in case.cells for row in _channels(case, cell)]
    return model.ConfigurationReport(
        ssl_configurations=tuple(row for cell, copy in copies for row in _ssl_configurations(case, cell, copy)),
        endpoints=tuple(row for cell in case.cells for row in _endpoints(cell, levels[cell.name])),
        channels=tuple(row for cell in case.cells for row in _channel_reports(case, cell)),
        certificates=certificates(case, levels),
        client_props=tuple(row for cell, copy in copies for row in _client_props(case, cell, copy)),
        drift=drift_reports(case),
        certificate_refusals=refusals(found),
        copies=copy_reports(case),
    )


def _ssl_configurations(case: Case, cell: Cell, copy: ConfigCopy) -> Iterator[model.SslConfigurationReport]:
    if copy.security is None:
        return
    era = _era(case, cell, copy.node)
    for one in copy.security.ssl_configurations:
        yield model.SslConfigurationReport(
            alias=one.alias,
            scope=one.scope,
            protocol=one.protocol,
            enabled_versions=_names(versions_of(one, copy.security, era).versions),
            security_level=one.security_level,
            ciphers=one.enabled_ciphers,
            client_authentication=one.client_authentication,
            keystore=one.keystore,
            truststore=one.truststore,
            copy=copy.holder,
            file=one.place.file,
            line=one.place.line,
        )


def _endpoints(cell: Cell, levels: Levels) -> Iterator[model.EndpointReport]:
    book = Book(cell, levels)
    for node in cell.nodes:
        index = cell.server_index(node)
        for server in index.servers if index else ():
            for endpoint in server.endpoints:
                found = book.process(node, server.name, "inbound", endpoint.name)
                yield model.EndpointReport(
                    process=f"{cell.name}\\{node}\\{server.name}",
                    name=endpoint.name,
                    host=endpoint.host,
                    port=endpoint.port or 0,
                    inbound=found.alias,
                    inbound_versions=_names(found.versions or ()),
                    how=found.how if found.alias else None,
                    decided_by=found.decided_by,
                    places=tuple(model.SettingPlace(p.file, p.line, p.path) for p in found.places),
                )


def _channels(case: Case, cell: Cell) -> Iterator[tuple[Channel, str, str, str]]:
    """(channel, its name, initiator, listener), with the proofs that the bundle's stores allow."""
    for channel in case.proved(cell).channels:
        yield channel, channel_name(channel), end_name(cell, channel.initiator), end_name(cell, channel.listener)


def channel_name(channel: Channel) -> str:
    """The name of a channel in the analysis: its kind and the port it goes to."""
    return f"{channel.kind.id} {channel.endpoint}"


def _channel_reports(case: Case, cell: Cell) -> Iterator[model.ChannelReport]:
    seen = observed(case, cell)
    for channel, name, initiator, listener in _channels(case, cell):
        said = seen.get(channel.key)
        yield model.ChannelReport(initiator, listener, name, channel.predicted(), said.phrase() if said else None)


def _client_props(case: Case, cell: Cell, copy: ConfigCopy) -> Iterator[model.ClientPropsReport]:
    era = _era(case, cell, copy.node)
    for props in copy.client_props:
        for block in props.blocks:
            value = block.values.get("com.ibm.ssl.protocol")
            if value is not None:
                versions = _names(enabled_versions(value[0], era).versions)
                yield model.ClientPropsReport(
                    props.file, props.profile_root, block.alias or "", value[0], versions, value[1]
                )


def _era(case: Case, cell: Cell, node: str | None) -> Era:
    return case.era_of(Subject(f"{cell.name}\\{node}", cell.name, node, "", "")).era


def _names(versions: Iterable[Version]) -> tuple[str, ...]:
    return tuple(str(version) for version in sorted(versions))
