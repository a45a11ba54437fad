"""A small SimpleDateFormat: what a JVM prints for a moment, written for the tests alone."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

_TOKEN = re.compile(r"'([^']*)'|([A-Za-z])\2*|.", re.DOTALL)


class Pattern(NamedTuple):
    """One line of ``data/patterns.tsv``."""

    java: int
    text: str
    example: str
    locale: str

    @property
    def order(self) -> str:
        """The date order: year, month and day as their letters stand in the pattern."""
        bare = re.sub(r"'[^']*'", "", self.text)
        return "".join(sorted("ymd", key=lambda letter: bare.index("M" if letter == "m" else letter)))


def patterns() -> list[Pattern]:
    """The stamp patterns of all JVM locales, Java 8 and Java 9+, copied from the domain's tables."""
    lines = (Path(__file__).parent / "data" / "patterns.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [Pattern(int(java), text, example, locale) for java, text, example, locale in rows]


def printed(pattern: str, moment: datetime, zone: str) -> str:
    """The stamp, ASCII digits; ``zone`` stands for ``z``."""
    return "".join(_part(match, moment, zone) for match in _TOKEN.finditer(pattern)).strip()


def _part(match: re.Match[str], moment: datetime, zone: str) -> str:
    letter, width = match.group(2), len(match.group(0))
    if letter is None:
        return match.group(1) if match.group(1) is not None else match.group(0)
    if letter == "z":
        return zone
    if letter == "y":
        return f"{moment.year % 100:02d}" if width == 2 else str(moment.year)
    number = {
        "M": moment.month,
        "d": moment.day,
        "H": moment.hour,
        "m": moment.minute,
        "s": moment.second,
        "S": moment.microsecond // 1000,
    }[letter]
    return f"{number:0{width}d}"
