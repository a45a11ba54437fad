"""Key stores as ``keytool`` and ``openssl`` make them, of every type and encryption: the right answer, or one clear line."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

pytest.importorskip("cryptography")

from loganalyzer.cell.store_passwords import Secret
from loganalyzer.cell.stores import Store, read_store
from loganalyzer.tls.certificates import CertificateFacts, certificate_facts, validity

PASSWORD = "changeit"
NOW = datetime.now(UTC) + timedelta(hours=1)  # later than what the tools make during this run
Run = Callable[..., None]

# keytool: one entry each in one store, so that few JVMs are started; name -> (arguments of -genkeypair, key, what is wrong)
ENTRIES = {
    "rsa": (["-keyalg", "RSA", "-keysize", "2048"], "RSA 2048", ()),
    "ec": (["-keyalg", "EC", "-groupname", "secp256r1"], "EC secp256r1", ()),
    "weak": (["-keyalg", "RSA", "-keysize", "1024"], "RSA 1024", ("weak key: RSA 1024",)),
    "expired": (["-keyalg", "EC", "-groupname", "secp256r1", "-startdate", "-400d", "-validity", "10"], "EC secp256r1", ("expired",)),
    "early": (["-keyalg", "EC", "-groupname", "secp256r1", "-startdate", "+30d"], "EC secp256r1", ("not valid before",)),
    "wildcard": (["-keyalg", "EC", "-groupname", "secp256r1", "-ext", "san=dns:*.acme.example"], "EC secp256r1", ()),
    "servers": (["-keyalg", "EC", "-groupname", "secp256r1", "-ext", "eku=serverAuth"], "EC secp256r1", ("without clientAuth",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def tool() -> Run:
    import shutil

    def run(*command: str | Path) -> None:
        if shutil.which(str(command[0])) is None:
            pytest.skip(f"{command[0]} is not installed")
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    return run


@pytest.fixture(scope="module")
def made(tool: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``all.p12`` of keytool, the same store converted to its other types, and to its old encryption."""
    folder = tmp_path_factory.mktemp("stores")
    whole = ["-keystore", folder / "all.p12", "-storetype", "PKCS12", "-storepass", PASSWORD]
    for alias, (arguments, _, _) in ENTRIES.items():
        tool("keytool", "-genkeypair", "-alias", alias, "-dname", f"CN={alias}.acme.example", *arguments, *whole)
    convert = [
        "keytool",
        "-importkeystore",
        "-srckeystore",
        folder / "all.p12",
        "-srcstorepass",
        PASSWORD,
        "-deststorepass",
        PASSWORD,
    ]
    tool(*convert, "-destkeystore", folder / "all.jks", "-deststoretype", "JKS")
    tool(*convert, "-destkeystore", folder / "all.jceks", "-deststoretype", "JCEKS")
    tool(*convert, "-destkeystore", folder / "old.p12", "-deststoretype", "PKCS12", "-J-Dkeystore.pkcs12.legacy")
    return folder


def read(path: Path, *passwords: str) -> Store:
    return read_store(path.name, path.read_bytes(), [Secret(word) for word in passwords or (PASSWORD,)])


def facts(store: Store) -> dict[str, CertificateFacts]:
    return {one.alias: one for one in certificate_facts(store, NOW)}


@pytest.mark.parametrize("name", ["all.p12", "old.p12", "all.jks", "all.jceks"])
def test_every_type_and_encryption_of_keytool(made: Path, name: str) -> None:
    store = read(made / name)
    found = facts(store)
    assert (store.problem, store.remark, store.password_fits) == (None, None, True)
    assert {alias: (one.has_key, one.key) for alias, one in found.items()} == {
        a: (True, key) for a, (_, key, _) in ENTRIES.items()
    }
    for alias, (_, _, wrong) in ENTRIES.items():
        assert len(found[alias].problems) == len(wrong)
        assert all(word in problem for word, problem in zip(wrong, found[alias].problems, strict=True))
    assert [validity(found[a], NOW) for a in ("rsa", "expired", "early")] == ["valid", "expired", "not yet valid"]
    assert found["wildcard"].names == ("DNS:*.acme.example",)
    assert found["servers"].usages == ("serverAuth",)


