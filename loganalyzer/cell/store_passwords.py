"""Passwords of the bundle's own key stores, for opening them in memory; nothing here ends up in a value or an output.

``{xor}`` is WebSphere's encoding, not an encryption: base64 over the bytes XORed with an underscore.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from typing import Final

from loganalyzer.cell.documents import RefusedDocumentError, read_xml
from loganalyzer.cell.paths import config_kind
from loganalyzer.cell.properties import parse_properties

_XOR: Final = "{xor}"


class Secret:
    """A password that does not show itself: neither in ``repr`` nor in a traceback's locals."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "Secret(...)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


def store_secrets(documents: Mapping[str, bytes]) -> tuple[tuple[str, Secret], ...]:
    """(location as written, password) of every store that security.xml or ssl.client.props names, in path order."""
    found = ((pair) for path in sorted(documents) for pair in _secrets(path, documents[path]))
    return tuple(dict.fromkeys(found))


def _secrets(path: str, data: bytes) -> Iterator[tuple[str, Secret]]:
    if config_kind(path) == "security":
        yield from _in_security(data)
    elif config_kind(path) == "client-props":
        yield from _in_properties(data)


def _in_security(data: bytes) -> Iterator[tuple[str, Secret]]:
    try:
        root = read_xml(data, with_passwords=True).root
    except RefusedDocumentError:
        return
    for element in root.walk("keyStores"):
        secret = decoded(element.get("password") or "")
        if secret is not None:
            yield element.get("location") or "", secret


def _in_properties(data: bytes) -> Iterator[tuple[str, Secret]]:
    values = {e.key: e.value for e in parse_properties(data.decode("latin-1"))}
    for kind in ("key", "trust"):
        secret = decoded(values.get(f"com.ibm.ssl.{kind}StorePassword", ""))
        if secret is not None:
            yield values.get(f"com.ibm.ssl.{kind}Store", ""), secret


def decoded(text: str) -> Secret | None:
    """``{xor}…`` or plain text -> password; None for other encodings, whose key is not in the bundle, and for nothing."""
    text = text.strip()
    if text.lower().startswith(_XOR):
        try:
            raw = base64.b64decode(text[len(_XOR) :], validate=True)
        except (binascii.Error, ValueError):
            return None
        return Secret(bytes(b ^ 0x5F for b in raw).decode("utf-8", "replace"))
    return None if not text or re.match(r"\{\w", text) else Secret(text)
