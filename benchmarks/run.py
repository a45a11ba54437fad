"""Speed and memory of loganalyzer against its peers, as ratios.

    python benchmarks/run.py [--size MEGABYTES] [--runs N] [--only NAME ...] [--folder FOLDER]

All commands of a round run one after the other, round by round, so that a busy machine slows each of them alike; the figures are
medians over the rounds. A peer that is not installed is named and left out.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import generate

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
_LNAV_QUERY = ";SELECT log_level, count(*) AS records FROM websphere_log GROUP BY log_level"
_MAIN = "from loganalyzer.cli import command\nif __name__ == '__main__':\n    command()\n"
_PER_LINE = """import re, sys
from collections import Counter
record = re.compile(r"^\\[([^\\]]{8,60})\\] ([0-9a-f]{8}) (.{13}) ([A-Z0-9<>]) +(?:([A-Z]{4,5}\\d{4}[A-Z]): )?(.*)")
levels = Counter()
for line in open(sys.argv[1], encoding="utf-8", errors="replace"):
    match = record.match(line)
    if match:
        levels[match[4]] += 1
print(levels)
"""


@dataclass
class Command:
    """One thing to run on one file; wall and processor seconds of each round, and the peak (bytes, largest process)."""

    name: str
    file: str
    arguments: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    peak: int = 0

    def run(self) -> None:
        """Run it once; what it prints is thrown away."""
        begin = time.perf_counter()
        # An installed package has its bytecode, whatever this shell says of it.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        process = subprocess.Popen(
            self.arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment | self.environment
        )
        peak, processor = wait(process)
        self.seconds.append(time.perf_counter() - begin)
        self.processor.append(processor)
        self.peak = max(self.peak, peak)
        if process.returncode:
            raise SystemExit(f"{self.name} failed ({process.returncode}): {' '.join(self.arguments)}")

    @property
    def wall(self) -> float:
        """Seconds of the middle round."""
        return statistics.median(self.seconds)

    @property
    def cpu(self) -> float:
        """Processor seconds of the middle round, all processes together."""
        return statistics.median(self.processor)


def wait(process: subprocess.Popen[bytes]) -> tuple[int, float]:
    """Wait for a process; its peak memory in bytes and its processor seconds, 0 where the system does not tell."""
    if not hasattr(os, "wait4"):
        process.wait()
        return 0, 0.0
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024), usage.ru_utime + usage.ru_stime


def commands(files: dict[str, Path], scratch: Path) -> list[Command]:
    """Everything that can be run here."""
    base = files["base.log"]
    found = [
        *(_ours(f"loganalyzer, {n} worker{'s' * (n > 1)}", base, scratch, n) for n in (1, 2)),
        *(_ours("loganalyzer, 1 worker", files[name], scratch, 1) for name in files if name != "base.log"),
        *(
            _ours("loganalyzer, 2 workers", files[name], scratch, 2)
            for name in ("storm.log", "base.tar.gz")
            if name in files
        ),
        Command("python re, line by line", "base.log", [sys.executable, "-c", _PER_LINE, str(base)]),
    ]
    return found + _peers(files, scratch)


def _ours(name: str, path: Path, scratch: Path, workers: int) -> Command:
    script = scratch / "loganalyzer_main.py"
    script.write_text(_MAIN, encoding="utf-8")
    arguments = [sys.executable, str(script), "analyze", str(path), "--json", str(scratch / "out.json")]
    return Command(name, path.name, [*arguments, "--workers", str(workers)], {"PYTHONPATH": str(ROOT)})


def _peers(files: dict[str, Path], scratch: Path) -> list[Command]:
    base, patterns = files["base.log"], scratch / "patterns.txt"
    patterns.write_text("SSLC0008E\nSECJ0371W\nWSVR0605W\nOutOfMemoryError\n", encoding="utf-8")
    formats = scratch / ".lnav" / "formats" / "websphere"
    formats.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "lnav" / "websphere.json", formats)
    home = {"HOME": str(scratch), "XDG_CONFIG_HOME": str(scratch / ".config")}
    lnav = ["lnav", "-n", "-c", _LNAV_QUERY, "-c", ":write-csv-to -", str(base)]
    found = [
        Command("rg -c, four patterns", "base.log", ["rg", "-c", "-f", str(patterns), str(base)]),
        Command("lnav, count by level", "base.log", lnav, home),
    ]
    if "base.zip" in files:
        pipe = f"zcat < '{files['base.zip']}' | wc -l"
        found.append(Command("zcat, wc -l", "base.zip", ["sh", "-c", pipe]))
    usable = []
    for command in found:
        tool = "zcat" if command.name.startswith("zcat") else command.arguments[0]
        if shutil.which(tool):
            usable.append(command)
        else:
            print(f"left out: {command.name}: {tool} is not installed")
    return usable


def table(done: list[Command], files: dict[str, Path]) -> str:
    """Throughput as a multiple of loganalyzer's with one worker on base.log, and peak memory."""
    base = files["base.log"].stat().st_size
    unpacked = {"base.zip": base, "base.tar.gz": base // 5}
    lines = [
        "| what | file | MB per second, base = 1 | MB per CPU second, base = 1 | peak memory, MB |",
        "|---|---|---|---|---|",
    ]
    for command in done:
        size = unpacked.get(command.file) or files[command.file].stat().st_size
        wall = done[0].wall / base * size / command.wall
        cpu = done[0].cpu / base * size / command.cpu if command.cpu else 0.0
        lines.append(f"| {command.name} | {command.file} | {wall:.2f} | {cpu:.2f} | {command.peak / 1e6:.0f} |")
    return "\n".join(lines)


_ONE, _TWO = "loganalyzer, 1 worker", "loganalyzer, 2 workers"
_LNAV, _RE, _RG, _ZCAT = "lnav, count by level", "python re, line by line", "rg -c, four patterns", "zcat, wc -l"
# What is divided by the sum of what; each is a command and a file.
_TARGETS = (
    ("times lnav's throughput, one worker (2.5 or more)", (_LNAV, "base.log"), [(_ONE, "base.log")]),
    ("times lnav's throughput, two workers (4 or more)", (_LNAV, "base.log"), [(_TWO, "base.log")]),
    ("times re's throughput, line by line", (_RE, "base.log"), [(_ONE, "base.log")]),
    ("of rg's throughput", (_RG, "base.log"), [(_ONE, "base.log")]),
    ("storm's time by base's (3 or less)", (_ONE, "storm.log"), [(_ONE, "base.log")]),
    ("zip's time by zcat's plus base's (1.5 or less)", (_ONE, "base.zip"), [(_ZCAT, "base.zip"), (_ONE, "base.log")]),
)


def targets(done: list[Command]) -> str:
    """The ratios that the design promises, as measured: by the clock, and by processor time."""
    known = {(command.name, command.file): command for command in done}
    lines = [" by clock    by CPU"]
    for words, above, below in _TARGETS:
        if not {above, *below} <= known.keys():
            lines.append(f"        -         -  {words}: not run")
            continue
        wall = known[above].wall / sum(known[one].wall for one in below)
        cpu = known[above].cpu / max(sum(known[one].cpu for one in below), 1e-9)
        lines.append(f"{wall:9.2f} {cpu:9.2f}  {words}")
    return "\n".join(lines)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Speed and memory against peers, as ratios.")
    parser.add_argument("--size", type=int, default=generate.DEFAULT_SIZE, help="megabytes of base.log")
    parser.add_argument("--runs", type=int, default=3, help="rounds")
    parser.add_argument(
        "--only", nargs="*", help="parts of command or file names, for instance lnav storm; base.log always runs"
    )
    parser.add_argument("--folder", type=Path, default=generate.DEFAULT_FOLDER)
    options = parser.parse_args()
    names = None
    if options.only:
        everything = generate.makers(options.folder, options.size)
        names = ["base.log", *(name for name in everything if any(word in name for word in options.only))]
    files = generate.ensure(options.folder, options.size * generate.MEGABYTE, names)
    with tempfile.TemporaryDirectory() as scratch:
        chosen = commands(files, Path(scratch))
        if options.only:
            chosen = chosen[:2] + [c for c in chosen[2:] if any(word in f"{c.name} {c.file}" for word in options.only)]
        for number in range(options.runs):
            for command in chosen:
                if sys.stderr.isatty():
                    print(f"round {number + 1}: {command.name}, {command.file}", file=sys.stderr)
                command.run()
        print(table(chosen, files), targets(chosen), sep="\n\n")


if __name__ == "__main__":
    main()
