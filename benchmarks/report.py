"""The HTML report of a large bundle: what drawing it costs beside the analysis, how big it gets, and how it opens.

    python benchmarks/report.py [--size MEGABYTES] [--folder FOLDER]

The bundle has two servers: one whose log is ordinary, one in whose log half of all records are refused handshakes. Where
Debian's chromium and playwright are installed, the report is opened and its longest task is measured.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import generate
from run import ROOT, wait

_CHILD = """import json, sys, time
from pathlib import Path
from loganalyzer.analysis.pipeline import Options, analyze
from loganalyzer.report.html import to_html
from loganalyzer.report.json import to_json
if __name__ == "__main__":
    times = [time.perf_counter()]
    analysis = analyze(sys.argv[1], Options(workers=int(sys.argv[3])))
    times.append(time.perf_counter())
    page = to_html(analysis)
    times.append(time.perf_counter())
    Path(sys.argv[2]).write_text(page, encoding="utf-8")
    hits = sum(one.count for one in analysis.signatures)
    records = sum(one.records for one in analysis.bundle.files)
    print(json.dumps([times[1] - times[0], times[2] - times[1], len(page.encode()), len(to_json(analysis)), records, hits]))
"""
_LONG_TASKS = """window.tasks = [];
new PerformanceObserver((list) => list.getEntries().forEach((one) => window.tasks.push(one.duration)))
  .observe({type: 'longtask', buffered: true})"""


def bundle(folder: Path, size: int) -> Path:
    """Two profiles with a log each, together of the size wanted; what is there is taken as it is."""
    files = generate.ensure(folder, size // 2 * generate.MEGABYTE, ["base.log", "storm.log"])
    place = folder / f"bundle-{size}MB"
    for path in files.values():
        server = path.stem
        target = place / f"{server}Node" / "profiles" / "AppSrv01" / "logs" / server / "SystemOut.log"
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            target.hardlink_to(path)
    return place


def longest_task(report: Path) -> float | None:
    """Milliseconds of the longest task while the report opens and its timeline is zoomed; None without a browser."""
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    if chromium is None:
        return None
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.add_init_script(_LONG_TASKS)
        page.goto(report.as_uri())
        page.focus("#tl-chart")
        for key in ("+", "+", "ArrowRight", "-", "Home"):
            page.keyboard.press(key)
            page.wait_for_timeout(100)
        longest = max(page.evaluate("window.tasks"), default=0.0)
        browser.close()
    return float(longest)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="What the HTML report of a large bundle costs.")
    parser.add_argument("--size", type=int, default=1_000, help="megabytes of the bundle")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=generate.DEFAULT_FOLDER)
    options = parser.parse_args()
    place = bundle(options.folder, options.size)
    with tempfile.TemporaryDirectory() as scratch:
        script, report = Path(scratch) / "child.py", Path(scratch) / "report.html"
        script.write_text(_CHILD, encoding="utf-8")
        arguments = [sys.executable, str(script), str(place), str(report), str(options.workers)]
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, env={"PYTHONPATH": str(ROOT)})
        assert process.stdout is not None
        said = process.stdout.read()
        peak, _ = wait(process)
        if process.returncode:
            raise SystemExit(f"the analysis failed ({process.returncode})")
        analysed, drawn, size, document, records, hits = json.loads(said)
        task = longest_task(report)
    print(f"{options.size} MB, {records:,} records, {hits:,} hits of signatures")
    print(f"drawing the report takes {drawn / analysed:.1%} of the time of the analysis")
    print(f"report.html {size / 1e6:.2f} MB, analysis.json {document / 1e6:.2f} MB")
    print(f"peak memory of the largest process {peak / 1e6:.0f} MB")
    print("no browser: not opened" if task is None else f"longest task in the browser {task:.0f} ms (0: none above 50)")


if __name__ == "__main__":
    main()
