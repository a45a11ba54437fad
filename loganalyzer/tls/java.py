"""From a Java level to the behaviour of its JSSE: the eras E0 to E6 of the domain reference, section 2.1."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Final

from msgspec import Struct


class Era(IntEnum):
    """What an IBM SDK level makes of protocol labels; later eras compare greater.

    ``E3_JAVA7`` stands before E2: Java 7 got E3's list of disabled versions, but never the code that came with E2.
    """

    E0 = 0  # SSLv3 usable
    E1 = 1  # SSLv3 off (POODLE)
    E1A = 2  # as E1; overrideDefaultTLS is known
    E3_JAVA7 = 3  # as E1; TLSv1 and TLSv1.1 in jdk.tls.disabledAlgorithms
    E2 = 4  # label TLS = 1.0-1.2; TLSv1.3 can be named
    E3 = 5  # TLSv1 and TLSv1.1 in jdk.tls.disabledAlgorithms
    E4 = 6  # as E3; overrideDefaultProtocol knows TLSv13
    E5 = 7  # label TLS includes TLSv1.3
    E6 = 8  # as E5; overrideDefaultProtocol=TLS includes 1.3

    @property
    def disables_old(self) -> bool:
        """True where the shipped list switches TLSv1 and TLSv1.1 off."""
        return self is Era.E3_JAVA7 or self >= Era.E3

    @property
    def labels_alone(self) -> Era:
        """The era whose labels mean the same before that list takes its versions away."""
        return Era.E1 if self is Era.E3_JAVA7 else min(self, Era.E2)


class EraReading(Struct, frozen=True):
    """An era, whether it is certain, and the reason in words for the user."""

    era: Era
    certain: bool
    why: str


_Level = tuple[int, int, int, int]

_LEVEL: Final = re.compile(r"(?<![\d.])([678])\.(\d)\.(\d{1,3})\.(\d{1,3})(?![\d.])")
# p + platform + word size + Java version + service refresh + fix pack: pxa6480sr6fp10, pwa6470_27sr3fp1
_BUILD: Final = re.compile(
    r"(?<!\w)p[a-z]{2}\d{2}([678])(\d)(?:_(\d)(\d))?(?:sr(\d+))?(?:fp(\d+))?(?!\w)", re.IGNORECASE
)
_UPDATE: Final = re.compile(r"(?<![\d.])1\.8\.0_(\d+)")

_JAVA_8: Final = (((8, 0, 8, 30), Era.E6), ((8, 0, 7, 15), Era.E5), ((8, 0, 7, 0), Era.E4), ((8, 0, 6, 30), Era.E3),
                  ((8, 0, 6, 25), Era.E2), ((8, 0, 3, 10), Era.E1A), ((8, 0, 0, 0), Era.E1))  # fmt: skip
# Of E2 and later, Java 7 and 7.1 got the list of disabled versions only: the labels' new meaning is documented for Java 8.
_OLD_DISABLED: Final = {(7, 0): (7, 0, 10, 85), (7, 1): (7, 1, 4, 85)}
# First levels with SSLv3 off. IBM documents service refresh 8 for Java 7; the others are expert knowledge.
_POODLE: Final = {(6, 0): (6, 0, 16, 2), (6, 1): (6, 1, 8, 2), (7, 0): (7, 0, 8, 0), (7, 1): (7, 1, 2, 0)}
# IBM's quarterly fix packs follow Oracle's updates: 1.8.0_251 came as 8.0.6.10. Inference, hence never certain.
_UPDATES: Final = ((421, Era.E6), (341, Era.E5), (311, Era.E4), (291, Era.E3), (281, Era.E2), (0, Era.E1))


def era_of(runtime_version: str | None) -> EraReading:
    """The ``Java Runtime Version`` of a log header, or any part of it -> era.

    Reads ``8.0.6.10``, ``pxa6480sr6fp10-20200408_01`` and, with doubt, ``1.8.0_251``. Anything else gives the stated
    assumption E1: the behaviour most installations of WebSphere 8.5 had for years.
    """
    text = runtime_version or ""
    level = _dotted(text) or _from_build(text)
    if level:
        return _era_of_level(level)
    update = _UPDATE.search(text)
    if update:
        era = next(e for least, e in _UPDATES if int(update[1]) >= least)
        return EraReading(
            era, False, f"Java {update[0]}: taken for the IBM fix pack of that quarter; no runtime version"
        )
    reason = f"Java level {text!r} is not one of IBM SDK 6, 7 or 8" if text.strip() else "the Java level is not known"
    return EraReading(Era.E1, False, f"{reason}; assumed: SSLv3 off, TLSv1 not yet disabled (before 8.0.6.25)")


def _dotted(text: str) -> _Level | None:
    found = _LEVEL.search(text)
    level = tuple(map(int, found.groups())) if found else ()
    # 8.5.x.y is a WebSphere level, not a Java level.
    return level if len(level) == 4 and (level[:2] == (8, 0) or level[:2] in _POODLE) else None


def _from_build(text: str) -> _Level | None:
    found = _BUILD.search(text)
    if not found:
        return None
    major, minor, base, variant, refresh, fix = found.groups()
    # 60_26 is what IBM also calls 6.1 (Java 6 on the 2.6 virtual machine), 70_27 is 7.1.
    newer_vm = (major, base, variant) in {("6", "2", "6"), ("7", "2", "7")}
    level = (int(major), 1 if newer_vm else int(minor), int(refresh or 0), int(fix or 0))
    return level if level[:2] == (8, 0) or level[:2] in _POODLE else None


def _era_of_level(level: _Level) -> EraReading:
    name = "Java " + ".".join(map(str, level))
    family = level[:2]
    if family == (8, 0):
        start, era = next((start, era) for start, era in _JAVA_8 if level >= start)
        return EraReading(era, True, f"{name}: from {'.'.join(map(str, start))} on")
    if level < _POODLE[family]:
        return EraReading(
            Era.E0, False, f"{name}: before the level that turned SSLv3 off (level from expert knowledge)"
        )
    if family in _OLD_DISABLED and level >= _OLD_DISABLED[family]:
        return EraReading(Era.E3_JAVA7, True, f"{name}: TLSv1 and TLSv1.1 disabled from this level on")
    return EraReading(Era.E1, True, f"{name}: SSLv3 off, TLSv1 and TLSv1.1 not yet disabled")
