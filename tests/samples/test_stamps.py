"""Stamps as each JVM prints them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tools.samples.stamps import Clock

AT = datetime(2016, 10, 12, 8, 5, 3, 7_900, tzinfo=UTC)


@pytest.mark.parametrize(
    ("locale", "zone", "stamp"),
    [
        ("en_US", "Europe/London", "10/12/16 9:05:03:007 BST"),
        ("en_GB", "Europe/London", "12/10/16 09:05:03:007 BST"),
        ("en_IN", "UTC", "12/10/16 8:05:03:007 UTC"),
        ("de_DE", "Europe/Berlin", "12.10.16 10:05:03:007 MESZ"),
        ("en_US", "Europe/Helsinki", "10/12/16 11:05:03:007 EEST"),
        ("ja_JP", "Asia/Tokyo", "16/10/12 17:05:03:007 JST"),
        ("sv_SE", "Europe/Berlin", "2016-10-12 10:05:03:007 CEST"),
    ],
)
def test_stamp(locale: str, zone: str, stamp: str) -> None:
    assert Clock(locale, zone).stamp(AT) == stamp


def test_winter_token() -> None:
    assert Clock("de_DE", "Europe/Berlin").stamp(AT.replace(month=12)).endswith(" MEZ")


def test_rolled_name_is_local_time() -> None:
    assert Clock("en_US", "Europe/Helsinki").rolled(AT) == "16.10.12_11.05.03"


def test_java_date_is_english() -> None:
    assert Clock("de_DE", "Europe/Berlin").java_date(AT) == "Wed Oct 12 10:05:03 CEST 2016"
