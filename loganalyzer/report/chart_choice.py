"""What a chart is asked to show, and on which size of sheet."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from loganalyzer.errors import UsageError


class Size(Struct, frozen=True):
    """``width`` and ``height`` in inches, None where it follows from what is drawn; ``rows`` at most.

    A narrow sheet has its legend below. A slide is a small sheet at a high resolution: so its letters are large.
    """

    dpi: int
    rows: int
    width: float | None = None
    height: float | None = None
    below: bool = False


SIZES = {
    "page": Size(dpi=110, rows=40),
    "slide": Size(dpi=192, rows=10, width=10, height=5.625),  # 1920 x 1080
    "ticket": Size(dpi=125, rows=25, width=8, below=True),  # 1000 pixels wide
}


def size_of(name: str) -> Size:
    """The size of that name; raises :class:`~loganalyzer.errors.UsageError`."""
    if name not in SIZES:
        raise UsageError(f"--size {name}: expected one of {', '.join(SIZES)}")
    return SIZES[name]


class Choice(Struct, frozen=True):
    """What a chart shows: signatures (ids) and families, PROCESS words, the bucket, and the name of a size."""

    signatures: Sequence[str] = ()
    families: Sequence[str] = ()
    processes: Sequence[str] = ()
    bucket_seconds: int | None = None
    size: str = "page"
