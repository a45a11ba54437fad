"""Configuration history: logged changes, delta checkpoints, and file times of archives, before the trouble that follows."""

from __future__ import annotations

import io
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

import loganalyzer
from loganalyzer.analysis.model import Analysis, Change
from tests.scenarios.flip import BY_CAUSE
from tests.scenarios.model import Scenario
from tests.scenarios.stage import SECURITY, Stage

FAULT = BY_CAUSE["xda-ssl-settings-mismatch"]
OLD = (2016, 10, 1, 8, 0, 0)


def changed_by_admin(stage: Stage) -> None:
    stage.change("08:25:00")


def scenario(logged: bool) -> dict[str, bytes]:
    files = Scenario("changes", "look-alike", (FAULT,), (), also=(changed_by_admin,) if logged else ()).files()
    return {path: data for path, data in files.items() if path != "EXPECTED.yaml"}


def packed(folder: Path, files: dict[str, bytes], times: dict[str, tuple[int, ...]] | None = None) -> Analysis:
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / "bundle.zip", "w") as archive:
        for path, data in files.items():
            info = zipfile.ZipInfo(path, (times or {}).get(path, OLD))  # type: ignore[arg-type]
            archive.writestr(info, data)
    return loganalyzer.analyze(folder / "bundle.zip")


def checkpoint(files: dict[str, bytes], name: str = "") -> dict[str, bytes]:
    """A delta checkpoint as the console exports it: the protocol of one SSL configuration, a new and a deleted document."""
    path = next(path for path in files if path.startswith("stDmgrNode") and path.endswith("cells/stCell/security.xml"))
    after = files[path]
    before = after.replace(b'sslProtocol="TLSv1.2"', b'sslProtocol="SSL_TLS"')
    assert before != after
    members = {
        "before/cells/stCell/security.xml": before,
        "after/cells/stCell/security.xml": after,
        "before/cells/stCell/nodes/n/servers/s/server.xml.ADDED": b"",
        "after/cells/stCell/nodes/n/servers/s/server.xml": b"<x/>",
        "before/cells/stCell/resources.xml": b"<x/>",
        "after/cells/stCell/resources.xml.DELETED": b"",
        "user.id": b"acme/wasadmin",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member, data in members.items():
            archive.writestr(zipfile.ZipInfo(member, (2016, 10, 13, 9, 25, 4)), data)
    return {f"checkpoints/{name or 'Delta-1476347104000'}.zip": buffer.getvalue()}


def known_by(analysis: Analysis, how: str) -> list[Change]:
    return [one for one in analysis.changes if one.how == how]


def test_a_logged_change_names_who_and_the_trouble_that_follows(tmp_path: Path) -> None:
    analysis = packed(tmp_path, scenario(logged=True))
    (one,) = known_by(analysis, "logged")
    assert (one.document, one.time) == (SECURITY, datetime(2016, 10, 13, 8, 25, tzinfo=UTC))
    assert one.who
    assert "xda-ssl-settings-mismatch" in one.before
    assert len(known_by(analysis, "arrived")) == 1


def test_a_checkpoint_says_what_changed_by_whom_and_is_no_live_copy(tmp_path: Path) -> None:
    files = scenario(logged=False)
    analysis = packed(tmp_path, files | checkpoint(files))
    found = {one.document: one for one in known_by(analysis, "checkpoint")}
    assert {document: one.what.partition(":")[0] for document, one in found.items()} == {
        SECURITY: "modified",
        "cells/stCell/nodes/n/servers/s/server.xml": "added",
        "cells/stCell/resources.xml": "deleted",
    }
    one = found[SECURITY]
    assert (one.who, one.time) == ("acme/wasadmin", datetime(2016, 10, 13, 8, 25, 4, tzinfo=UTC))
    assert "NodeDefaultSSLSettings@(cell):stCell:(node):stpNode.sslProtocol: SSL_TLS -> TLSv1.2" in one.what
    assert one.before == ("xda-ssl-settings-mismatch",)
    copies = {one.file for one in analysis.configuration.ssl_configurations}
    assert not any("checkpoints/" in file for file in copies)


def test_a_logged_change_takes_the_settings_of_its_checkpoint(tmp_path: Path) -> None:
    files = scenario(logged=True)
    analysis = packed(tmp_path, files | checkpoint(files))
    (one,) = known_by(analysis, "logged")
    assert "sslProtocol: SSL_TLS -> TLSv1.2" in one.what
    assert "Delta-1476347104000" in one.what
    assert SECURITY not in {change.document for change in known_by(analysis, "checkpoint")}


def test_a_checkpoint_without_a_time_in_its_name_has_that_of_its_files(tmp_path: Path) -> None:
    files = scenario(logged=False)
    analysis = packed(tmp_path, files | checkpoint(files, "stDmgrNode-export"))
    assert {one.time for one in known_by(analysis, "checkpoint")} == {None}


def test_a_file_time_inside_the_logs_is_read_on_the_clock_of_its_machine(tmp_path: Path) -> None:
    files = scenario(logged=False)
    path = next(path for path in files if path.startswith("stpNode") and path.endswith("ssl.client.props"))
    analysis = packed(tmp_path, files, {path: (2016, 10, 13, 9, 25, 4)})
    (one,) = known_by(analysis, "file time")
    assert (one.source.file, one.time) == (f"bundle.zip!/{path}", datetime(2016, 10, 13, 8, 25, 4, tzinfo=UTC))
    assert one.before == ("xda-ssl-settings-mismatch",)


@pytest.mark.parametrize("seconds", [1476347104, 0])
def test_a_tar_states_the_instant_or_nothing(seconds: int, tmp_path: Path) -> None:
    files = scenario(logged=False)
    props = next(path for path in files if path.startswith("stpNode") and path.endswith("ssl.client.props"))
    with tarfile.open(tmp_path / "bundle.tar", "w") as archive:
        for path, data in files.items():
            info = tarfile.TarInfo(path)
            info.size, info.mtime = len(data), seconds if path == props else 1475308800
            archive.addfile(info, io.BytesIO(data))
    found = [one.time for one in known_by(loganalyzer.analyze(tmp_path / "bundle.tar"), "file time")]
    assert found == ([datetime(2016, 10, 13, 8, 25, 4, tzinfo=UTC)] if seconds else [])


def test_a_full_checkpoint_is_no_live_copy(tmp_path: Path) -> None:
    files = scenario(logged=False)
    path = next(path for path in files if path.startswith("stDmgrNode") and path.endswith("cells/stCell/security.xml"))
    kept = "stDmgrNode/profiles/p/checkpoints/before-upgrade/cells/stCell/security.xml"
    analysis = packed(tmp_path, {**files, kept: files[path].replace(b"TLSv1.2", b"TLSv1")})
    assert not any(kept in one.file for one in analysis.configuration.ssl_configurations)
    assert any(kept in item.path and "checkpoints" in item.reason for item in analysis.bundle.skipped)
