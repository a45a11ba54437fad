"""Key and trust stores beside a bundle: every profile gets healthy ones, and something about them is changed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.cell.certificates import der, jks, key, name, p12
from tests.cell.stocked import STORE_PASSWORD, fill, keystore, leaf, own_key, put, root, truststore
from tests.scenarios.model import Adds

Profiles = dict[str, Path]
Change = Callable[[Profiles], None]
CELL = "config/cells/stCell"


def healthy(_: Profiles) -> None:
    """Nothing is wrong with them."""


def stocked(change: Change = healthy) -> Adds:
    """Stores as in ``tests.cell.stocked``, and the change to them; what else is in the bundle stays as it was."""

    def add(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        with tempfile.TemporaryDirectory(prefix="stores-") as scratch:
            folder = Path(scratch)
            for path in files:
                if "/profiles/" in path:
                    (folder / path).parent.mkdir(parents=True, exist_ok=True)
            change(fill(folder))
            return {one.relative_to(folder).as_posix(): one.read_bytes() for one in sorted(folder.rglob("*.p12"))}

    return add


def other_root(found: Profiles) -> None:
    """The cell's trust store on stpNode holds another root."""
    put(found["stpNode"] / CELL / "trust.p12", truststore(root("otherroot")))


def imported(found: Profiles) -> None:
    """The wildcard certificate was imported into the cell's key store, and into no other."""
    for profile in found.values():
        put(profile / CELL / "key.p12", keystore("wildcard_acme", "*.acme.example"))


def shortened(found: Profiles) -> None:
    """The key stores of stpNode hold a certificate without the intermediate that issued it."""
    alone = p12("default", own_key("leaf"), leaf("stp.acme.example", "sub"), password=STORE_PASSWORD)
    put(found["stpNode"] / CELL / "nodes/stpNode/key.p12", alone)
    put(found["stpNode"] / CELL / "key.p12", alone)


def other_password(found: Profiles) -> None:
    """The key store of sipNode has a password that the configuration does not know."""
    data = p12("default", own_key("leaf"), leaf("sip.acme.example"), root(), password="something-else")
    put(found["sipNode"] / CELL / "nodes/sipNode/key.p12", data)


def other_type(found: Profiles) -> None:
    """The key store of sipNode is a JKS file, though configured as PKCS12."""
    data = jks((1, "default", [der(leaf("sip.acme.example")), der(root())]), password=STORE_PASSWORD)
    put(found["sipNode"] / CELL / "nodes/sipNode/key.p12", data)


def for_servers_only(found: Profiles) -> None:
    """The cell's certificate was bought for servers: it must not be shown by a client."""
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    _everywhere(found, leaf("cell.acme.example", "cellroot", usage))


def ended(found: Profiles) -> None:
    """The cell's certificate ended with the year 2015."""
    _everywhere(found, _signed("leaf", datetime(2016, 1, 1, tzinfo=UTC)))


def small_key(found: Profiles) -> None:
    """The cell's certificate has an RSA key of 1024 bits."""
    _everywhere(found, _signed("small", datetime(2017, 1, 1, tzinfo=UTC)), _small())


def named(host: str) -> Change:
    """The certificates of stpNode carry this name."""

    def change(found: Profiles) -> None:
        data = keystore("default", host)
        for place in ("key.p12", "nodes/stpNode/key.p12"):
            put(found["stpNode"] / CELL / place, data)

    return change


def _everywhere(found: Profiles, one: x509.Certificate, own: Any = None) -> None:
    data = p12("default", own or own_key("leaf"), one, root(), password=STORE_PASSWORD)
    for profile in found.values():
        put(profile / CELL / "key.p12", data)


@cache
def _small() -> Any:
    return key("rsa1024")


@cache
def _signed(whose: str, end: datetime) -> x509.Certificate:
    own = _small() if whose == "small" else own_key("leaf")
    builder = (
        x509.CertificateBuilder().subject_name(name("cell.acme.example")).issuer_name(name("cellroot"))
        .public_key(own.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2015, 1, 1, tzinfo=UTC)).not_valid_after(end)
    )  # fmt: skip
    return builder.sign(own_key("cellroot"), hashes.SHA256())
