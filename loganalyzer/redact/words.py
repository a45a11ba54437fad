"""Names that say nothing about whose system it is, and so are never replaced: fixed names, defaults, plain words."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Final

SHORTEST: Final = 3
"""Shorter names are left: replacing two letters wherever they stand would break the text and hide nothing."""


def _sections() -> dict[str, frozenset[str]]:
    """The lists of ``words.txt`` by name."""
    text = files("loganalyzer.redact").joinpath("words.txt").read_text("utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    parts = re.split(r"^\[(\w+)\]$", lines, flags=re.MULTILINE)
    return {name: frozenset(words.split()) for name, words in zip(parts[1::2], parts[2::2], strict=True)}


LISTS: Final = _sections()
COMMON: Final = LISTS["fixed"] | LISTS["plain"]
PUBLIC: Final = LISTS["public"]
"""Hosts of standards and vendors: namespaces of documents and addresses of manuals, the same on every system."""

COMPONENTS: Final = tuple(sorted(LISTS["components"]))
"""What a server's name may say of the product's part it runs: no secret, and what some causes depend on."""

PSEUDONYM: Final = re.compile(
    r"(?:cell|node|server|cluster|host|domain|user|ip|mac|mail|profile|keystore|certificate|org|unit|place|subject|realm"
    r"|session|token|term)"
    rf"-\d{{2,}}(?:-(?:{'|'.join(COMPONENTS)}))*",
    re.IGNORECASE,
)

_ENDPOINT: Final = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:ADDRESS|PORT|HOST|SECURE|ADMINHOST|DEFAULTHOST)")
_MESSAGE_ID: Final = re.compile(r"[A-Z]{3,5}\d{4}[A-Z]?")
_PACKAGE: Final = re.compile(
    r"(?:com\.ibm|org\.(?:apache|eclipse|omg|w3c)|javax?|sun|jdk|was|ws|user)\.", re.IGNORECASE
)
_WORDS: Final = re.compile(r"[\s_]+")
_NO_NAME: Final = re.compile(r"[\W\d_]+|\$\{.*|\*+|%.*|0x[0-9a-f]+|[0-9a-f]{8}", re.IGNORECASE)


def components_of(server: str) -> str:
    """``-meet-proxy`` of ``acmeMeetProxy3``: what the pseudonym of a server keeps of its name."""
    return "".join(f"-{one}" for one in COMPONENTS if one in server.lower())


def says_nothing(name: str, also: frozenset[str] = frozenset()) -> bool:
    """True for a name that is fixed, a plain word, a variable, a number or a pseudonym already.

    Args:
        name: as it was found.
        also: further words, in lower case, such as those of the report's own labels.
    """
    low = name.lower()
    return (
        len(name) < SHORTEST
        or low in COMMON
        or low in also
        or low in PUBLIC
        or all(word in COMMON for word in _WORDS.split(low) if word)
        or PSEUDONYM.fullmatch(name) is not None
        or _ENDPOINT.fullmatch(name) is not None
        or _MESSAGE_ID.fullmatch(name) is not None
        or _PACKAGE.match(name) is not None
        or _NO_NAME.fullmatch(name) is not None
    )
