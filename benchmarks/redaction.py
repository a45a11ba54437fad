"""Speed of redaction on log text, against one regular expression tried on every line of the same text.

    python benchmarks/redaction.py LOG [--size MEGABYTES] [--runs N]

``LOG`` is one that ``generate.py`` wrote, or any other. Processor time, the median of the rounds; the steps take turns, so that
other work on the machine slows all of them alike.
"""

from __future__ import annotations

import argparse
import re
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from loganalyzer.redact import Redactor, Verifier

_BLOCK = 1 << 20
_RECORD = re.compile(r"^\[([^\]]{8,60})\] ([0-9a-f]{8}) (.{13}) ([A-Z0-9<>]) +(?:([A-Z]{4,5}\d{4}[A-Z]): )?(.*)")


def pieces_of(path: Path, size: int) -> list[str]:
    """The log in pieces of whole records, as the attachment reads it."""
    with path.open(encoding="utf-8", errors="replace") as file:
        text = file.read(size)
    pieces, at = [], 0
    while at < len(text):
        end = text.find("\n[", at + _BLOCK) + 1 or len(text)
        pieces.append(text[at:end])
        at = end
    return pieces


def round_of(pieces: list[str]) -> dict[str, float]:
    """Processor seconds of each step."""
    spent: dict[str, float] = {}

    def timed(name: str, work: Callable[[], object]) -> object:
        begin = time.process_time()
        result = work()
        spent[name] = time.process_time() - begin
        return result

    timed("reference", lambda: [_RECORD.match(line) for piece in pieces for line in piece.splitlines()])
    redactor = Redactor()
    timed("learn", lambda: [redactor.learn_log(piece) for piece in pieces])
    shown: list[str] = []
    timed("replace", lambda: shown.extend(map(redactor.log, pieces)))
    verifier = Verifier(redactor.originals)
    timed("verify", lambda: [verifier.check(piece.encode(), "the log") for piece in shown])
    return spent


def main() -> None:
    """Measure, and print what a reader can compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log", type=Path)
    parser.add_argument("--size", type=int, default=20)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    pieces = pieces_of(options.log, options.size * 1_000_000)
    megabytes = sum(map(len, pieces)) / 1_000_000
    rounds = [round_of(pieces) for _ in range(options.runs)]
    spent = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    total = sum(spent.values()) - spent["reference"]
    for name, seconds in (*spent.items(), ("all of redaction", total)):
        print(
            f"{name:<18}{seconds / spent['reference']:6.2f} times the reference, {megabytes / seconds:7.1f} MB/s here"
        )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")


if __name__ == "__main__":
    main()
