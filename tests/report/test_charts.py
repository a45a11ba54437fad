from __future__ import annotations

import struct
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import QuadMesh
from matplotlib.text import Text
from msgspec.structs import replace
from PIL import Image

from loganalyzer.analysis.model import Analysis, LevelCount
from loganalyzer.errors import UsageError
from loganalyzer.report import chart_data, chart_heat, chart_validity
from loganalyzer.report.chart_choice import SIZES, Choice
from loganalyzer.report.charts import KINDS, chart, timeline
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


@pytest.mark.parametrize("form", ["png", "svg"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_bundle_gives_the_same_bytes(kind: str, form: str) -> None:
    one, two = (chart(factory.article(), kind).data(form) for _ in range(2))
    assert one == two


@pytest.mark.parametrize("make", BUNDLES[:4])
@pytest.mark.parametrize("kind", ["heatmap", "certificates"])
def test_the_other_charts_are_drawn_for_any_bundle(kind: str, make: Any) -> None:
    assert chart(make(), kind).data("png").startswith(b"\x89PNG\r\n")


@pytest.mark.parametrize(("size", "pixels"), [("slide", (1920, 1080)), ("ticket", (1000, None))])
@pytest.mark.parametrize("kind", KINDS)
def test_a_slide_and_a_ticket_have_their_pixels(kind: str, size: str, pixels: tuple[int, int | None]) -> None:
    for make in (factory.article, lambda: factory.lanes(60)):
        analysis = certified(make())
        width, height = struct.unpack(">II", chart(analysis, kind, Choice(size=size)).data("png")[16:24])
        assert width == pixels[0]
        assert height == (pixels[1] or height)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_words_of_a_chart_leave_its_sheet(kind: str, size: str) -> None:
    figure = chart(certified(factory.lanes(30)), kind, Choice(size=size)).figure
    FigureCanvasAgg(figure).draw()
    sheet = figure.bbox.padded(2)
    ticks = {tick for axes in figure.axes for tick in axes.get_xticklabels()}  # those beyond the rim are not drawn
    words = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible() and text not in ticks]
    outside = [t.get_text() for t in words if not sheet.contains(*t.get_window_extent().max)]
    outside += [t.get_text() for t in words if not sheet.contains(*t.get_window_extent().min)]
    assert len(words) > 10
    assert outside == []


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (
            "timeline",
            ["3 processes", "Title of tls-fatal-alert-received (60)", "stopping and starting", "security.xml"],
        ),
        ("heatmap", ["warnings and errors", r"sipNode\STSipProxyRegistrar"]),
        ("certificates", ["CN=dmgr ends 2016-10-18"]),
    ],
)
def test_pictures_say_in_words_what_they_show(kind: str, told: list[str]) -> None:
    drawn = chart(factory.article(), kind)
    assert [words for words in told if words not in drawn.alt] == []
    svg = ET.fromstring(drawn.data("svg"))
    namespace = "{http://www.w3.org/2000/svg}"
    assert svg.get("role") == "img"
    assert [svg.findtext(f"{namespace}{name}") for name in ("title", "desc")] == [drawn.title, drawn.alt]
    assert Image.open(BytesIO(drawn.data("png"))).info["Description"] == drawn.alt


def test_only_the_processes_asked_for_are_drawn() -> None:
    assert [lane.label for lane in chart_data.lanes(factory.article(), ("*/nodeagent",))[0]] == [r"stpNode\nodeagent"]
    assert "1 process by" in chart(factory.article(), "heatmap", Choice(processes=("stpNode/nodeagent",))).alt


def test_the_heat_map_tells_hours_without_a_log_from_hours_without_an_error() -> None:
    span, hour = (factory.at(0), factory.at(170)), timedelta(hours=1)
    quiet = replace(factory.article(), density=(), signatures=())
    only_first = [replace(f, last=factory.at(30), gaps=()) for f in quiet.bundle.files if f.process == factory.AGENT]
    quiet = replace(quiet, bundle=replace(quiet.bundle, files=tuple(only_first)))
    lanes, _ = chart_data.lanes(quiet, ("*/nodeagent",))
    # 07:50 to 08:20 is covered, that is the hours of 7 and 8; nothing tells about 9 and 10.
    assert chart_heat.counts(quiet, Choice(), lanes, span, hour).tolist() == [[0, 0, -1, -1]]
    level = LevelCount(factory.at(100).replace(second=0, microsecond=0), factory.AGENT, 3, 4, 90)
    loud = replace(quiet, density=(level,))
    assert chart_heat.counts(loud, Choice(), lanes, span, hour).tolist() == [[0, 0, 7, -1]]


def test_a_quiet_bundle_does_not_look_as_if_it_burned() -> None:
    level = LevelCount(factory.at(100).replace(second=0, microsecond=0), factory.AGENT, 1, 1, 90)
    figure = chart(replace(factory.article(), density=(level,)), "heatmap").figure
    (mesh,) = figure.findobj(QuadMesh)[:1]
    two, ten = mesh.cmap(mesh.norm(2))[:3], mesh.cmap(mesh.norm(10))[:3]
    assert sum(two) > sum(ten) + 1


def certified(analysis: Analysis) -> Analysis:
    """With a certificate that has expired, one that soon will, and one that outlasts the chart, in two stores each."""
    (base,) = factory.article().configuration.certificates
    found = [
        replace(
            base,
            names=(f"{node} trust store",),
            alias=alias,
            has_key=False,
            subject=f"CN={alias}.example.com, O=Example",
            not_before=factory.at(-60 * 24 * 400),
            not_after=factory.at(60 * 24 * days),
            fingerprint=alias,
        )
        for node in ("a", "b")
        for alias, days in (("old", -12), ("soon", 30), ("long-lasting" * 6, 5000))
    ]
    return replace(analysis, configuration=replace(analysis.configuration, certificates=tuple(found)))


def test_equal_certificates_of_several_stores_are_one_row_and_the_first_to_end_stands_first() -> None:
    rows, hidden = chart_validity.rows(certified(factory.article()), 2)
    told = [(row.label, row.detail, row.state, row.left) for row in rows]
    assert told == [
        ("old: CN=old.example.com", "signer in 2 stores", "expired", "13 days ago"),
        ("soon: CN=soon.example.com", "signer in 2 stores", "expires within 60 days", "in 29 days"),
    ]
    assert hidden == 1


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
        ("c.png", {"processes": ("stpNode/nobody",)}, "no such process"),
        ("c.png", {"size": "poster"}, "page, slide, ticket"),
        ("no/c.png", {}, "cannot write"),
    ],
)
def test_bad_usage_is_one_clear_line(name: str, options: dict[str, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        timeline(factory.article(), tmp_path / name, Choice(**options))
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
    kinds = chart_data.kinds(factory.article(), Choice(), bucket)
    assert [sum(kind.counts.values()) for kind in kinds] == [kind.total for kind in kinds]


@pytest.mark.parametrize(
    ("ids", "families", "found"),
    [((), (), 3), (("tls-info",), (), 1), ((), ("ha",), 1), (("tls-info",), ("ha",), 2), (("no",), (), 0)],
)
def test_signatures_and_families_choose_what_is_marked(
    ids: tuple[str, ...], families: tuple[str, ...], found: int
) -> None:
    choice = Choice(ids, families)
    assert len(chart_data.kinds(factory.article(), choice, chart_data.bucket_size(None, 60))) == found


def test_many_kinds_are_drawn_as_seven_and_the_rest() -> None:
    kinds = chart_data.kinds(factory.lanes(30), Choice(), chart_data.bucket_size(None, 60))
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
