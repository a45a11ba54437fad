"""The header block a server writes at the top of each log file. Source: log-formats 3.6.

A header is no restart: it is repeated when a file rolls over. What it does tell is who writes, with which pid, on which Java.
"""

from __future__ import annotations

import re

from loganalyzer.records import HeaderBlock

START = b"************ Start Display Current Environment"
END = b"************* End Display Current Environment"
LIBERTY_RULE = b"*" * 80

_PROCESS = re.compile(r"running with process name\s+(\S[^\r\n]*?)\s+and process id\s+(\d+)")
# The sentence is translated in other locales; the three-part name and the number at the end of the line are not.
_PROCESS_ANY = re.compile(r"^\S.*?\s((?:[^\\\s]+)\\(?:[^\\\s]+)\\(?:[^\\\s]+))\s.*?(\d+)\s*\S*\s*$", re.MULTILINE)
_PRODUCT = re.compile(r"^WebSphere Platform\s+(\d[\d.]*)", re.MULTILINE)
_LIBERTY_PRODUCT = re.compile(r"^product = (.+?)\s*$", re.MULTILINE)
_JAVA_IN_PRODUCT = re.compile(r"\[JAVA\d*\s+(\d[\d.]+)")
_JAVA_RUNTIME = re.compile(r"Java Runtime Version = ([^,\r\n]+)")
_LIBERTY_JAVA = re.compile(r"^java\.runtime = .*?\((\d[\d.]*)", re.MULTILINE)
_HOST = re.compile(r"^Host Operating System is (.+?)\s*$", re.MULTILINE)
_LIBERTY_HOST = re.compile(r"^os = (.+?)\s*$", re.MULTILINE)
_PROFILE = re.compile(r"^(?:user\.install\.root|server\.output\.dir) = (.+?)\s*$", re.MULTILINE)
_LIBERTY_PID = re.compile(r"^process = (\d+)@", re.MULTILINE)


def parse_header(text: str, line: int) -> HeaderBlock:
    """Read a header block's text; fields that are not printed stay ``None``."""
    process, pid = _process(text)
    return HeaderBlock(
        line=line,
        process=process,
        pid=pid,
        product=_first(text, _PRODUCT, _LIBERTY_PRODUCT),
        java_version=_first(text, _JAVA_IN_PRODUCT, _JAVA_RUNTIME, _LIBERTY_JAVA),
        host_system=_first(text, _HOST, _LIBERTY_HOST),
        profile_root=_first(text, _PROFILE),
    )


def _process(text: str) -> tuple[str | None, int | None]:
    match = _PROCESS.search(text) or _PROCESS_ANY.search(text)
    if match:
        return match.group(1), int(match.group(2))
    liberty = _LIBERTY_PID.search(text)
    return None, int(liberty.group(1)) if liberty else None


def _first(text: str, *patterns: re.Pattern[str]) -> str | None:
    for pattern in patterns:
        match = pattern.search(text)
        if match:
            return match.group(1).strip()
    return None
