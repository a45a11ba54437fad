"""200 planted secrets: none of them is left in the attachment, in any form."""

from __future__ import annotations

import html
import json
import re
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest

import loganalyzer
from loganalyzer.analysis.model import Analysis
from loganalyzer.bundle import open_bundle
from loganalyzer.redact import RedactionError, Redactor
from loganalyzer.report.attachment import Contents, write_attachment
from tests.redact.planting import everything_in, plant


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], Analysis]:
    folder = tmp_path_factory.mktemp("planted")
    secrets = plant(folder)
    return folder, secrets, loganalyzer.analyze(folder)


def attach(planted: tuple[Path, list[str], Analysis], target: Path, contents: Contents) -> Path:
    folder, _, analysis = planted
    with open_bundle([folder]) as bundle:
        (path,) = write_attachment(
            analysis, target, case="TS001234567", members=bundle.members, contents=contents, force=True
        )
    return path


def left_in(path: Path, secrets: list[str]) -> set[str]:
    found = set()
    for _, data in everything_in(path):
        text = data.decode("utf-8", "replace")
        forms = (text, unquote(text), html.unescape(text), text.replace("\0", ""), _json(text))
        low = "\n".join(dict.fromkeys(forms)).lower()
        found |= {secret for secret in secrets if secret.lower() in low}
    return found


def _json(text: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)


def test_there_are_200_different_secrets(planted: tuple[Path, list[str], Analysis]) -> None:
    assert len(set(planted[1])) >= 200


@pytest.mark.parametrize("full", [False, True])
def test_no_planted_secret_is_left(planted: tuple[Path, list[str], Analysis], tmp_path: Path, full: bool) -> None:
    path = attach(planted, tmp_path, Contents(full_logs=full))
    assert left_in(path, planted[1]) == set()
    assert left_in(path, [planted[0].name, "reading the zip works"]) == set()


def test_the_search_of_this_test_would_find_them(planted: tuple[Path, list[str], Analysis], tmp_path: Path) -> None:
    path = attach(planted, tmp_path, Contents(full_logs=True, redact=False))
    assert len(left_in(path, planted[1])) >= 200


def test_the_same_key_gives_the_same_pseudonyms(planted: tuple[Path, list[str], Analysis], tmp_path: Path) -> None:
    key = tmp_path / "mine.key"
    first = attach(planted, tmp_path, Contents(key_file=key)).read_bytes()
    names = key.read_bytes()
    assert attach(planted, tmp_path, Contents(key_file=key)).read_bytes() == first
    assert key.read_bytes() == names
    other = tmp_path / "other.key"
    attach(planted, tmp_path, Contents(key_file=other))
    assert json.loads(other.read_text())["names"] != json.loads(names)["names"]


def test_the_key_is_its_owners_and_stays_outside(planted: tuple[Path, list[str], Analysis], tmp_path: Path) -> None:
    path = attach(planted, tmp_path, Contents())
    (key,) = [one for one in tmp_path.iterdir() if one != path]
    assert key.stat().st_mode & 0o777 == 0o600
    secret = json.loads(key.read_text())["key"]
    assert left_in(path, [secret, bytes.fromhex(secret).decode("latin-1")]) == set()
    with zipfile.ZipFile(path) as archive:
        assert not any("key.json" in name for name in archive.namelist())


def test_a_redactor_that_misses_one_stops_the_run(
    planted: tuple[Path, list[str], Analysis], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = planted[1][7]
    right = Redactor.text

    def missing(self: Redactor, text: str) -> str:
        return right(self, text) + (f" {host}" if "hostName" in text else "")

    monkeypatch.setattr(Redactor, "text", missing)
    with pytest.raises(RedactionError) as caught:
        attach(planted, tmp_path, Contents())
    assert caught.value.exit_status == 2
    assert "host name" in str(caught.value)
    assert "serverindex.xml" in str(caught.value)
    assert host not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_term_of_the_users_goes_even_from_class_names(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    line = (
        "[10/12/16 10:37:31:278 BST] 000000ba Servlet E   SRVE0068E: com.zorkmid.shop.CheckoutException in xZORKMIDx\n"
    )
    (tmp_path / "b" / "SystemOut.log").write_text(line, encoding="utf-8")
    with open_bundle([tmp_path / "b"]) as bundle:
        (path,) = write_attachment(
            loganalyzer.analyze(tmp_path / "b"),
            tmp_path,
            case="TS001234567",
            members=bundle.members,
            contents=Contents(terms=("Zorkmid",)),
        )
    assert left_in(path, ["zorkmid"]) == set()
    with zipfile.ZipFile(path) as archive:
        text = archive.read("excerpts/SystemOut.log").decode()
    assert text.startswith(
        "[10/12/16 10:37:31:278 BST] 000000ba Servlet E   SRVE0068E: com.term-01.shop.CheckoutException"
    )
