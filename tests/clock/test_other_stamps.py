"""Stamps of garbage collection, plug-in and Apache logs, as those products write them (log-formats 3.11 and real files)."""

from __future__ import annotations

import pytest

from loganalyzer.clock.other_stamps import as_iso
from loganalyzer.clock.stamps import layout_of


@pytest.mark.parametrize(
    ("stamp", "iso"),
    [
        ("2015-09-08T22:48:45.819", "2015-09-08T22:48:45.819"),
        ("2021-03-01T08:30:00.007+0100", "2021-03-01T08:30:00.007+0100"),
        ("Jul 05 13:13:17 2009", "2009-07-05T13:13:17.000"),
        ("Fri Sep 29 12:27:16 2006", "2006-09-29T12:27:16.000"),
        ("03/Mar/2021:21:20:23.20385", "2021-03-03T21:20:23.203"),
        ("Wed Mar 03 21:20:23.204013 2021", "2021-03-03T21:20:23.204"),
        ("2020/08/04 02:59:42", "2020-08-04T02:59:42.000"),
        ("2020/06/30 at 22:16:54", "2020-06-30T22:16:54.000"),
        ("2021-05-05 10:11:12.123 CEST", "2021-05-05T10:11:12.123"),
        ("2021-05-05 24:11:12.123 UTC", "2021-05-05T00:11:12.123"),
    ],
)
def test_known_forms(stamp: str, iso: str) -> None:
    assert as_iso(stamp) == iso
    layout = layout_of(iso)
    assert layout is not None
    assert layout.style.iso


@pytest.mark.parametrize("stamp", ["", "yesterday", "03/Mrz/2021:21:20:23", "10/12/16 10:37:31:278 BST"])
def test_other_text_is_left_alone(stamp: str) -> None:
    assert as_iso(stamp) is None
