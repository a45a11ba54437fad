"""A real JVM prints the stamps of all its locales; each is read to the right instant, or the doubt is stated.

The JVM's own locale data decides (COMPAT is what Java 8 and older have, CLDR is Java 9's): our pattern table is not asked.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from loganalyzer.analysis.scan import scan_member
from loganalyzer.bundle import Member
from loganalyzer.formats.sniff import Sniffed
from loganalyzer.identity import ClockOverrides, Process, decide_clocks
from loganalyzer.identity.runs import minutes_of
from loganalyzer.matching.engine import Engine

if shutil.which("java") is None:
    pytest.skip("no java here", allow_module_level=True)

HERE = Path(__file__).parent
START = datetime(2018, 3, 5, 7, 30, 5, 7000, tzinfo=UTC)
MOMENTS = [START + timedelta(hours=7 * step) for step in range(60)]
"""Seventeen days around a 12th, so that the date itself settles the order."""

NOT_READ = {"mk_MK", "zh_SG", "fr_CA"}
"""Locales (as the JVM spells them, script left out) whose patterns print no seconds, no minute or no milliseconds."""


def _stamps(provider: str, zone: str) -> dict[str, list[str]]:
    words = [str(int(moment.timestamp() * 1000)) for moment in MOMENTS]
    command = [
        "java",
        f"-Djava.locale.providers={provider}",
        "-Dfile.encoding=UTF-8",
        str(HERE / "Stamps.java"),
        zone,
        *words,
    ]
    environment = {**os.environ, "JAVA_TOOL_OPTIONS": "-Dstdout.encoding=UTF-8"}
    result = subprocess.run(command, capture_output=True, check=True, timeout=240, env=environment)
    rows = [line.split("\t") for line in result.stdout.decode("utf-8").splitlines()]
    return {row[0]: row[2:] for row in rows}


def _read(stamps: list[str]) -> tuple[list[int], float, tuple[str, ...]]:
    text = "".join(f"[{stamp}] 0000008e SystemOut     O hello\n" for stamp in stamps).encode()
    member = Member("SystemOut.log", len(text), lambda: io.BytesIO(text))
    scan = scan_member(member, Sniffed("systemout"), Engine([]))
    process = Process("c\\n\\s", "c", "n", "s", scans=[scan])
    clock = decide_clocks([process], ClockOverrides())[process.name]
    return minutes_of(scan, clock.readings).tolist(), clock.confidence, clock.evidence


@pytest.mark.parametrize("provider", ["COMPAT", "CLDR"])
@pytest.mark.parametrize("zone", ["Europe/Paris", "America/New_York", "UTC"])
def test_every_locale_is_read_right_or_in_doubt(provider: str, zone: str) -> None:
    wanted = [int(moment.timestamp()) // 60 * 60_000 for moment in MOMENTS]
    wrong, unread, locales = [], [], _stamps(provider, zone)
    for locale, stamps in locales.items():
        minutes, confidence, _ = _read(stamps)
        if not minutes:
            unread.append(locale)
        elif minutes != wanted and confidence > 0.6:
            wrong.append((locale, stamps[0], confidence))
    assert wrong == []
    assert {locale.partition("_#")[0] for locale in unread} <= NOT_READ


def test_stamps_of_the_usual_locales_are_certain() -> None:
    wanted = [int(moment.timestamp()) // 60 * 60_000 for moment in MOMENTS]
    locales = _stamps("COMPAT", "Europe/Paris")
    for locale in (
        "en_US",
        "en_GB",
        "de_DE",
        "fr_FR",
        "it_IT",
        "es_ES",
        "pt_BR",
        "ja_JP",
        "zh_CN",
        "ko_KR",
        "nl_NL",
        "sv_SE",
        "pl_PL",
    ):
        minutes, confidence, evidence = _read(locales[locale])
        assert (minutes == wanted, confidence >= 0.85) == (True, True), (locale, evidence)
