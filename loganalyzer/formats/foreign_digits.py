"""Stamps whose digits are not 0-9: Arabic, Persian, Bengali, Devanagari, Burmese and other JVM locales print their own.

Such logs are rare, so their stamps are read one by one, with the digits put into ASCII first.
"""

from __future__ import annotations

import re
import unicodedata

from msgspec import Struct

from loganalyzer.clock.stamps import StampLayout, layout_of
from loganalyzer.formats.layouts import layout_behind

STAMP_BYTES = 240
_BEHIND = re.compile(r"\] ?[0-9a-fA-F]{8}\b")
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c"))


class ForeignStamp(Struct, frozen=True):
    """A stamp that was understood: its layout, its seven numbers, and the type letter behind it (or a blank)."""

    layout: StampLayout
    numbers: tuple[int, ...]
    level: str


def foreign_stamp(data: bytes) -> ForeignStamp | None:
    """Read the stamp at the start of ``data`` (its opening bracket included); ``None`` if there is none."""
    text = data.decode("utf-8", "replace")
    # A Marathi JVM writes brackets inside the zone, [GMT]+5:30, so the bracket before the thread counts.
    behind = _BEHIND.search(text)
    if behind is None:
        return None
    end = behind.start()
    stamp = ascii_digits(text[1:end].translate(_MARKS))
    layout = layout_of(stamp)
    if layout is None:
        return None
    numbers = tuple(int(stamp[start:stop]) for start, stop in layout.fields)
    return ForeignStamp(layout, numbers, layout_behind(text[behind.end() :]).letter or " ")


def ascii_digits(text: str) -> str:
    """Every decimal digit of any script as 0-9."""
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)
