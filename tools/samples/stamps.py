"""How a JVM stamps a record: the pattern of its locale and the token of its zone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

Format = Callable[[datetime], str]


def _millis(t: datetime) -> str:
    return f"{t.microsecond // 1000:03d}"


# Locale -> (date order, writer). The shapes are those of Java 8 and older.
PATTERNS: dict[str, tuple[str, Format]] = {
    "en_US": ("mdy", lambda t: f"{t.month}/{t.day}/{t:%y} {t.hour}:{t:%M:%S}:{_millis(t)}"),
    "en_GB": ("dmy", lambda t: f"{t:%d/%m/%y %H:%M:%S}:{_millis(t)}"),
    "en_IN": ("dmy", lambda t: f"{t.day}/{t.month}/{t:%y} {t.hour}:{t:%M:%S}:{_millis(t)}"),
    "de_DE": ("dmy", lambda t: f"{t:%d.%m.%y %H:%M:%S}:{_millis(t)}"),
    "ja_JP": ("ymd", lambda t: f"{t:%y/%m/%d} {t.hour}:{t:%M:%S}:{_millis(t)}"),
    "sv_SE": ("ymd", lambda t: f"{t:%Y-%m-%d %H:%M:%S}:{_millis(t)}"),
    "fr_FR": ("dmy", lambda t: f"{t:%d/%m/%y %H:%M:%S}:{_millis(t)}"),
    "es_ES": ("dmy", lambda t: f"{t.day}/{t:%m/%y} {t.hour}:{t:%M:%S}:{_millis(t)}"),
    "it_IT": ("dmy", lambda t: f"{t:%d/%m/%y} {t.hour}.{t:%M.%S}:{_millis(t)}"),
    "nl_NL": ("dmy", lambda t: f"{t.day}-{t.month}-{t:%y} {t.hour}:{t:%M:%S}:{_millis(t)}"),
    "pl_PL": ("dmy", lambda t: f"{t:%d.%m.%y %H:%M:%S}:{_millis(t)}"),
    "cs_CZ": ("dmy", lambda t: f"{t.day}.{t.month}.{t:%y} {t.hour}:{t:%M:%S}:{_millis(t)}"),
    "zh_CN": ("ymd", lambda t: f"{t:%y}-{t.month}-{t.day} {t.hour}:{t:%M:%S}:{_millis(t)}"),
}

# Zone -> language -> (winter token, summer token); "en" serves every language that is not listed.
TOKENS: dict[str, dict[str, tuple[str, str]]] = {
    "Europe/London": {"en": ("GMT", "BST")},
    "Europe/Berlin": {"en": ("CET", "CEST"), "de": ("MEZ", "MESZ")},
    "Europe/Helsinki": {"en": ("EET", "EEST"), "de": ("OEZ", "OESZ")},
    "America/New_York": {"en": ("EST", "EDT")},
    "Asia/Tokyo": {"en": ("JST", "JDT")},
    "Asia/Shanghai": {"en": ("CST", "CDT")},
    "America/Chicago": {"en": ("CST", "CDT")},
    "Asia/Kolkata": {"en": ("IST", "IST")},
    "UTC": {"en": ("UTC", "UTC")},
}


@dataclass(frozen=True, slots=True)
class Clock:
    """The locale and zone of one JVM; turns an instant into the text between the brackets."""

    locale: str
    zone: str
    fast: timedelta = timedelta(0)
    """How far the machine's clock is ahead of the true time."""

    @property
    def date_order(self) -> str:
        """One of mdy, dmy, ymd."""
        return PATTERNS[self.locale][0]

    @property
    def language(self) -> str:
        """The language of the message texts."""
        return self.locale.partition("_")[0]

    def local(self, at: datetime) -> datetime:
        """The wall clock of the process at an instant."""
        return (at + self.fast).astimezone(ZoneInfo(self.zone))

    def token(self, at: datetime) -> str:
        """The zone as this JVM prints it."""
        names = TOKENS[self.zone]
        pair = names.get(self.language, names["en"])
        return pair[1] if self.local(at).dst() else pair[0]

    def stamp(self, at: datetime) -> str:
        """The stamp of a record, without the brackets."""
        return f"{PATTERNS[self.locale][1](self.local(at))} {self.token(at)}"

    def rolled(self, at: datetime) -> str:
        """The stamp in the name of a rotated file: local, without zone."""
        return f"{self.local(at):%y.%m.%d_%H.%M.%S}"

    def java_date(self, at: datetime) -> str:
        """What java.util.Date.toString() prints (always English)."""
        local = self.local(at)
        pair = TOKENS[self.zone]["en"]
        return f"{local:%a %b %d %H:%M:%S} {pair[1] if local.dst() else pair[0]} {local:%Y}"
