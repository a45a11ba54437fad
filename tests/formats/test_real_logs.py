"""Records of real logs and of the sample bundles, against a simple-minded count: one regular expression per line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loganalyzer.bundle import open_bundle
from loganalyzer.formats import sniff
from tests.formats.reading import read
from tests.formats.simple_count import stamped_records

# IBM's public lab material (github.com/IBM/webspherelab, Apache-2.0).
REAL = Path(__file__).parents[1] / "data" / "IBM-webspherelab" / "supplemental" / "exampledata"
SAMPLES = Path(__file__).parents[2] / "sample_logs"
REAL_LOGS = sorted(path for path in REAL.rglob("*.log") if path.name != "http_plugin.log")
BUNDLES = sorted(path for path in SAMPLES.iterdir() if path.is_dir())


@pytest.mark.parametrize("path", REAL_LOGS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_real_log(path: Path) -> None:
    data = path.read_bytes()
    result = read(data, path.name)
    found = [line for (line, _, _), (zone, _) in zip(result.records, result.stamps, strict=True) if zone != "-"]
    assert found == list(stamped_records(data))
    assert result.lines_add_up
    assert result.counts.suspect == 0


@pytest.mark.parametrize("folder", BUNDLES, ids=lambda folder: folder.name)
def test_the_logs_of_a_sample(folder: Path) -> None:
    read_count = 0
    with open_bundle([folder]) as bundle:
        for member in (one for one in bundle.members if one.path.endswith(".log")):
            with member.open() as stream:
                data = stream.read()
            result = read(data, member.path)
            stamped = [row[0] for row, (zone, _) in zip(result.records, result.stamps, strict=True) if zone != "-"]
            assert stamped == list(stamped_records(data)), member.path
            assert result.lines_add_up
            read_count += bool(stamped)
    assert read_count > 5


def test_severities_of_a_real_log() -> None:
    data = (REAL / "twas/verbosegc_and_oom/SystemOut.log").read_bytes()
    letters = re.findall(rb"^\[[^\]]+\] [0-9a-f]{8} .{13} ([A-Z]) ", data, re.MULTILINE)
    severities = [severity for _, _, severity in read(data).records]
    assert severities.count("warnings") == letters.count(b"W")
    assert severities.count("errors") == letters.count(b"E") + letters.count(b"F")


def test_the_headers_of_a_real_log_name_its_two_lives() -> None:
    data = (REAL / "twas/verbosegc_and_oom/native_stdout.log").read_bytes()
    headers = read(data, "native_stdout.log").headers
    assert [(block.process, block.pid) for block in headers] == [
        (r"DefaultCell01\DefaultNode01\server1", 1487),
        (r"DefaultCell01\DefaultNode01\server1", 3967),
    ]


def test_a_plugin_log_is_known_as_one() -> None:
    data = (REAL / "twas/ihs/http_plugin.log").read_bytes()
    assert sniff("renamed.log", data).kind == "plugin"
