"""Key stores for handshakes on the loopback interface, made with ``keytool``; and running a command without risk of a hang."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

PASSWORD = "changeit"
_COMMON = ["-storetype", "PKCS12", "-storepass", PASSWORD, "-keypass", PASSWORD]
_KEY = ["-genkeypair", "-keyalg", "RSA", "-keysize", "2048"]
LEAVES = {
    "good": ("CN=localhost,O=Example", "san=dns:localhost,ip:127.0.0.1", ["-validity", "100"]),
    "elsewhere": ("CN=elsewhere.example.com,O=Example", "san=dns:elsewhere.example.com", ["-validity", "100"]),
    "client": ("CN=client one,O=Example", "san=dns:client.example.com", ["-validity", "100"]),
    "expired": ("CN=localhost,OU=Expired,O=Example", "san=dns:localhost", ["-startdate", "-400d", "-validity", "10"]),
}


def run(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command with an end to its time and nothing to read; both streams in one text."""
    return subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"LC_ALL": "C.UTF-8", **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=120,
        check=False,
    )


def make(keytool: str, folder: Path) -> Path:
    """A root, four certificates that it issued, a store that trusts it (``trust``) and one that trusts another (``other``)."""
    _root(keytool, folder, "ca", "CN=Test Root,O=Example")
    _root(keytool, folder, "foreign", "CN=Other Root,O=Other")
    _trust(keytool, folder, "trust", "ca")
    _trust(keytool, folder, "other", "foreign")
    for name in LEAVES:
        _leaf(keytool, folder, name)
    return folder


def _call(keytool: str, folder: Path, store: str, *arguments: str) -> None:
    done = run([keytool, *_COMMON, "-keystore", f"{store}.p12", *arguments], folder)
    assert done.returncode == 0, done.stdout


def _root(keytool: str, folder: Path, name: str, subject: str) -> None:
    _call(keytool, folder, name, *_KEY, "-alias", name, "-dname", subject, "-ext", "bc:c", "-validity", "3650")
    _call(keytool, folder, name, "-exportcert", "-alias", name, "-rfc", "-file", f"{name}.pem")


def _trust(keytool: str, folder: Path, store: str, root: str) -> None:
    _call(keytool, folder, store, "-importcert", "-alias", root, "-file", f"{root}.pem", "-noprompt")


def _leaf(keytool: str, folder: Path, name: str) -> None:
    subject, alternative, validity = LEAVES[name]
    _call(keytool, folder, name, *_KEY, "-alias", name, "-dname", subject)
    _call(keytool, folder, name, "-certreq", "-alias", name, "-file", f"{name}.csr")
    issue = ["-gencert", "-alias", "ca", "-infile", f"{name}.csr", "-outfile", f"{name}.pem", "-rfc"]
    _call(keytool, folder, "ca", *issue, "-ext", alternative, *validity)
    _trust(keytool, folder, name, "ca")
    _call(keytool, folder, name, "-importcert", "-alias", name, "-file", f"{name}.pem", "-noprompt")
