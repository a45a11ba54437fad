"""Packing: every byte is looked at before it is written, and the files appear all together or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from loganalyzer.errors import UsageError
from loganalyzer.redact import Verifier
from loganalyzer.report.atomic import replacing
from loganalyzer.report.attachment_parts import Part

_FIXED_DATE: Final = (1980, 1, 1, 0, 0, 0)
_BLOCK: Final = 1 << 20
_OVERLAP: Final = 4096
_MOST_PARTS: Final = 999

Manifest = Callable[[list[dict[str, Any]]], dict[str, Any]]


def pack(target: Path, parts: Iterable[Part], manifest: Manifest, verifier: Verifier | None) -> None:
    """Write a zip of the parts and of the manifest that lists them.

    Args:
        target: written over.
        parts: in the order they get.
        manifest: makes the manifest from the list of what was written.
        verifier: looks at every name and every byte first.

    Raises:
        RedactionError: something secret would leave; ``target`` is then to be thrown away.
    """
    listed = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in _unique(parts):
            _check_name(name, verifier)
            listed.append(_add(archive, name, part, verifier))
        document = json.dumps(manifest(listed), indent=1, ensure_ascii=True) + "\n"
        _add(archive, "manifest.json", Part.of("manifest.json", document.encode()), verifier)


def publish(packed: Path, target: Path, max_size: int | None, *, force: bool) -> list[Path]:
    """Put a packed file in its place, in pieces ``.001``, ``.002`` … if it is larger than ``max_size``."""
    size = packed.stat().st_size
    if max_size is None or size <= max_size:
        _remove_old(target, force=force)
        os.replace(packed, target)  # noqa: PTH105 - the one call that is atomic on every platform
        return [target]
    count = -(-size // max_size)
    if count > _MOST_PARTS:
        raise UsageError(f"--max-size is too small: {count} pieces would be needed")
    names = [target.with_name(f"{target.name}.{number:03d}") for number in range(1, count + 1)]
    with ExitStack() as stack, packed.open("rb") as source:
        for place in [stack.enter_context(replacing(name)) for name in reversed(names)][::-1]:
            _copy(source, place, max_size)
        _remove_old(target, force=force)
    return names


def existing(target: Path) -> list[Path]:
    """What an earlier run left under this name, whole or in pieces."""
    pieces = re.compile(re.escape(target.name) + r"(?:\.[0-9]{3})?")
    return sorted(path for path in target.parent.iterdir() if pieces.fullmatch(path.name))


def _remove_old(target: Path, *, force: bool) -> None:
    for path in existing(target) if force else ():
        path.unlink()


def _copy(source: Any, place: Path, size: int) -> None:
    with place.open("wb") as file:
        left = size
        while left and (block := source.read(min(left, _BLOCK))):
            file.write(block)
            left -= len(block)


def _add(archive: zipfile.ZipFile, name: str, part: Part, verifier: Verifier | None) -> dict[str, Any]:
    entry = zipfile.ZipInfo(name, _FIXED_DATE)
    entry.create_system, entry.external_attr, entry.compress_type = 3, 0o644 << 16, zipfile.ZIP_DEFLATED
    digest, size = hashlib.sha256(), 0
    with archive.open(entry, "w", force_zip64=True) as file:
        for chunk in _checked(part.chunks(), name, verifier):
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return {"name": name, "bytes": size, "sha256": digest.hexdigest()}


def _checked(chunks: Iterator[bytes], name: str, verifier: Verifier | None) -> Iterator[bytes]:
    before = b""
    for chunk in chunks:
        if verifier is not None:
            verifier.check(before + chunk, name)
            before = chunk[-_OVERLAP:]
        yield chunk


def _check_name(name: str, verifier: Verifier | None) -> None:
    if verifier is not None:
        verifier.check(name.encode("utf-8", "replace"), "the name of a file")


def _unique(parts: Iterable[Part]) -> Sequence[tuple[str, Part]]:
    """Two names may become one by redaction, or on systems that know no case; the second then gets a number."""
    used: dict[str, int] = {}
    named = []
    for part in parts:
        count = used[part.name.lower()] = used.get(part.name.lower(), 0) + 1
        folder, slash, name = part.name.rpartition("/")
        stem, dot, ending = name.partition(".")
        named.append((part.name if count == 1 else f"{folder}{slash}{stem} ({count}){dot}{ending}", part))
    return named
