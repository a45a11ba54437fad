"""A generated cell with key and trust stores as WebSphere keeps them: one root, a key per node, copies on every node."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12Certificate, serialize_java_truststore

from tests.cell.certificates import certificate, key, p12
from tools.samples import build

STORE_PASSWORD = "WebAS"
NODES = ("stDmgrNode", "stpNode", "meetNode", "sipNode")


@cache
def own_key(name: str) -> Any:
    """One key per name: making them is slow."""
    return key("ec" if name.startswith("ec-") else "rsa2048")


@cache
def root(name: str = "cellroot") -> x509.Certificate:
    return certificate(name, own_key(name), None, x509.BasicConstraints(ca=True, path_length=None))


@cache
def leaf(common: str, by: str = "cellroot", *extensions: x509.ExtensionType) -> x509.Certificate:
    return certificate(common, own_key("leaf"), (by, own_key(by)), *extensions)


def keystore(alias: str, common: str, *chain: x509.Certificate, by: str = "cellroot") -> bytes:
    """A PKCS12 store with one key; the chain is the root alone unless given."""
    return p12(alias, own_key("leaf"), leaf(common, by), *(chain or (root(by),)), password=STORE_PASSWORD)


def truststore(*found: x509.Certificate, password: str = STORE_PASSWORD) -> bytes:
    marked = [PKCS12Certificate(one, f"signer{n}".encode()) for n, one in enumerate(found)]
    return serialize_java_truststore(marked, BestAvailableEncryption(password.encode()))


def profiles(folder: Path) -> dict[str, Path]:
    """Node -> profile folder of a generated bundle, of those nodes that sent one."""
    return {
        node: next((folder / node / "profiles").iterdir()) for node in NODES if (folder / node / "profiles").is_dir()
    }


def stock(folder: Path, sample: str = "sametime-fixed", density: float = 0.05) -> dict[str, Path]:
    """Build a sample bundle and give every profile its stores; everything is trusted, every alias is ``default``."""
    build(sample, folder, density=density)
    for document in folder.rglob("security.xml"):
        document.write_text(document.read_text().replace('"wildcard_acme"', '"default"'))
    return fill(folder)


def fill(folder: Path) -> dict[str, Path]:
    """Give every profile of a bundle its stores; everything is trusted."""
    found = profiles(folder)
    trust = truststore(root())
    for node, profile in found.items():
        cells = profile / "config/cells/stCell"
        owned = NODES if node == "stDmgrNode" else (node,)
        put(cells / "key.p12", keystore("default", "cell.acme.example"))
        put(cells / "trust.p12", trust)
        for name in owned:
            put(cells / f"nodes/{name}/key.p12", keystore("default", f"{name.lower()}.acme.example"))
        put(profile / "etc/key.p12", keystore("client", f"tools-{node.lower()}.acme.example"))
        put(profile / "etc/trust.p12", trust)
    return found


def put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
