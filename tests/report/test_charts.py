from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from loganalyzer.errors import UsageError
from loganalyzer.report import chart_data
from loganalyzer.report.charts import timeline
from tests.report import factory

BUNDLES = [
    factory.empty,
    factory.article,
    factory.hostile,
    lambda: factory.lanes(1),
    lambda: factory.lanes(30),
    lambda: factory.lanes(60),
]


@pytest.mark.parametrize("make", BUNDLES)
def test_a_png_is_drawn_for_any_bundle(make: Any, tmp_path: Path) -> None:
    timeline(make(), tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG\r\n")
    assert [path.name for path in tmp_path.iterdir()] == ["chart.png"]


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_the_same_bundle_gives_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    one, two = tmp_path / f"1.{suffix}", tmp_path / f"2.{suffix}"
    for target in (one, two):
        timeline(factory.article(), target)
    assert one.read_bytes() == two.read_bytes()


def test_a_hostile_bundle_gives_well_formed_svg(tmp_path: Path) -> None:
    timeline(factory.hostile(), tmp_path / "chart.SVG")
    root = ET.parse(tmp_path / "chart.SVG").getroot()
    assert root.tag.endswith("svg")
    assert not [element for element in root.iter() if element.tag.endswith("script")]


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("c.pdf", {}, ".png or .svg"),
        ("c.png", {"bucket_seconds": 30}, "60 s or more"),
        ("no/c.png", {}, "cannot write"),
    ],
)
def test_bad_usage_is_one_clear_line(name: str, options: dict[str, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        timeline(factory.article(), tmp_path / name, **options)
    assert "\n" not in str(caught.value)


def test_a_missing_matplotlib_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(UsageError, match=r"charts need matplotlib"):
        timeline(factory.article(), tmp_path / "c.png")


def test_lanes_stand_with_the_deployment_manager_first_then_by_node() -> None:
    lanes, hidden = chart_data.lanes(factory.article())
    assert [lane.label for lane in lanes] == [r"dmgrNode\dmgr", r"sipNode\STSipProxyRegistrar", r"stpNode\nodeagent"]
    assert hidden == 0


def test_the_quietest_lanes_are_left_out_and_counted() -> None:
    lanes, hidden = chart_data.lanes(factory.lanes(60))
    assert (len(lanes), hidden) == (chart_data.MOST_LANES, 20)


def test_a_bucket_is_round_and_gives_about_150() -> None:
    assert chart_data.bucket_size((factory.at(0), factory.at(170)), None).total_seconds() == 120
    assert chart_data.bucket_size((factory.at(0), factory.at(60 * 24 * 365)), None).days == 3


def test_buckets_keep_the_counts() -> None:
    bucket = chart_data.bucket_size((factory.at(0), factory.at(170)), None)
    kinds = chart_data.kinds(factory.article(), (), (), bucket)
    assert [sum(kind.counts.values()) for kind in kinds] == [kind.total for kind in kinds]


@pytest.mark.parametrize(
    ("ids", "families", "found"),
    [((), (), 3), (("tls-info",), (), 1), ((), ("ha",), 1), (("tls-info",), ("ha",), 2), (("no",), (), 0)],
)
def test_signatures_and_families_choose_what_is_marked(
    ids: tuple[str, ...], families: tuple[str, ...], found: int
) -> None:
    assert len(chart_data.kinds(factory.article(), ids, families, chart_data.bucket_size(None, 60))) == found


def test_many_kinds_are_drawn_as_seven_and_the_rest() -> None:
    kinds = chart_data.kinds(factory.lanes(30), (), (), chart_data.bucket_size(None, 60))
    assert kinds[-1].title == "2 other kinds"
    assert len(kinds) == chart_data.MOST_KINDS + 1
    assert sum(kinds[-1].counts.values()) == kinds[-1].total


def test_changes_close_together_are_one_line_and_untimed_ones_none() -> None:
    groups = chart_data.change_groups(factory.article().changes, factory.at(0), factory.at(170))
    assert [group.text for group in groups] == ["wasadmin: cells/stCell/security.xml (+1 more)"]


def test_the_span_falls_back_on_the_counts() -> None:
    bare = replace(factory.article(), bundle=factory.empty().bundle)
    assert chart_data.span(bare) is not None
    assert chart_data.span(factory.empty()) is None
