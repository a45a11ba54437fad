"""What must not leave: every original with its kind, and how strictly it is searched."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from msgspec import Struct

KINDS: Final = (
    "term", "cell", "node", "server", "cluster", "host", "ip", "mac", "mail", "user", "profile", "keystore", "certificate",
    "domain", "realm", "org", "unit", "place", "subject",
    "session", "token", "password", "authorization header", "cookie", "key material",
)  # fmt: skip
"""A name found as several kinds counts as the first of them."""

SECRET: Final = frozenset({"password", "authorization header", "cookie", "key material"})
"""Kinds that get no pseudonym: nothing is told by which secret it was."""

ANYWHERE: Final = frozenset(
    {"term", "password", "token", "session", "authorization header", "cookie", "key material", "mail"}
)
"""Kinds that go even from within a class name."""

_LONG: Final = 12
_PLAIN: Final = re.compile(r"[A-Za-z0-9._-]+")
"""What XML, JSON and addresses write as it is."""


class Original(Struct, frozen=True):
    """``whole``: a term that is part of the report's own words, and so only searched as a word of its own."""

    kind: str
    text: str
    whole: bool = False

    @property
    def bounded(self) -> bool:
        """Terms and long secrets go wherever they stand; names only as whole words."""
        if self.kind == "term":
            return self.whole
        return not (self.kind in ANYWHERE and len(self.text) >= _LONG)

    @property
    def label(self) -> str:
        """The kind in words, for messages."""
        return {"ip": "IP address", "mac": "MAC address", "mail": "mail address", "term": "term of yours"}.get(
            self.kind, self.kind
        ) + (" name" if self.kind in {"cell", "node", "server", "cluster", "host", "user", "profile", "domain"} else "")

    def spellings(self) -> Iterator[str]:
        """As it stands and as XML, JSON and addresses write it."""
        text = self.text
        if _PLAIN.fullmatch(text):
            yield text
            return
        json_text = json.dumps(text)[1:-1]
        forms = (text, html.escape(text), html.escape(text, quote=False), json_text, quote(text, safe=""), quote(text))
        yield from dict.fromkeys(forms)


def stronger(one: str, other: str) -> str:
    """Of two kinds the one that counts."""
    return min(one, other, key=KINDS.index)
