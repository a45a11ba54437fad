"""The command line: one file per verb. A verb parses options, calls one function, prints."""

from __future__ import annotations

import sys

from loganalyzer.errors import LogAnalyzerError


def main() -> None:
    """Entry point of ``loganalyzer``: every expected failure is one line on standard error and its exit status."""
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
    except KeyboardInterrupt:
        print("loganalyzer: interrupted; nothing was finished", file=sys.stderr)
        sys.exit(3)
    except MemoryError:
        print("loganalyzer: out of memory; nothing was finished", file=sys.stderr)
        sys.exit(3)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
