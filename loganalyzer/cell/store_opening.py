"""The key stores of a bundle, opened in memory: with the passwords of its own documents, then with what the user gave.

No password leaves this module; a store keeps only whether the configured one fits.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from loganalyzer.cell.paths import normal_root
from loganalyzer.cell.store_passwords import Secret, store_secrets
from loganalyzer.cell.stores import Store, read_store

VARIABLE: Final = "LOGANALYZER_STORE_PASSWORD"
_MOST_PASSWORDS: Final = 12


def open_stores(
    files: Mapping[str, bytes], documents: Mapping[str, bytes], given: Sequence[Secret] = ()
) -> tuple[Store, ...]:
    """Bundle members (path -> bytes) -> stores in path order.

    Args:
        files: the key stores and certificate files.
        documents: configuration documents, whose passwords are tried first where their location is the file's.
        given: passwords of the user; the variable ``LOGANALYZER_STORE_PASSWORD`` adds one.
    """
    configured = store_secrets(documents)
    given = [*given, *([Secret(os.environ[VARIABLE])] if os.environ.get(VARIABLE) else [])]
    return tuple(_opened(path, files[path], configured, given) for path in sorted(files))


def _opened(path: str, data: bytes, configured: Sequence[tuple[str, Secret]], given: Sequence[Secret]) -> Store:
    own = list(dict.fromkeys(secret for location, secret in configured if is_at(path, location)))
    every = list(dict.fromkeys([*own, *given, *(secret for _, secret in configured)]))[:_MOST_PASSWORDS]
    if not own:
        return read_store(path, data, every)
    store = read_store(path, data, own)
    if store.password_fits:
        return replace(store, own_password=True)
    if store.password_fits is None:
        return store
    again = read_store(path, data, every) if len(every) > len(own) else store
    return replace(again, own_password=False)


def is_at(path: str, location: str) -> bool:
    """Whether a member is the file of a location such as ``${CONFIG_ROOT}/cells/c/key.p12``: the ends are compared."""
    tail = location.replace("\\", "/").rpartition("}/")[2].lower()
    plain = normal_root(path).lower()
    return bool(tail) and (plain == tail or plain.endswith(f"/{tail}"))


def belongs_to(path: str, root: str, location: str) -> bool:
    """Whether a member is the file of a location as the profile below ``root`` means it.

    ``${CONFIG_ROOT}`` and the like stand for that profile; a full path is compared by its end, as far as the bundle
    keeps it.
    """
    plain, base = normal_root(path), normal_root(root)
    if base and not plain.lower().startswith(f"{base.lower()}/"):
        return False
    inside = plain[len(base) :].strip("/").lower()
    wanted = location.replace("\\", "/").lower()
    if "}/" in wanted:
        tail = wanted.rpartition("}/")[2]
        return inside in {tail, f"config/{tail}"}
    return bool(inside) and (wanted == inside or wanted.endswith(f"/{inside}"))
