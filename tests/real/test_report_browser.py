"""``report.html`` in a real browser: Debian's chromium, from ``file://``, driven through the DevTools protocol."""

from __future__ import annotations

import re
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import loganalyzer
from loganalyzer.analysis.model import Analysis
from loganalyzer.report.html import to_html
from tests.report import factory
from tests.report.test_html import big

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "/usr/bin/chromium"))), None)
SAMPLES = Path(__file__).parents[2] / "sample_logs"
BUNDLES = sorted(folder.name for folder in SAMPLES.iterdir() if folder.is_dir())
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
LONG_TASKS = """window.tasks = [];
new PerformanceObserver((list) => list.getEntries().forEach((one) => window.tasks.push(one.duration)))
  .observe({type: 'longtask', buffered: true})"""
IN_VIEW = "e => { const b = e.getBoundingClientRect(); return b.bottom > 0 && b.top < innerHeight && b.height > 0 }"


@dataclass
class Opened:
    """A page, and what it complained about or asked for."""

    page: Any
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def range(self) -> str:
        return str(self.page.inner_text("#tl-range"))

    def ranges(self, act: Callable[[], None]) -> tuple[str, str]:
        """The part of time shown before and after something was done."""
        before = self.range()
        act()
        self.page.wait_for_timeout(100)
        return before, self.range()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    profile = tmp_path_factory.mktemp("profile")
    with playwright.sync_playwright() as driver:
        context = driver.chromium.launch_persistent_context(str(profile), executable_path=CHROMIUM, args=FLAGS)
        yield context
        context.close()


@cache
def analysis_of(name: str) -> Analysis:
    made = {"article": factory.article, "hostile": factory.hostile, "empty": factory.empty, "big": lambda: big(300_000)}
    return made[name]() if name in made else loganalyzer.analyze([SAMPLES / name])


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("reports")

    def write(name: str) -> Path:
        target = folder / f"{name}.html"
        if not target.exists():
            target.write_bytes(to_html(analysis_of(name)).encode())
        return target

    return write


@pytest.fixture
def visit(browser: Any, written: Callable[[str], Path]) -> Iterator[Callable[..., Opened]]:
    pages = []

    def go(name: str, width: int = 1440, scheme: str = "light") -> Opened:
        page = browser.new_page()
        pages.append(page)
        opened = Opened(page)
        page.on("console", lambda said: opened.complaints.append(said.text) if said.type != "log" else None)
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        page.on("request", lambda request: opened.requests.append(request.url))
        page.add_init_script(LONG_TASKS)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto(written(name).as_uri())
        page.wait_for_timeout(150)
        return opened

    yield go
    for page in pages:
        page.close()


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("axe")
    done = subprocess.run([npm, "pack", "axe-core@4"], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"npm cannot fetch axe-core: {done.stderr[-200:]}")
    with tarfile.open(next(folder.glob("axe-core-*.tgz"))) as archive:
        member = archive.extractfile("package/axe.min.js")
        assert member is not None
        return member.read().decode()


@pytest.mark.parametrize("name", [*BUNDLES, "article", "hostile", "empty"])
def test_opens_without_a_complaint_and_without_a_request(name: str, visit: Callable[..., Opened]) -> None:
    for width in (1440, 390):
        opened = visit(name, width)
        assert opened.complaints == []
        assert [url for url in opened.requests if not url.startswith("data:")] == [opened.page.url]
        assert opened.page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("name", BUNDLES)
def test_timeline_zooms_by_mouse_and_keyboard(name: str, visit: Callable[..., Opened]) -> None:
    opened = visit(name)
    page, everything = opened.page, opened.range()
    page.locator("#tl-chart").scroll_into_view_if_needed()
    box = page.locator("#tl-chart .u-over").bounding_box()

    def drag() -> None:
        page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 40)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 50, steps=5)
        page.mouse.up()

    before, after = opened.ranges(drag)
    assert before == everything != after
    assert opened.ranges(lambda: page.mouse.dblclick(box["x"] + 200, box["y"] + 30))[1] == everything
    page.focus("#tl-chart")
    for key in ("+", "-", "+"):
        before, after = opened.ranges(lambda key=key: page.keyboard.press(key))
        assert before != after
    before, after = opened.ranges(lambda: [page.keyboard.press("Shift+ArrowRight") for _ in range(4)])
    assert before != after
    assert opened.ranges(lambda: page.keyboard.press("Home"))[1] == everything
    assert "error" in page.inner_text("#tl-tip")
    assert opened.complaints == []


@pytest.mark.parametrize("name", BUNDLES)
def test_timeline_filters_by_signature_and_process(name: str, visit: Callable[..., Opened]) -> None:
    page = visit(name).page
    values = page.eval_on_selector_all("#tl-signature optgroup option", "all => all.map(o => [o.value, o.textContent])")
    assert len(values) == sum(1 for one in analysis_of(name).signatures if one.per_minute)
    before = picture(page)
    page.select_option("#tl-signature", values[0][0])
    page.wait_for_timeout(100)
    assert picture(page) != before
    assert page.inner_text("#tl-kinds") in values[0][1]
    before = picture(page)
    page.click("#tl-kinds input")
    page.wait_for_timeout(100)
    assert picture(page) != before
    tall = page.locator("#tl-chart canvas").bounding_box()["height"]
    page.click("#tl-processes summary")
    page.click("#tl-lanes label >> nth=0")
    page.wait_for_timeout(100)
    lanes = page.locator("#tl-lanes label").count()
    assert page.inner_text("#tl-shown") == f"{lanes - 1} of {lanes}"
    assert page.locator("#tl-chart canvas").bounding_box()["height"] < tall


