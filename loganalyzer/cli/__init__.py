"""The command line: one file per verb. A verb parses options, calls one function, prints."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

from loganalyzer.errors import LogAnalyzerError

# A run makes values by the hundred thousand and drops hardly a cycle among them; looking for cycles takes a tenth of a small run.
_CYCLES_FROM = 500_000
_INTERRUPTED = 130  # what typer makes of Ctrl-C


def main() -> None:
    """Run a verb: every expected failure is one line on standard error and its exit status."""
    gc.set_threshold(_CYCLES_FROM)
    # Nothing here needs numpy's linear algebra, which starts a thread per core that spins while it waits.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from loganalyzer.cli.app import app

    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    try:
        app(standalone_mode=True)
    except LogAnalyzerError as error:
        print(f"loganalyzer: {error}", file=sys.stderr)
        sys.exit(error.exit_status)
    except (KeyboardInterrupt, SystemExit) as end:
        if isinstance(end, SystemExit) and end.code != _INTERRUPTED:
            raise
        print("loganalyzer: interrupted; nothing was finished", file=sys.stderr)
        sys.exit(3)
    except MemoryError:
        print("loganalyzer: out of memory; nothing was finished", file=sys.stderr)
        sys.exit(3)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def command() -> NoReturn:
    """What is installed as ``loganalyzer``: :func:`main`, and then the process ends at once.

    The interpreter would take everything apart, value by value, that the system takes back as a whole. Nothing here waits for the
    interpreter's end: what is written is closed, and temporary files are gone, when a verb returns.
    """
    status = 0
    try:
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    for stream in (sys.stdout, sys.stderr):
        with suppress(BrokenPipeError, ValueError):  # nobody reads any more; closed
            stream.flush()
    os._exit(status)
