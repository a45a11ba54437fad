"""A small cell whose logs, documents and file names hold 200 secrets of all kinds, each of them listed."""

from __future__ import annotations

import base64
import gzip
import io
import random
import string
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

HEADER = (
    "************ Start Display Current Environment ************\n"
    "WebSphere Platform 8.5.5.9 [ND 8.5.5.9 cf091617.03] [JAVA8 8.0.3.0 pxa6480sr3] "
    "running with process name {cell}\\{node}\\{server} and process id 20100\n"
    "Host Operating System is Linux, version 3.10.0\n"
    "user.install.root = /opt/IBM/WebSphere/AppServer/profiles/{profile}\n"
    "************* End Display Current Environment *************\n"
)
REFUSED = (
    "SSLC0008E: Unable to initialize SSL connection.  Unauthorized access was denied or security settings have expired.  "
    "Exception is javax.net.ssl.SSLHandshakeException: Client requested protocol TLSv1 not enabled or not supported"
)


@dataclass(slots=True)
class Planted:
    """The secrets, and the files that hold them."""

    random: random.Random
    secrets: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def word(self, size: int = 9) -> str:
        """A word that stands nowhere else."""
        return "q" + "".join(self.random.choices(string.ascii_lowercase, k=size)) + str(self.random.randint(10, 99))

    def keep(self, secret: str) -> str:
        """Note a secret, and give it back."""
        self.secrets.append(secret)
        return secret


def plant(folder: Path, seed: int = 7) -> list[str]:
    """Write the bundle and return its secrets."""
    planted = Planted(random.Random(seed))
    names = {kind: planted.keep(planted.word()) for kind in ("cell", "node", "server", "profile", "cluster")}
    for make in (_hosts, _addresses, _people, _passwords, _tokens, _subjects, _escaped):
        planted.lines += make(planted)
    root = folder / names["node"] / "profiles" / names["profile"]
    logs = root / "logs" / names["server"]
    logs.mkdir(parents=True)
    (logs / "SystemOut.log").write_text(HEADER.format(**names) + _log(planted.lines), encoding="utf-8")
    cell = root / "config" / "cells" / names["cell"]
    _documents(planted, names, cell, root)
    return planted.secrets


def _log(lines: list[str]) -> str:
    return "".join(
        f"[10/{13 + number // 1440}/16 {number // 60 % 24}:{number % 60:02d}:31:278 BST] 000000ba SSLHandshakeE E   {REFUSED} {line}\n"
        for number, line in enumerate(lines)
    )


def _hosts(planted: Planted) -> Iterator[str]:
    domain = planted.keep(f"{planted.word(5)}.example")
    for number in range(32):
        host = planted.keep(f"{planted.word()}.{domain}")
        yield (f"connecting to https://{host}:9443/x", f"peer {host} refused", f'host="{host}"', f"host={host}")[
            number % 4
        ]


def _addresses(planted: Planted) -> Iterator[str]:
    for number in range(20):
        yield f"from {planted.keep(f'10.{number}.{planted.random.randint(10, 250)}.{planted.random.randint(10, 250)}')}"
    for number in range(10):
        yield f"to [{planted.keep(f'fd00:{planted.random.randint(4096, 65535):x}::{number + 16:x}')}]:9443"


def _people(planted: Planted) -> Iterator[str]:
    for number in range(20):
        user = planted.keep(planted.word())
        yield (
            f"ADMR0016I: User defaultWIMFileBasedRealm/{user} modified document x.xml.",
            f"Authentication failed for user {user}.",
            f"user: {user}",
            f"uid={user},ou=people",
            f"/home/{user}/x",
        )[number % 5]
    for _ in range(15):
        yield f"mail to {planted.keep(f'{planted.word()}@{planted.word(4)}.com')} failed"


def _passwords(planted: Planted) -> Iterator[str]:
    for number in range(15):
        word = planted.keep(planted.word())
        yield (
            f"password={word}",
            f'password="{word}"',
            f"-password {word} x",
            f"https://u:{word}@h/x",
            f"keyPass, pwd: {word}",
        )[number % 5]
    for number in range(10):
        word = planted.keep(planted.word())
        hidden = base64.b64encode(bytes(byte ^ 0x5F for byte in word.encode())).decode()
        yield (
            f"value {{xor}}{planted.keep(hidden)} set, and once more {word}"
            if number % 2
            else f"value {{xor}}{planted.keep(hidden)}"
        )


