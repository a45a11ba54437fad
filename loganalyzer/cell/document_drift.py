"""Where a node's copy of the repository differs from the deployment manager's, document by document and setting by setting.

Key stores are compared elsewhere, by the certificates in them. ssl.client.props is no part of the repository and never
synchronised: its differences are told apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from msgspec import Struct

from loganalyzer.cell.copies import Cell, ConfigCopy
from loganalyzer.cell.drift import Drift, security_drift
from loganalyzer.cell.topology import ClientProps, ServerIndex, ServerXml
from loganalyzer.cell.values import Place

DriftKind = Literal["differs", "benign", "not synchronised"]
_Stated = dict[str, tuple[str | None, Place | None]]
_Named = Mapping[str, tuple[str | None, Place | None]]
_CLIENT_KEYS: Final = ("com.ibm.ssl.protocol", "com.ibm.ssl.securityLevel", "com.ibm.ssl.enabledCipherSuites",
                       "com.ibm.ssl.trustStoreType", "com.ibm.ssl.keyStoreType", "com.ibm.security.useFIPS",
                       "com.ibm.websphere.security.FIPSLevel", "com.ibm.ssl.performURLHostNameVerification")  # fmt: skip
_TLS_ARGUMENTS: Final = ("-Dcom.ibm.jsse2.", "-Djdk.tls.", "-Dhttps.protocols", "-Dcom.ibm.ssl.", "-Djavax.net.ssl.",
                         "-Djava.security.properties", "-Dcom.ibm.websphere.ssl.")  # fmt: skip


class DocumentDrift(Struct, frozen=True):
    """One difference of a document: ``benign`` where the bytes differ and no setting does."""

    node: str
    document: str
    kind: DriftKind
    drift: Drift


def cell_drift(cell: Cell) -> tuple[DocumentDrift, ...]:
    """All differences of all nodes' copies from the master's, in the order of the copies."""
    master = cell.master
    if master is None:
        return ()
    found: list[DocumentDrift] = []
    for copy in cell.copies:
        if copy is not master and copy.node is not None:
            found += _of_copy(master, copy)
    return tuple(found)


def _of_copy(master: ConfigCopy, copy: ConfigCopy) -> Iterator[DocumentDrift]:
    node, told = copy.node or copy.holder, set()
    for document, drift in _settings(master, copy):
        told.add(document)
        yield DocumentDrift(node, document, "differs", drift)
    for document in sorted(set(master.digests) & set(copy.digests) - told):
        ours, theirs = master.digests[document], copy.digests[document]
        if ours.digest != theirs.digest:
            places = Place(ours.file, None, ""), Place(theirs.file, None, "")
            drift = Drift("(bytes)", ours.digest[:12], theirs.digest[:12], *places)
            yield DocumentDrift(node, document, "benign", drift)
    for drift in _client_props(master, copy):
        yield DocumentDrift(node, "ssl.client.props", "not synchronised", drift)


def _settings(master: ConfigCopy, copy: ConfigCopy) -> Iterator[tuple[str, Drift]]:
    cell = f"cells/{copy.cell}"
    if master.security and copy.security:
        yield from ((f"{cell}/security.xml", d) for d in security_drift(master.security, copy.security))
    for node in sorted(set(master.server_indexes) & set(copy.server_indexes)):
        pair = _of_index(master.server_indexes[node]), _of_index(copy.server_indexes[node])
        yield from ((f"{cell}/nodes/{node}/serverindex.xml", d) for d in _between(*pair))
    for node, server in sorted(set(master.servers) & set(copy.servers)):
        pair = _of_server(master.servers[node, server]), _of_server(copy.servers[node, server])
        yield from ((f"{cell}/nodes/{node}/servers/{server}/server.xml", d) for d in _between(*pair))
    groups = [{g.name: g for g in one.core_groups} for one in (master, copy)]
    for name in sorted(set(groups[0]) & set(groups[1])):
        ours, theirs = ({"channelChainName": (g[name].chain, g[name].place)} for g in groups)
        yield from ((f"{cell}/coregroups/{name}/coregroup.xml", d) for d in _between(ours, theirs))


def _between(master: _Named, copy: _Named) -> Iterator[Drift]:
    nothing: tuple[None, None] = (None, None)
    for name in sorted({*master, *copy}):
        (ours, here), (theirs, there) = master.get(name, nothing), copy.get(name, nothing)
        if ours != theirs:
            yield Drift(name, ours, theirs, here, there)


def _of_index(index: ServerIndex) -> _Stated:
    found: _Stated = {"hostName": (index.host_name, Place(index.file, None, "@hostName"))}
    for server in index.servers:
        found[f"{server.name}.serverType"] = (server.type, None)
        for point in server.endpoints:
            found[f"{server.name}.{point.name}"] = (f"{point.host}:{point.port}", point.place)
    return found


def _of_server(server: ServerXml) -> _Stated:
    """What of a server.xml matters to TLS: direct references, transport chains, JVM arguments, the cluster."""
    found: _Stated = {"cluster": (server.cluster, server.place)}
    for reference in server.direct_references:
        found[f"{reference.kind} {reference.name} sslConfig"] = (reference.alias, reference.place)
    for kind, points in (("tls", server.tls_endpoints), ("plain", server.plain_endpoints)):
        found |= {f"transport of {point}": (kind, server.place) for point in points}
    for argument in server.jvm_arguments:
        if argument.startswith(_TLS_ARGUMENTS):
            name, _, value = argument.partition("=")
            found[f"JVM argument {name}"] = (value or "(set)", server.place)
    return found


def _client_props(master: ConfigCopy, copy: ConfigCopy) -> Iterator[Drift]:
    ours, theirs = (_ssl_props(one) for one in (master, copy))
    if ours is not None and theirs is not None:
        yield from _between(_of_props(ours), _of_props(theirs))


def _ssl_props(copy: ConfigCopy) -> ClientProps | None:
    return next((p for p in copy.client_props if p.file.endswith("ssl.client.props")), None)


def _of_props(props: ClientProps) -> _Stated:
    found: _Stated = {}
    for block in props.blocks:
        values: Mapping[str, tuple[str, int]] = block.values
        for key in _CLIENT_KEYS:
            if key in values:
                value, line = values[key]
                name = f"{block.alias}.{key}" if block.alias else key
                found[name] = (" ".join(value.split()), Place(props.file, line, key))
    return found
