"""What opens a member, each time anew and in any process: small values that can be pickled."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from loganalyzer.bundle.decoders import Source, decoder, zip_lzma_decoder
from loganalyzer.bundle.members import MemberError
from loganalyzer.bundle.streams import Checks, Guarded, Region, cannot_read
from loganalyzer.bundle.unpack import Unpacked

_LOCAL_HEADER = struct.Struct("<4s22xHH")
STORED, LZMA = 0, 14
ZIP_CODINGS = {8: "deflate", 9: "deflate64", 12: "bzip2", 93: "zstd", 95: "xz"}
"""The compression methods of zip that are read, besides those two."""


def open_file(path: Path) -> BinaryIO:
    """Open a plain file, with the one kind of error that callers of a member expect."""
    try:
        return path.open("rb")
    except OSError as error:
        raise MemberError(cannot_read(error)) from None


class FileOpener:
    """Opens a whole file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self) -> BinaryIO:
        """Open it."""
        return open_file(self.path)


class RegionOpener:
    """Opens a range of a file: a member of a tar."""

    def __init__(self, path: Path, offset: int, checks: Checks) -> None:
        self.path = path
        self.offset = offset
        self.checks = checks

    def __call__(self) -> BinaryIO:
        """Open it."""
        file = open_file(self.path)
        file.seek(self.offset)
        return cast("BinaryIO", Guarded(Region(file, self.checks.size or 0), self.checks))


class UnpackOpener:
    """Opens what another opener gives, decompressed: a single ``.gz``, ``.bz2``, ``.xz`` or ``.zst``."""

    def __init__(self, packed: Callable[[], BinaryIO], coding: str, checks: Checks) -> None:
        self.packed = packed
        self.coding = coding
        self.checks = checks

    def __call__(self) -> BinaryIO:
        """Open it."""
        packed = self.packed()
        try:
            source = Unpacked(packed, partial(decoder, self.coding), repeats=True)
        except MemberError:
            packed.close()
            raise
        return cast("BinaryIO", Guarded(source, self.checks))


class ZipOpener:
    """Opens a member of a zip by the place of its local header.

    ``zipfile.ZipFile`` has read the directory, once. It would read all of it again at each open (minutes for an archive
    of many small files), and would unpack bz2 and lzma without a bound.
    """

    def __init__(self, path: Path, offset: int, method: int, end_mark: bool, checks: Checks) -> None:
        self.path = path
        self.offset = offset
        self.method = method
        self.end_mark = end_mark
        self.checks = checks

    def __call__(self) -> BinaryIO:
        """Open it."""
        file = open_file(self.path)
        try:
            return cast("BinaryIO", Guarded(self._unpacked(self._packed(file)), self.checks))
        except BaseException:
            file.close()
            raise

    def _packed(self, file: BinaryIO) -> Region:
        file.seek(self.offset)
        header = file.read(_LOCAL_HEADER.size)
        if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
            raise MemberError(f"damaged: no member starts at byte {self.offset:,} of the archive")
        _, name, extra = _LOCAL_HEADER.unpack(header)
        file.seek(name + extra, io.SEEK_CUR)
        return Region(file, self.checks.packed or 0)

    def _unpacked(self, source: Region) -> Source:
        if self.method == STORED:
            return source
        if self.method == LZMA:
            return Unpacked(source, partial(zip_lzma_decoder, source), repeats=False, end_mark=self.end_mark)
        return Unpacked(source, partial(decoder, ZIP_CODINGS[self.method]), repeats=False)
