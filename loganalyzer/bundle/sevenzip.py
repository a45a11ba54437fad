"""The files in a 7z, unpacked once into the temporary folder: a 7z packs many files as one stream.

``py7zr`` is in the extra ``archives``, so this module is imported only for a 7z.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from py7zr import SevenZipFile, archiveinfo
from py7zr.exceptions import PasswordRequired
from py7zr.io import Py7zIO, WriterFactory
from py7zr.py7zr import ArchiveFile

from loganalyzer.bundle.entries import Entry, misnamed
from loganalyzer.bundle.members import LimitError, Limits, MemberError
from loganalyzer.bundle.names import inner_path
from loganalyzer.bundle.openers import FileOpener, open_file
from loganalyzer.bundle.spool import Spool, SpoolFile
from loganalyzer.bundle.streams import over, ratio_exceeded

# py7zr keeps a table of all files: a header of some kilobytes could ask for 8 million of them.
archiveinfo.MAX_NUMFILES = min(archiveinfo.MAX_NUMFILES, 1 << 17)
archiveinfo.MAX_HEADER_SIZE = min(archiveinfo.MAX_HEADER_SIZE, 1 << 25)

_ENCRYPTED = "encrypted: no password was given"


def read_7z(local: Path, limits: Limits, spool: Spool) -> Iterator[Entry]:
    """Yield what is in a 7z; raises ``MemberError`` where unpacking ends early."""
    products = _Products(spool, limits, local.stat().st_size)
    with open_file(local) as file:
        archive = _opened(file, limits)
        names = _renamed(archive)
        refused = {entry.id: _refused(entry, names[entry.id], limits) for entry in archive.files}
        yield from (entry for entry in refused.values() if entry is not None)
        wanted = [item for item in archive.files if refused[item.id] is None and not item.is_directory]
        problem = _unpack(archive, [item.filename for item in wanted], products)
    for number, product in sorted(products.made.items()):
        if product.whole:
            inside, path = inner_path(names[number]) or "", product.file.path
            yield Entry(inside, product.file.size, FileOpener(path), local=path)
    if problem is not None:
        lost = len(wanted) - sum(product.whole for product in products.made.values())
        raise MemberError(f"{problem}; {lost:,} of its {len(wanted):,} files were not read")


def _opened(file: object, limits: Limits) -> SevenZipFile:
    try:
        archive = SevenZipFile(file)  # type: ignore[arg-type]  # any reader will do
    except PasswordRequired:
        raise MemberError(_ENCRYPTED) from None
    except Exception as error:  # py7zr raises many kinds for damage  # noqa: BLE001
        raise MemberError(f"damaged 7z: {error}") from None
    if archive.needs_password():
        raise MemberError(_ENCRYPTED)
    if len(archive.files) > limits.members:
        raise MemberError(over("the number of entries", limits.members, "members"))
    return archive


def _renamed(archive: SevenZipFile) -> list[str]:
    """Give every entry a number for a name: py7zr refuses an archive for one bad name, and numbers tell twins apart."""
    names = []
    for number, info in enumerate(archive.files.files_list):
        names.append(info["filename"])
        info["filename"] = f"member-{number}"
    return names


def _refused(item: ArchiveFile, name: str, limits: Limits) -> Entry | None:
    if item.is_directory:
        return None
    inside = inner_path(name)
    if item.is_symlink or item.is_junction:
        return Entry(inside or name, reason="symbolic link: not followed")
    if item.is_socket:
        return Entry(inside or name, reason="device, pipe or socket: not read")
    if item.uncompressed > limits.member_bytes:
        reason = over(f"its size of {item.uncompressed:,} bytes", limits.member_bytes, "member-bytes")
        return Entry(inside or name, reason=reason)
    return misnamed(name)


def _unpack(archive: SevenZipFile, wanted: list[str], products: _Products) -> MemberError | None:
    if not wanted:
        return None
    try:
        archive.extract(path=products.spool.folder(), targets=wanted, factory=products)
    except MemberError as error:
        return error
    except Exception as error:  # noqa: BLE001
        return MemberError(f"damaged 7z: {error}")
    finally:
        products.discard_halves()
    return None


class _Product(Py7zIO):
    """One file while it is unpacked."""

    def __init__(self, products: _Products) -> None:
        self.file: SpoolFile = products.spool.new()
        self.whole = False
        self._products = products

    def write(self, s: bytes | bytearray) -> int:
        """Take some bytes, within the limits."""
        self._products.count(len(s))
        self.file.write(bytes(s))
        return len(s)

    def close(self) -> None:
        """Py7zr calls this for a file that came through whole, and for no other."""
        self.file.close()
        self.whole = True

    def read(self, size: int | None = None) -> bytes:  # noqa: ARG002
        """Give nothing: it is for writing."""
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:  # noqa: ARG002
        """Stay: py7zr rewinds what it has written, for others to read."""
        return 0

    def flush(self) -> None:
        """Wait for ``close``."""

    def size(self) -> int:
        """Tell what was written so far."""
        return self.file.size


class _Products(WriterFactory):
    """All files that are unpacked, by number, and the ratio they must keep to together."""

    def __init__(self, spool: Spool, limits: Limits, packed: int) -> None:
        self.spool = spool
        self.made: dict[int, _Product] = {}
        self._limits = limits
        self._packed = packed
        self._bytes = 0

    def create(self, filename: str) -> Py7zIO:
        """Make the file that py7zr writes to."""
        product = self.made[int(filename.rpartition("-")[2])] = _Product(self)
        return product

    def count(self, size: int) -> None:
        """Hold all of them to the ratio."""
        self._bytes += size
        if ratio_exceeded(self._limits, self._bytes, self._packed):
            raise LimitError(over("its compression ratio", self._limits.ratio, "ratio"))

    def discard_halves(self) -> None:
        """Remove what did not come through whole."""
        for product in self.made.values():
            if not product.whole:
                product.file.discard()
