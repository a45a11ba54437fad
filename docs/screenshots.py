"""The pictures of the guide, from a sample bundle: report and timeline in Chromium, terminal output, charts.

    .venv/bin/python docs/screenshots.py        writes docs/images/*.png

Needs Debian's chromium (or another, on the PATH), playwright, matplotlib and Pillow. Run it when the report has changed, and
look at what it made.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.terminal_theme import MONOKAI

import loganalyzer
from loganalyzer.report.html import to_html
from loganalyzer.report.terminal import render

HERE = Path(__file__).resolve().parent
IMAGES = HERE / "images"
SAMPLE = HERE.parent / "sample_logs" / "sametime-tls12"
COLOURS, MOST_BYTES = 256, 300_000
_TERMINAL = """<!DOCTYPE html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 18px 22px; background: #14181d; color: #e3e6ea; }}
pre {{ font: 14px/1.42 "DejaVu Sans Mono", monospace; margin: 0; }}
p {{ font: 14px/1.42 "DejaVu Sans Mono", monospace; margin: 0 0 .8em; color: #9fd48a; }}
</style><p>$ loganalyzer analyze sample_logs/sametime-tls12</p><pre>{code}</pre>"""


def main() -> int:
    """Make all pictures."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("screenshots: chromium is not installed", file=sys.stderr)
        return 2
    analysis = loganalyzer.analyze(SAMPLE)
    IMAGES.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as driver:
        report, terminal = Path(folder) / "report.html", Path(folder) / "terminal.html"
        report.write_text(to_html(analysis), encoding="utf-8", newline="\n")
        terminal.write_text(_terminal(analysis), encoding="utf-8", newline="\n")
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for width, height in ((1440, 900), (390, 844)):
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
            page.goto(report.as_uri())
            page.wait_for_timeout(300)
            _keep(f"report-{width}", page.screenshot())
            _keep(f"timeline-{width}", _timeline(page))
        page = browser.new_page(viewport={"width": 1000, "height": 900})
        page.goto(terminal.as_uri())
        _keep("terminal", page.screenshot())
        browser.close()
    _keep("chart-timeline", analysis.plot.timeline(size="ticket").data("png"))
    _keep("chart-heatmap", analysis.plot.heatmap(size="slide").data("png"))
    return 0


def _timeline(page: Any) -> bytes:
    """Zoomed to where it happens, with the pointer on a lane."""
    # A picture of the whole page makes Chromium lay out tens of thousands of pixels; a tall window does as well.
    size = page.evaluate("[innerWidth, Math.ceil(document.querySelector('#tl').getBoundingClientRect().height)]")
    page.set_viewport_size({"width": size[0], "height": size[1] + 20})
    page.evaluate("document.querySelector('#tl').scrollIntoView()")
    page.wait_for_timeout(200)
    box = page.evaluate("(b => ({x: b.x, y: b.y, width: b.width, height: b.height}))"
                        "(document.querySelector('#tl').getBoundingClientRect())")  # fmt: skip
    plot = page.locator("#tl-chart .u-over").bounding_box()
    page.mouse.move(plot["x"] + plot["width"] * 0.87, plot["y"] + 30)
    page.mouse.down()
    page.mouse.move(plot["x"] + plot["width"] * 0.995, plot["y"] + 40, steps=5)
    page.mouse.up()
    page.mouse.move(plot["x"] + plot["width"] * 0.7, plot["y"] + plot["height"] * 0.72)
    page.wait_for_timeout(200)
    return bytes(page.screenshot(clip=box))


def _terminal(analysis: Any) -> str:
    console = Console(record=True, width=110, force_terminal=True, color_system="truecolor", file=io.StringIO())
    render(analysis, console)
    return console.export_html(theme=MONOKAI, inline_styles=True, code_format=_TERMINAL)


def _keep(name: str, data: bytes) -> None:
    """Few colours are enough for text, and keep the repository small."""
    target = IMAGES / f"{name}.png"
    Image.open(io.BytesIO(data)).convert("RGB").quantize(
        COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    ).save(target, optimize=True)
    size = target.stat().st_size
    print(f"{target.name}: {size / 1000:.0f} kB")
    if size > MOST_BYTES:
        raise SystemExit(f"{target.name} is larger than {MOST_BYTES / 1000:.0f} kB")


if __name__ == "__main__":
    sys.exit(main())