def _tokens(planted: Planted) -> Iterator[str]:
    def blob(size: int) -> str:
        return base64.b64encode(planted.random.randbytes(size)).decode().rstrip("=")

    for number in range(24):
        token = planted.keep(blob(48))
        session = planted.keep(f"0000{planted.word(16)}") if number % 4 == 3 else ""
        yield (
            f"LtpaToken2={token}",
            f"Authorization: Bearer {token}",
            f"Cookie: a={token}",
            f"JSESSIONID={session}:-1 {token}",
        )[number % 4]
    for _ in range(3):
        body = "\n".join(planted.keep(blob(48)) for _ in range(3))
        yield f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----"


def _subjects(planted: Planted) -> Iterator[str]:
    for _ in range(5):
        cn, unit, org, place = (planted.keep(planted.word()) for _ in range(4))
        yield f"subject CN={cn}, OU={unit}, O={org} Ltd, L={place}, C=DE; and {org} again"


def _escaped(planted: Planted) -> Iterator[str]:
    """The same words once more, in forms that a plain search would not find."""
    known = planted.secrets[5:25]
    for number, secret in enumerate(known):
        yield (
            f"see %{ord(secret[0]):02X}{quote(secret[1:], safe='')}",
            f"xml &#{ord(secret[0])};{escape(secret[1:])}",
            f"json \\u{ord(secret[0]):04x}{secret[1:]}",
            f"encoded {base64.b64encode(f'x {secret} y'.encode()).decode()}",
        )[number % 4]


def _documents(planted: Planted, names: dict[str, str], cell: Path, root: Path) -> None:
    (cell / "nodes" / names["node"]).mkdir(parents=True)
    admin, bind, store, alias = (planted.keep(planted.word()) for _ in range(4))
    (cell / "security.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<security:Security xmlns:xmi="http://www.omg.org/XMI" xmi:version="2.0"'
        ' xmlns:security="http://www.ibm.com/websphere/appserver/schemas/5.0/security.xmi" xmi:id="Security_1">\n'
        f'<userRegistries primaryAdminId="{admin}" bindPassword="{planted.keep(planted.word())}" baseDN="ou={bind},dc=example"/>\n'
        f'<keyStores xmi:id="K1" name="{store}" password="{planted.keep(planted.word())}" location="/x/{store}.p12"/>\n'
        f'<sslConfigGroups name="{names["node"]}" certificateAlias="{alias}"/>\n'
        f'<managementScopes xmi:id="S1" scopeName="(cell):{names["cell"]}:(cluster):{names["cluster"]}" scopeType="cluster"/>\n'
        "</security:Security>\n",
        encoding="utf-8",
    )
    host = planted.keep(f"{planted.word()}.{planted.word(4)}.example")
    (cell / "nodes" / names["node"] / "serverindex.xml").write_text(
        '<serverindex:ServerIndex xmlns:xmi="http://www.omg.org/XMI"'
        ' xmlns:serverindex="http://www.ibm.com/websphere/appserver/schemas/5.0/serverindex.xmi"'
        f' hostName="{host}">\n'
        f'<serverEntries serverName="{names["server"]}" serverType="APPLICATION_SERVER"/>\n</serverindex:ServerIndex>\n',
        encoding="utf-8",
    )
    (root / "properties").mkdir()
    (root / "properties" / "soap.client.props").write_text(
        f"com.ibm.SOAP.loginUserid={planted.keep(planted.word())}\ncom.ibm.SOAP.loginPassword={planted.keep(planted.word())} x\\\n",
        encoding="utf-8",
    )


def everything_in(path: Path) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of a zip and of every member, opened."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            yield name, name.encode()
            data = archive.read(name)
            yield name, data
            if data[:2] == b"\x1f\x8b":
                yield name, gzip.GzipFile(fileobj=io.BytesIO(data)).read()
