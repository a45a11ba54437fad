"""Secrets of all kinds that the patterns were not written from: none is left, wherever in the bundle it stood."""

from __future__ import annotations

from pathlib import Path

import pytest

import loganalyzer
from loganalyzer.bundle import open_bundle
from loganalyzer.redact import Key, Redactor
from loganalyzer.report.attachment import Contents, write_attachment
from tests.redact import fresh
from tests.redact.test_planted import left_in


def test_there_are_200_different_secrets() -> None:
    assert len(fresh.secrets()) >= 200
    text = "".join(f"{path}\n{body}" for path, body in fresh.files())
    assert [secret for secret in fresh.secrets() if secret not in text] == list(fresh.SUBJECT)


@pytest.mark.parametrize("full", [False, True])
def test_none_is_left_in_the_attachment(tmp_path: Path, full: bool) -> None:
    (tmp_path / "bundle").mkdir()
    fresh.write(tmp_path / "bundle")
    analysis = loganalyzer.analyze(tmp_path / "bundle")
    contents = Contents(full_logs=full, terms=fresh.TERMS)
    with open_bundle([tmp_path / "bundle"]) as bundle:
        (path,) = write_attachment(analysis, tmp_path, case="TS001234567", members=bundle.members, contents=contents)
    assert left_in(path, fresh.secrets()) == set()


@pytest.mark.parametrize("line_by_line", [False, True])
def test_none_is_left_in_files_that_are_not_attached_either(line_by_line: bool) -> None:
    """Resources, plug-in configuration and access logs are not taken today; what they hold must be known all the same."""
    redactor = Redactor(Key(b"k" * 32), fresh.TERMS)
    learn, change = (redactor.learn_log, redactor.log) if line_by_line else (redactor.learn, redactor.text)
    for path, body in fresh.files():
        redactor.learn(path)
        (redactor.learn if path.endswith(".xml") else learn)(body)
    shown = "".join(
        f"{redactor.path(path)}\n{(redactor.text if path.endswith('.xml') else change)(body)}"
        for path, body in fresh.files()
    ).lower()
    assert [secret for secret in fresh.secrets() if secret.lower() in shown] == []
