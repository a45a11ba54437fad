"""The key file: a random key and the pseudonyms given so far. Whoever holds it can undo the redaction."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field

from loganalyzer.errors import UsageError

SCHEMA: Final = "loganalyzer.redaction-key/1"


class Key(Struct, frozen=True):
    """``names``: original, in lower case -> pseudonym, as earlier runs gave them."""

    secret: bytes
    names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def random(cls) -> Key:
        """A key nobody else has."""
        return cls(secrets.token_bytes(32))

    @classmethod
    def read(cls, path: Path) -> Key:
        """The key in a file; a new one if there is no such file.

        Raises:
            UsageError: the file is no key.
        """
        if not path.exists():
            return cls.random()
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            return cls._of(document)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(f"{path} is no redaction key that this version reads") from error

    @classmethod
    def _of(cls, document: dict[str, Any]) -> Key:
        if document["schema"] != SCHEMA:
            raise ValueError(SCHEMA)
        names = {str(name): str(pseudonym) for name, pseudonym in document["names"].items()}
        return cls(bytes.fromhex(document["key"]), names)

    def rank(self, kind: str, name: str) -> bytes:
        """What names are numbered by: the order says nothing about the names."""
        return hmac.digest(self.secret, f"{kind}\0{name.casefold()}".encode("utf-8", "surrogatepass"), hashlib.sha256)


def write_key(path: Path, key: Key) -> None:
    """Write or replace a key file, readable by its owner only from the first byte on.

    Raises:
        UsageError: it cannot be written.
    """
    document = {"schema": SCHEMA, "key": key.secret.hex(), "names": dict(sorted(key.names.items()))}
    text = json.dumps(document, indent=1, ensure_ascii=True) + "\n"
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # created with mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(temporary, path)  # noqa: PTH105 - the one call that is atomic on every platform
        finally:
            Path(temporary).unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write the key file {path}: {error.strerror or error}") from error
