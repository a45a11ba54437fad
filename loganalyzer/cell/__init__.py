"""The configuration of a cell as values: its copies, their SSL settings, servers, ports and client properties.

``read_cells`` turns bundle members into ``Cell`` values; passwords are dropped on the way in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loganalyzer.lazy import lazy

if TYPE_CHECKING:
    from loganalyzer.cell.copies import UNKNOWN, Cell, CellReading, ConfigCopy
    from loganalyzer.cell.document_drift import DocumentDrift, cell_drift
    from loganalyzer.cell.drift import Drift, security_drift
    from loganalyzer.cell.paths import config_kind, is_config_path
    from loganalyzer.cell.reading import read_cells
    from loganalyzer.cell.scopes import cell_of, node_of, scope_name, scope_parts, scope_type
    from loganalyzer.cell.topology import (
        ClientProps,
        ClientPropsBlock,
        CoreGroup,
        DirectReference,
        Endpoint,
        FederatedRepositories,
        JavaSecurity,
        NodeMetadata,
        ServerEntry,
        ServerIndex,
        ServerXml,
    )
    from loganalyzer.cell.values import (
        DynamicSelection,
        Fault,
        KeyStore,
        LdapServer,
        NamedAlias,
        Place,
        Security,
        SslConfigGroup,
        SslConfiguration,
    )

__all__ = [
    "UNKNOWN",
    "Cell",
    "CellReading",
    "ClientProps",
    "ClientPropsBlock",
    "ConfigCopy",
    "CoreGroup",
    "DirectReference",
    "DocumentDrift",
    "Drift",
    "DynamicSelection",
    "Endpoint",
    "Fault",
    "FederatedRepositories",
    "JavaSecurity",
    "KeyStore",
    "LdapServer",
    "NamedAlias",
    "NodeMetadata",
    "Place",
    "Security",
    "ServerEntry",
    "ServerIndex",
    "ServerXml",
    "SslConfigGroup",
    "SslConfiguration",
    "cell_drift",
    "cell_of",
    "config_kind",
    "is_config_path",
    "node_of",
    "read_cells",
    "scope_name",
    "scope_parts",
    "scope_type",
    "security_drift",
]

# Lazy, so that telling a configuration document by its path does not pay for the model of all of them.
__getattr__ = lazy(
    __name__, __all__, ("paths", "scopes", "values", "drift", "topology", "copies", "document_drift", "reading")
)
