"""Message texts by id and language, and the exception texts of each JSSE generation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Message:
    """One row of messages.tsv."""

    key: str
    component: str
    level: str
    english: str
    german: str

    def text(self, language: str, *args: object) -> str:
        """The text as logged, with the id in front where the key is one."""
        template = self.german if language == "de" and self.german else self.english
        filled = template.format(*args)
        return f"{self.key.partition('.')[0]}: {filled}" if self.key[0].isupper() else filled


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Message]:
    """Every message of messages.tsv."""
    lines = Path(__file__).with_name("messages.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {row[0]: Message(*row) for row in rows}


@dataclass(frozen=True, slots=True)
class TlsTexts:
    """What each end logs when two sides share no protocol version."""

    strict_server: str
    strict_client: str
    peer: str


_SSL = "javax.net.ssl.SSLHandshakeException: "
LEGACY = TlsTexts(
    strict_server=_SSL + "Client requested protocol TLSv1 not enabled or not supported",
    strict_client=_SSL + "Server chose TLSv1, but that protocol version is not enabled or not supported by the client.",
    peer=_SSL + "Received fatal alert: handshake_failure",
)
MODERN = TlsTexts(
    strict_server=_SSL + "Client requested protocol TLSv1 is not enabled or supported in server context",
    strict_client=_SSL + "The server selected protocol version TLS10 is not accepted by client preferences [TLS12]",
    peer=_SSL + "Received fatal alert: protocol_version",
)
PLAINTEXT = "javax.net.ssl.SSLException: Unrecognized SSL message, plaintext connection?"
REMOTE_CLOSED = _SSL + "Remote host closed connection during handshake"


def level(text: str) -> tuple[int, ...]:
    """A dotted level as numbers, for comparing."""
    return tuple(int(part) for part in text.split("."))


def tls_texts(java_level: str) -> TlsTexts:
    """The wording of a Java 8 level: it changed with 8.0.6.25."""
    return MODERN if level(java_level) >= (8, 0, 6, 25) else LEGACY


def handshake_key(product_level: str) -> str:
    """SSLC0008E names hosts and ports from 8.5.5.23 and 9.0.5.15 on."""
    parts = level(product_level)
    newer = parts >= (9, 0, 5, 15) or ((8, 5, 5, 23) <= parts < (9,))
    return "SSLC0008E.hosts" if newer else "SSLC0008E"
