"""The configuration of a cell as values: its copies, their SSL settings, servers, ports and client properties.

``read_cells`` turns bundle members into ``Cell`` values; passwords are dropped on the way in.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

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

# Those that import least come first.
_MODULES = ("paths", "scopes", "values", "drift", "topology", "copies", "document_drift", "reading")


def __getattr__(name: str) -> Any:
    # Lazy, so that telling a configuration document by its path does not pay for the model of all of them.
    if name in __all__:
        for module in map(import_module, (f"{__name__}.{one}" for one in _MODULES)):
            if hasattr(module, name):
                return getattr(module, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
