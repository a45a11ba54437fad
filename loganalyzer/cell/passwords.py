"""What is never kept: passwords. Values are dropped where they are read, so no later room can leak them."""

from __future__ import annotations

import re
from typing import Final

_SECRET_NAME: Final = re.compile(r"passw|passphrase|pwd|secret|credential", re.IGNORECASE)
_ENCODED: Final = re.compile(r"\{\w[\w:.-]*\}\S")
_ARGUMENT: Final = re.compile(r'(?:[^\s"]|"[^"]*(?:"|\Z))+')


def is_secret_name(name: str) -> bool:
    """True for attribute and property names that announce a password (``password``, ``keyStorePassword``, ``pwd``)."""
    return _SECRET_NAME.search(name) is not None


def is_secret_value(value: str) -> bool:
    """True for values in an encoding WebSphere uses for passwords, such as ``{xor}CDo9Hgw=``, whatever the name."""
    return _ENCODED.match(value.strip()) is not None


def safe_arguments(text: str) -> tuple[str, ...]:
    """Split a JVM argument line at blanks outside quotes; arguments that mention a password are dropped.

    An unclosed quote swallows the rest of the line, so that nothing behind a password is mistaken for an argument.
    """
    return tuple(a for a in _ARGUMENT.findall(text) if not is_secret_name(a) and not is_secret_value(_after_equals(a)))


def _after_equals(argument: str) -> str:
    return argument.partition("=")[2].strip('"')
