"""``report.html``: one file that needs nothing, runs nothing but its own, and shows hostile text as text."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from lxml import html
from msgspec.structs import replace

from loganalyzer.analysis import model as m
from loganalyzer.report import html as report
from loganalyzer.report.html import MOST_BYTES, to_html
from loganalyzer.report.html_text import cut, embedded_json
from loganalyzer.report.html_topology import topology
from tests.report import factory

PLANTED = '"><img src=x onerror=alert(1)></script><script>alert(2)</script>'
FACTORIES = [factory.article, factory.empty, factory.hostile, lambda: factory.lanes(45)]


def parsed(analysis: m.Analysis) -> Any:
    return html.document_fromstring(to_html(analysis))


def payload(page: Any) -> Any:
    return json.loads(page.get_element_by_id("timeline-data").text)


@pytest.mark.parametrize("make", FACTORIES, ids=["article", "empty", "hostile", "lanes"])
def test_policy_names_the_digest_of_every_script_and_style_and_nothing_else(make: Callable[[], m.Analysis]) -> None:
    page = parsed(make())
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    scripts = page.xpath("//script[not(@type)]")
    assert allowed["script-src"].split() == [digest(script.text) for script in scripts]
    assert allowed["style-src"].split() == [digest(style.text) for style in page.xpath("//style")]
    assert allowed["default-src"] == "'none'"
    assert "unsafe" not in policy
    assert not page.xpath("//@style | //@*[starts-with(name(), 'on')]")


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.mark.parametrize("make", FACTORIES, ids=["article", "empty", "hostile", "lanes"])
def test_nothing_is_fetched_and_every_link_has_its_target(make: Callable[[], m.Analysis]) -> None:
    page = parsed(make())
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert all(link.startswith("#") and link[1:] in ids for link in page.xpath("//@href"))
    assert all(source.startswith("data:image/png;base64,") for source in page.xpath("//@src"))
    assert not page.xpath("//link | //iframe | //object | //embed | //form | //base")


def test_evidence_with_a_place_links_to_its_record_in_the_order_of_the_file() -> None:
    page = parsed(factory.article())
    first = page.xpath("//article[@id='d1']//a[contains(@class, 'evidence')]")
    assert first[0].text_content() == f"{factory.AGENT_LOG}:88"
    record = page.get_element_by_id(first[0].get("href")[1:])
    assert "Client requested protocol TLSv1" in record.text_content()
    lines = record.getparent().xpath("./li//span[@class='line']/text()")
    assert lines == ["line 88", "line 140"]
    absence = page.xpath("//article[@id='d1']//li[contains(., 'did not restart')]//a/@href")[0]
    assert page.get_element_by_id(absence[1:]).tag == "tr"


def test_reading_order_and_headings() -> None:
    page = parsed(factory.article())
    sections = page.xpath("//main/section/@id")
    assert sections[:4] == ["verdict", "diagnoses", "set-aside", "timeline"]
    assert sections[-2:] == ["missing", "records"]
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4|//h5")]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    verdict = page.xpath("//section[@id='verdict']")[0].text_content()
    assert "confirmed (confidence 0.94, severity critical)." in verdict
    assert "its pid 21040 stays the same" in verdict


def test_every_column_has_a_heading() -> None:
    """A heading becomes the button that sorts its column, and a button without words is none for a screen reader."""
    source = files(report.__package__).joinpath("html")
    calls = [
        text for one in source.iterdir() if one.name.endswith(".j2") for text in one.read_text().split("m.table(")[1:]
    ]
    assert len(calls) > 8
    assert not [call[:200] for call in calls if re.search(r"[(,] *(?:\"\"|'')", call.partition("%}")[0])]


def test_hostile_text_is_shown_as_text() -> None:
    base = factory.hostile()
    diagnosis = replace(base.diagnoses[0], title=PLANTED, summary=PLANTED)
    kind = replace(base.signatures[0], id=PLANTED, title=PLANTED, family=PLANTED, severity=PLANTED)
    page_text = to_html(replace(base, diagnoses=(diagnosis, *base.diagnoses), signatures=(kind,)))
    page = html.document_fromstring(page_text)
    assert not page.xpath("//img[@onerror] | //main//script | //*[@onerror]")
    assert [script.get("type") for script in page.xpath("//script")] == ["application/json", None, None]
    assert PLANTED in page.xpath("//h1")[0].text_content()
    assert payload(page)["signatures"][0]["title"] == PLANTED
    assert not set(page_text) & set("\x1b\x9b\x00\u202e\ud800\u2028")


def test_long_text_is_cut_and_says_by_how_much() -> None:
    assert cut("x" * 1_000_000, 100) == "x" * 100 + "… [999,900 more characters not shown]"
    line = replace(factory.article().diagnoses[0].evidence[0], text="y" * 1_000_000)
    base = factory.article()
    page = to_html(replace(base, diagnoses=(replace(base.diagnoses[0], evidence=(line,)),)))
    assert "997,600 more characters not shown" in page
    assert len(page) < 500_000


def test_embedded_json_cannot_leave_its_element() -> None:
    text = embedded_json({"</script>": "<!--&\u2028"})
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"</script>": "<!--&\u2028"}


def test_same_analysis_same_bytes() -> None:
    assert to_html(factory.article()) == to_html(factory.article())


def test_counts_reach_the_timeline_unchanged() -> None:
    analysis = factory.article()
    data = payload(parsed(analysis))
    assert data["step"] == 60
    cells = [lane["density"] for lane in data["lanes"]]
    for place, name in enumerate(("errors", "warnings", "others"), start=1):
        assert sum(sum(flat[place::4]) for flat in cells) == sum(getattr(level, name) for level in analysis.density)
    counts = [(one["count"], sum(one["hits"][2::3])) for one in data["signatures"]]
    assert all(total == binned for total, binned in counts)
    assert [data["signatures"][kind]["severity"] for kind in data["kinds"]] == ["error", "error", "warning"]


def big(events: int) -> m.Analysis:
    """Forty processes, a month, two hundred signatures with hits in the number asked for."""
    base = factory.lanes(40)
    names = [process.name for process in base.processes]
    long = "java.lang.Exception: " + "at com.example.Class.method(Class.java) " * 60
    signatures = []
    for number in range(200):
        hits = tuple(
            (factory.T0 + timedelta(minutes=29 * i + number), names[(i + number) % 40], 1) for i in range(events // 200)
        )
        quoted = tuple(
            m.Sample(f"{number}/SystemOut.log", i, factory.at(i), names[number % 40], long) for i in range(20)
        )
        signatures.append(
            replace(base.signatures[0], id=f"sig-{number}", count=len(hits), per_minute=hits, samples=quoted)
        )
    files_read = tuple(factory.file(f"dir/{i}/SystemOut.log", names[i % 40]) for i in range(5_000))
    wide = replace(files_read[0], last=factory.T0 + timedelta(days=30))
    minutes = tuple(
        m.LevelCount(factory.T0 + timedelta(minutes=i), names[i % 40], i % 3, i % 7, i % 50) for i in range(43_000)
    )
    bundle = m.BundleReport((wide, *files_read), tuple(m.SkippedFile(f"dump/{i}", "no log") for i in range(5_000)))
    return replace(base, signatures=tuple(signatures), density=minutes, bundle=bundle)


def test_three_hundred_thousand_events_stay_small_and_say_what_was_binned() -> None:
    text = to_html(big(300_000))
    assert len(text.encode()) < MOST_BYTES
    page = html.document_fromstring(text)
    data = payload(page)
    assert sum(sum(one["hits"][2::3]) for one in data["signatures"]) == 300_000
    assert all(len(lane["density"]) // 4 <= 2_000 for lane in data["lanes"])
    notes = " ".join(data["notes"])
    assert re.search(r"in bins of \d+ (h|min|d)", notes)
    assert "further samples only in analysis.json" in notes
    assert "more members are not shown here" in page.text_content()


def test_tries_smaller_limits_before_it_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = len(to_html(big(20_000)).encode())
    monkeypatch.setattr(report, "MOST_BYTES", whole - 1)
    assert len(to_html(big(20_000)).encode()) < whole


def test_works_without_matplotlib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "has_matplotlib", lambda: False)
    page = parsed(factory.article())
    assert not page.xpath("//img")
    assert "needs JavaScript" in page.xpath("//noscript")[0].text_content()


def test_fallback_picture_has_words() -> None:
    pytest.importorskip("matplotlib")
    assert parsed(factory.article()).xpath("//noscript/img/@alt")[0].startswith("Timeline of 3 processes")


def test_vendored_files_are_those_of_the_readme() -> None:
    vendor = files("loganalyzer.report").joinpath("html", "vendor")
    readme = vendor.joinpath("README.md").read_text("utf-8")
    stated = dict(re.findall(r"`(uPlot[\w.]+)` \| `([0-9a-f]{64})`", readme))
    assert set(stated) == {"uPlot.iife.min.js", "uPlot.min.css"}
    for name, expected in stated.items():
        assert hashlib.sha256(vendor.joinpath(name).read_bytes()).hexdigest() == expected
    assert "eval(" not in vendor.joinpath("uPlot.iife.min.js").read_text("utf-8")


def test_the_topology_names_processes_of_logs_and_of_configuration() -> None:
    analysis = factory.article()
    endpoint = analysis.configuration.endpoints[0]
    silent = replace(endpoint, process=r"stCell\stpNode\STProxyServer")
    analysis = replace(analysis, configuration=replace(analysis.configuration, endpoints=(endpoint, silent)))
    (cell,) = topology(analysis)
    assert cell.name == "stCell"
    assert cell.nodes[0].name == "dmgrNode"
    members = {member.server: member for node in cell.nodes for member in node.members}
    assert members["STProxyServer"].role == "no log"
    assert members["STProxyServer"].words is None
    assert members["nodeagent"].words == r"TLS not known on 1 channel with dmgrNode\dmgr"
