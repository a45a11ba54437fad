"""Dumps known by their names: what a name tells, and that nothing of the file is opened."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import loganalyzer
from loganalyzer.formats.dump_names import FORMAT
from tests.formats.fact_checking import check_declared

LOG = (
    "************ Start Display Current Environment ************\n"
    "WebSphere Platform 8.5.5.9 [ND 8.5.5.9 cf091614.03] running with process name c\\n\\s1 and process id 4711\n"
    "************* End Display Current Environment *************\n"
    "[10/13/16 10:37:31:278 BST] 0000008e WsServerImpl  A   WSVR0001I: Server s1 open for e-business\n"
)


@pytest.mark.parametrize(
    ("name", "dump"),
    [
        ("heapdump.20161013.103000.4711.0002.phd", "heapdump"),
        ("core.20161013.103000.4711.0001.dmp", "core"),
        ("core.20161013.103000.4711.0001.dmp.zip", "core"),
        ("Snap.20161013.103000.4711.0004.trc", "Snap"),
    ],
)
def test_a_name_tells_what_when_and_by_whom(name: str, dump: str) -> None:
    (fact,) = FORMAT.of_name(f"profiles/s/{name}")
    assert (fact.fields["dump"], fact.fields["pid"], fact.stamp) == (dump, "4711", "2016-10-13T10:30:00.000")
    check_declared([fact])


@pytest.mark.parametrize(
    "name", ["core.c", "heapdump.phd", "javacore.20161013.103000.4711.0003.txt", "core.2016.10.4711.1.dmp"]
)
def test_other_names_are_no_dumps(name: str) -> None:
    assert not FORMAT.matches(name, "")
    assert list(FORMAT.of_name(name)) == []


def test_a_dump_belongs_to_the_process_of_its_id_and_is_accounted_for(tmp_path: Path) -> None:
    (tmp_path / "logs" / "s1").mkdir(parents=True)
    (tmp_path / "logs" / "s1" / "SystemOut.log").write_text(LOG, encoding="utf-8")
    (tmp_path / "heapdump.20161013.103000.4711.0002.phd").write_bytes(b"\0\1\2\xff" * 1000)
    analysis = loganalyzer.analyze(tmp_path)
    (found,) = [one for one in analysis.signatures if one.id == "dump-file"]
    assert found.processes == {"c\\n\\s1": 1}
    assert found.samples[0].time == datetime(2016, 10, 13, 9, 30, tzinfo=UTC)
    (file,) = [one for one in analysis.bundle.files if one.path.startswith("heapdump")]
    assert (file.kind, file.bytes, file.lines) == ("native", 4000, 0)
