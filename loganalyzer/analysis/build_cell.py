"""The configuration as published: SSL configurations of every copy, endpoints, client properties, drift."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from loganalyzer.analysis import model
from loganalyzer.cell import Cell, ConfigCopy, security_drift
from loganalyzer.diagnosis.case import Case
from loganalyzer.diagnosis.values import Subject
from loganalyzer.tls import Era, Version, effective_versions, enabled_versions, versions_of


def configuration_report(case: Case) -> model.ConfigurationReport:
    """Everything the configuration says about TLS; certificates and channels are later work and stay empty."""
    copies = [(cell, copy) for cell in case.cells for copy in cell.copies]
    return model.ConfigurationReport(
        ssl_configurations=tuple(row for cell, copy in copies for row in _ssl_configurations(case, cell, copy)),
        endpoints=tuple(row for cell in case.cells for row in _endpoints(case, cell)),
        client_props=tuple(row for cell, copy in copies for row in _client_props(case, cell, copy)),
        drift=tuple(row for cell in case.cells for row in _drift(cell)),
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


def _endpoints(case: Case, cell: Cell) -> Iterator[model.EndpointReport]:
    for node in cell.nodes:
        index = cell.server_index(node)
        if index is None:
            continue
        era = _era(case, cell, node)
        for server in index.servers:
            for endpoint in server.endpoints:
                found = effective_versions(cell, node, server.name, "inbound", era, endpoint=endpoint.name)
                configuration = found.effective.configuration
                yield model.EndpointReport(
                    process=f"{cell.name}\\{node}\\{server.name}",
                    name=endpoint.name,
                    host=endpoint.host,
                    port=endpoint.port or 0,
                    inbound=configuration.alias if configuration else None,
                    inbound_versions=_names(found.enabled.versions),
                    decided_by=found.effective.how if configuration else None,
                )


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


def _drift(cell: Cell) -> Iterator[model.DriftReport]:
    master = cell.master
    if master is None or master.security is None:
        return
    for copy in cell.copies:
        if copy is master or copy.security is None:
            continue
        for item in security_drift(master.security, copy.security):
            yield model.DriftReport(
                node=copy.node or copy.holder,
                document="security.xml",
                setting=item.setting,
                master=item.master_value,
                copy=item.copy_value,
                master_file=master.security.file,
                copy_file=copy.security.file,
            )


def _era(case: Case, cell: Cell, node: str | None) -> Era:
    return case.era_of(Subject(f"{cell.name}\\{node}", cell.name, node, "", "")).era


def _names(versions: Iterable[Version]) -> tuple[str, ...]:
    return tuple(str(version) for version in sorted(versions))
