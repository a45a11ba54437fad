"""Property files of a profile and of Java -> values; passwords never get that far."""

from __future__ import annotations

from typing import Final

from loganalyzer.cell.passwords import is_secret_name, is_secret_value
from loganalyzer.cell.properties import Entry, parse_properties
from loganalyzer.cell.topology import ClientProps, ClientPropsBlock, JavaSecurity, NodeMetadata

_ALIAS: Final = "com.ibm.ssl.alias"
_PRODUCT_VERSION: Final = "com.ibm.websphere.baseProductVersion"
_ALGORITHM_LISTS: Final = ("jdk.tls.disabledAlgorithms", "jdk.certpath.disabledAlgorithms")


def _entries(data: bytes) -> list[Entry]:
    """Java reads these files as Latin-1, whatever the platform; every byte is a letter there."""
    entries = parse_properties(data.decode("latin-1"))
    return [e for e in entries if not is_secret_name(e.key) and not is_secret_value(e.value)]


def read_client_props(file: str, data: bytes, profile_root: str) -> ClientProps:
    """``ssl.client.props`` or ``soap.client.props``: a key belongs to the last ``com.ibm.ssl.alias`` above it."""
    blocks: list[tuple[str | None, dict[str, tuple[str, int]]]] = [(None, {})]
    for entry in _entries(data):
        if entry.key == _ALIAS:
            blocks.append((entry.value.strip(), {}))
        blocks[-1][1][entry.key] = (entry.value, entry.line)
    kept = tuple(ClientPropsBlock(alias, values) for alias, values in blocks if values)
    return ClientProps(file, profile_root, kept)


def read_node_metadata(file: str, data: bytes, node: str) -> NodeMetadata:
    """``node-metadata.properties`` of the node whose folder it stood in."""
    properties = {e.key: e.value for e in _entries(data)}
    return NodeMetadata(file, node, properties.get(_PRODUCT_VERSION), properties)


def read_java_security(file: str, data: bytes) -> JavaSecurity:
    """The algorithm lists of ``java.security``, each with the line it starts on."""
    return JavaSecurity(file, {e.key: (e.value, e.line) for e in _entries(data) if e.key in _ALGORITHM_LISTS})