def picture(page: Any) -> str:
    return str(page.eval_on_selector("#tl-chart canvas", "c => c.toDataURL()"))


@pytest.mark.parametrize("name", [*BUNDLES, "article"])
def test_every_evidence_link_reaches_its_record(name: str, visit: Callable[..., Opened]) -> None:
    page = visit(name).page
    page.eval_on_selector_all("main details.card, main details.aside", "all => all.forEach(d => { d.open = true })")
    links = page.locator("a.evidence")
    expected = sum(1 for one in analysis_of(name).diagnoses for item in one.evidence[:40] if item.file)
    assert links.count() == expected
    for number in range(min(links.count(), 25)):
        link = links.nth(number)
        link.click()
        page.wait_for_timeout(30)
        target = page.locator(f"[id='{link.get_attribute('href')[1:]}']")
        assert target.evaluate(IN_VIEW)
        assert target.evaluate("e => e === document.activeElement")


def test_a_mark_of_the_timeline_leads_to_its_record(visit: Callable[..., Opened]) -> None:
    page = visit("article").page
    page.focus("#tl-chart")
    for key in ("ArrowDown", *["ArrowRight"] * 4, "Enter"):
        page.keyboard.press(key)
        page.wait_for_timeout(30)
    link = page.locator("#tl-tip a")
    if page.evaluate("location.hash") == "":
        assert link.count() == 1
        link.click()
    page.wait_for_timeout(50)
    assert page.locator(page.evaluate("location.hash")).evaluate(IN_VIEW)


def test_tables_sort_and_filter_and_commands_copy(visit: Callable[..., Opened]) -> None:
    page = visit("sametime-as-published").page
    heads = page.locator("#signatures thead button")
    heads.nth(3).click()
    counts = page.eval_on_selector_all("#signatures tbody td.number", "all => all.map(c => Number(c.dataset.value))")
    assert counts == sorted(counts)
    page.fill("#signatures input", "handshake")
    assert page.locator("#signatures tbody tr:visible").count() == 1
    page.locator(".command button").first.click()
    page.wait_for_timeout(100)
    assert page.locator(".command button").first.inner_text() == "Copied"


@pytest.mark.parametrize("name", BUNDLES)
def test_prints_with_everything_open_that_is_for_paper(name: str, visit: Callable[..., Opened]) -> None:
    opened = visit(name)
    closed = opened.page.locator("main details:not([open])").count()
    data = opened.page.pdf(prefer_css_page_size=True)
    assert data.startswith(b"%PDF")
    assert 3 <= len(re.findall(rb"/Type\s*/Page\b", data)) <= 60
    assert opened.page.locator("main details:not([open])").count() == closed
    assert opened.complaints == []


def test_paper_repeats_headings_of_tables_and_leaves_out_what_was_set_aside(
    visit: Callable[..., Opened], tmp_path: Path
) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    opened = visit("sametime-tls12")
    (tmp_path / "report.pdf").write_bytes(opened.page.pdf(prefer_css_page_size=True))
    done = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "report.pdf"), "-"], capture_output=True, text=True, check=True
    )
    pages = done.stdout.split("\f")
    assert len([page for page in pages if "Endpoint" in page and "Decided by" in page]) >= 2
    aside = opened.page.locator("details.aside").count()
    assert aside > 5
    assert done.stdout.count("What rules it out") == 0
    assert "Ruled out and not evaluable" in done.stdout


def test_the_topology_shows_every_process_in_its_node(visit: Callable[..., Opened]) -> None:
    page = visit("sametime-tls12").page
    nodes = page.eval_on_selector_all(
        ".nodes > li", "all => all.map(li => [li.querySelector('h4').innerText, li.innerText])"
    )
    assert [head.split()[0] for head, _ in nodes] == ["stDmgrNode", "meetNode", "sipNode", "stpNode"]
    agent = {head.split()[0]: text for head, text in nodes}["stpNode"]
    assert "TLS fails on 2 channels with stDmgrNode\\dmgr" in agent


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [*BUNDLES, "article"])
def test_axe_finds_no_serious_violation(name: str, scheme: str, axe: str, visit: Callable[..., Opened]) -> None:
    page = visit(name, 1440, scheme).page
    page.eval_on_selector_all("main details.card, main details.aside", "all => all.forEach(d => { d.open = true })")
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    grave = [one for one in found if one["impact"] in {"serious", "critical"}]
    assert not grave, [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in grave]


def test_a_large_report_opens_and_zooms_without_a_long_wait(visit: Callable[..., Opened]) -> None:
    opened = visit("big")
    opened.page.focus("#tl-chart")
    for key in ("+", "+", "ArrowRight", "-", "Home"):
        opened.page.keyboard.press(key)
        opened.page.wait_for_timeout(50)
    assert max(opened.page.evaluate("window.tasks"), default=0) < 1_000
    assert opened.complaints == []
