"""Write sample_logs/, or with --check compare it with what would be written."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tools.samples.bundles import BUNDLES, build
from tools.samples.compare import differences

TARGET = Path("sample_logs")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 1 if --check found a difference."""
    parser = argparse.ArgumentParser(prog="python -m tools.samples", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="bundles; all of them if none is named")
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    parser.add_argument("--target", type=Path, default=TARGET, help="the folder of the bundles (default: %(default)s)")
    options = parser.parse_args(arguments)
    names = options.names or list(BUNDLES)
    if unknown := [name for name in names if name not in BUNDLES]:
        parser.error(f"unknown bundle {', '.join(unknown)}; known: {', '.join(BUNDLES)}")
    return check(names, options.target) if options.check else write(names, options.target)


def write(names: Sequence[str], target: Path) -> int:
    """Replace the bundles of these names."""
    for name in names:
        if (target / name / "EXPECTED.yaml").exists():
            shutil.rmtree(target / name)
        build(name, target / name)
    return 0


def check(names: Sequence[str], target: Path) -> int:
    """Compare the bundles of these names with fresh ones."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            build(name, Path(folder) / name)
            found += [f"{name}: {line}" for line in differences(target / name, Path(folder) / name)]
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