def test_the_two_encryptions_are_told_apart(made: Path) -> None:
    assert set(read(made / "old.p12").sealing) == {"MAC SHA-1", "PBE-SHA1-3DES", "PBE-SHA1-RC2-40"}
    assert set(read(made / "all.p12").sealing) == {"MAC SHA-256", "PBES2"}


@pytest.mark.parametrize("name", ["all.p12", "all.jks", "all.jceks"])
def test_a_wrong_password_and_a_truncated_file_give_one_line(made: Path, tmp_path: Path, name: str) -> None:
    refused = read(made / name, "wrong")
    assert refused.password_fits is False
    line = refused.problem or refused.remark
    assert line is not None
    assert "passwords fits" in line or "no password fits" in line
    cut = tmp_path / name
    cut.write_bytes((made / name).read_bytes()[:700])
    store = read(cut)
    assert "truncated" in str(store.problem)
    for said in (line, store.problem):
        assert "\n" not in str(said)
        assert PASSWORD not in str(said)


@pytest.fixture(scope="module")
def chain(tool: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """root -> sub -> leaf by ``openssl``."""
    folder = tmp_path_factory.mktemp("openssl")
    ca = ["-addext", "basicConstraints=critical,CA:TRUE"]
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "100"]
    issuer: list[str | Path] = []
    for name in ("root", "sub", "leaf"):
        out = ["-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem", "-subj", f"/CN={name}.acme.example"]
        tool("openssl", "req", "-x509", *key, *out, *(ca if name != "leaf" else []), *issuer)
        issuer = ["-CA", folder / f"{name}.pem", "-CAkey", folder / f"{name}.key"]
    (folder / "sub+root.pem").write_text((folder / "sub.pem").read_text() + (folder / "root.pem").read_text())
    tool("openssl", "x509", "-in", folder / "leaf.pem", "-outform", "DER", "-out", folder / "leaf.der")
    return folder


LEGACY = ["-certpbe", "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES", "-macalg", "sha1"]


@pytest.mark.parametrize("options", [[], LEGACY, ["-nomac"]], ids=["modern", "legacy", "no-mac"])
@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("sub+root.pem", "complete (3)"),
        ("sub.pem", "missing CN=root.acme.example"),
        (None, "missing CN=sub.acme.example"),
    ],
)
def test_pkcs12_of_openssl(
    tool: Run, chain: Path, tmp_path: Path, more: str | None, told: str, options: list[str]
) -> None:
    target = tmp_path / "key.p12"
    extra = ["-certfile", chain / more] if more else []
    tool("openssl", "pkcs12", "-export", "-name", "wildcard", "-inkey", chain / "leaf.key", "-in", chain / "leaf.pem", *extra,
         "-passout", f"pass:{PASSWORD}", "-out", target, *options)  # fmt: skip
    store = read(target)
    one = facts(store)["wildcard"]
    assert (store.problem, one.has_key, one.chain) == (None, True, told)
    assert ("PBES2" in store.sealing) is (options != LEGACY)


def test_pem_and_der_of_openssl(chain: Path) -> None:
    assert [c.subject for c in certificate_facts(read(chain / "sub+root.pem"), NOW)] == [
        "CN=sub.acme.example",
        "CN=root.acme.example",
    ]
    (one,) = certificate_facts(read(chain / "leaf.der"), NOW)
    assert (one.subject, one.has_key) == ("CN=leaf.acme.example", False)
    key_alone = read_store("key.pem", (chain / "leaf.key").read_bytes(), [])
    assert key_alone.problem is not None
    assert "\n" not in key_alone.problem
