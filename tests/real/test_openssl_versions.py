"""Predictions against OpenSSL, in memory: every pair of version ranges. It has ranges only, so there are no holes."""

from __future__ import annotations

import ssl
from itertools import combinations_with_replacement
from pathlib import Path

import pytest

from loganalyzer.tls import Version, negotiate

NAMES = {
    Version.TLSV1: ssl.TLSVersion.TLSv1,
    Version.TLSV1_1: ssl.TLSVersion.TLSv1_1,
    Version.TLSV1_2: ssl.TLSVersion.TLSv1_2,
    Version.TLSV1_3: ssl.TLSVersion.TLSv1_3,
}
RANGES = list(combinations_with_replacement(NAMES, 2))


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("cryptography")
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    from tests.cell.certificates import certificate, key

    own = key()
    target = tmp_path_factory.mktemp("openssl") / "own.pem"
    private = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    target.write_bytes(private + certificate("localhost", own).public_bytes(Encoding.PEM))
    return target


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("server", RANGES)
@pytest.mark.parametrize("client", RANGES)
def test_pair_of_ranges(pem: Path, client: tuple[Version, Version], server: tuple[Version, Version]) -> None:
    sets = [frozenset(v for v in NAMES if least <= v <= most) for least, most in (client, server)]
    result = negotiate(*sets)
    assert agreed(context(client, None), context(server, pem)) == (str(result.version) if result.version else None)


def context(versions: tuple[Version, Version], pem: Path | None) -> ssl.SSLContext:
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if pem else ssl.PROTOCOL_TLS_CLIENT)
    found.set_ciphers("ALL:@SECLEVEL=0")
    found.minimum_version, found.maximum_version = (NAMES[v] for v in versions)
    if pem:
        found.load_cert_chain(pem)
    else:
        found.check_hostname = False
        found.verify_mode = ssl.CERT_NONE
    return found


def agreed(client: ssl.SSLContext, server: ssl.SSLContext) -> str | None:
    """The version both ends agree on, or None when one of them gives up. No socket is opened."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = client.wrap_bio(to_client, to_server), server.wrap_bio(to_server, to_client, server_side=True)
    done = set()
    for _ in range(10):
        for end in ends:
            try:
                end.do_handshake()
                done.add(end)
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLError:
                return None
        if len(done) == 2:
            return ends[1].version()
    return None
