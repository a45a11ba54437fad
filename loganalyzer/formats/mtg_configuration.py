"""Exports of the Meeting server's table ``mtg.configuration``: a fact per row about recordings, and one for the export.

Recordings fail once TLSv1.2 is enforced unless the table has a row ``meeting.recording.tlsVersion`` (field report, S1). Four forms::

    SERVER_ID,CONFIGURATION_KEY,CONFIGURATION_VALUE
    "s1","meeting.recording.tlsVersion","TLSv1.2"

    SERVER_ID   CONFIGURATION_KEY               CONFIGURATION_VALUE
    ----------- ------------------------------- -------------------
    s1          meeting.recording.tlsVersion    TLSv1.2
      1 record(s) selected.

    INSERT INTO mtg.configuration (server_id, CONFIGURATION_KEY, CONFIGURATION_VALUE) VALUES ('s1', 'meeting.…', 'TLSv1.2')

CSV with and without a header (``db2 export … of del``), the output of a query, and INSERT statements of a dump. The layout of the
query's output is that of the DB2 command line processor, from memory.

Not read: other keys than those of recordings (they are counted), and INSERT statements with placeholders, which are instructions.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator

from loganalyzer.formats.fact_lines import LINE_LIMIT, Samples, base_name, count, excerpt
from loganalyzer.formats.facts import Fact
from loganalyzer.formats.tls_names import is_log
from loganalyzer.records import LineCounts

KEY = "meeting.recording.tlsVersion"
_COLUMNS = re.compile(r"\bCONFIGURATION_KEY\b.{0,200}\bCONFIGURATION_VALUE\b", re.IGNORECASE)
_INSERT = re.compile(
    r"\s{0,20}INSERT\s+INTO\s+\"?mtg\"?\.\"?configuration\"?\b[^()]{0,40}(?:\([^)]{0,200}\))?\s*VALUES\s*\((.{1,800})\)",
    re.I,
)
_QUERY = re.compile(r"\bfrom\s+\"?mtg\"?\.\"?configuration\b", re.IGNORECASE)
_SELECTED = re.compile(r"\s{0,20}(\d{1,9}) record\(s\) selected", re.IGNORECASE)
_ROW = re.compile(rf'(?:^|[,;\t])\s*"?{re.escape(KEY)}"?\s*[,;\t]', re.MULTILINE)
_RULE = re.compile(r"[-\s]{5,}$")
_VALUE = re.compile(r"[A-Za-z][\w.,-]{0,40}$")


class MtgConfiguration:
    """``mtg.configuration`` as CSV, as SQL, or as the output of a query."""

    name = "export of mtg.configuration"
    kind = "config"

    def matches(self, path: str, head: str) -> bool:
        """By the table's columns or name; a note that only mentions the statement is no export."""
        if is_log(head):
            return False
        dump = base_name(path).endswith((".sql", ".ddl"))
        return bool(_COLUMNS.search(head) and not _INSERT.search(head)) or bool(
            _ROW.search(head) or (_QUERY.search(head) and _SELECTED.search(head)) or (dump and _INSERT.search(head))
        )

    def read(self, lines: Iterable[tuple[int, str]], counts: LineCounts) -> Iterator[Fact]:
        """Yield a fact per row about recordings, then the export; a row opens an entry."""
        first, rows, recording = 0, 0, ""
        for number, line in lines:
            text = line[:LINE_LIMIT].rstrip()
            cells = _cells(text)
            first = first or number
            if cells is None:
                count(counts, "header")
                continue
            count(counts, "records")
            rows += 1
            fields = _fields(cells)
            if fields:
                recording = fields["value"]
                yield Fact("mtg-recording-row", number, excerpt(text), fields)
        if first:
            found = {"rows": str(rows), "recording": recording or "absent"}
            yield Fact(
                "mtg-configuration-export",
                first,
                f"{rows} rows of mtg.configuration, {KEY}: {found['recording']}",
                found,
            )


def _cells(text: str) -> list[str] | None:
    """The values of a row, or nothing for a heading, a rule, an empty line or a summary."""
    insert = _INSERT.match(text)
    if insert:
        return next(csv.reader([insert[1]], quotechar="'", skipinitialspace=True))
    if not text.strip() or _COLUMNS.search(text) or _RULE.match(text) or _SELECTED.match(text) or _QUERY.search(text):
        return None
    mark = next((mark for mark in ",;\t" if mark in text), None)
    try:
        cells = next(csv.reader([text], delimiter=mark)) if mark else text.split()
    except csv.Error:
        return None
    return cells if len(cells) > 1 else None


def _fields(cells: list[str]) -> dict[str, str]:
    """Server, key and value, where the row is about recordings and no placeholder."""
    plain = [cell.strip().strip('"') for cell in cells]
    if KEY not in plain:
        return {}
    at = plain.index(KEY)
    value = plain[at + 1] if at + 1 < len(plain) else ""
    if not _VALUE.match(value):
        return {}
    server = plain[at - 1] if at else ""
    return {"key": KEY, "value": value} | ({"server_id": server} if server and not server.startswith("<") else {})


FORMAT = MtgConfiguration()

SAMPLES: Samples = (
    (
        "configuration.csv",
        'SERVER_ID,CONFIGURATION_KEY,CONFIGURATION_VALUE\n"s1","meeting.recording.tlsVersion","TLSv1.2"\n"s1","meeting.other","1"\n',
        [
            ("mtg-recording-row", {"server_id": "s1", "value": "TLSv1.2"}),
            ("mtg-configuration-export", {"rows": "2", "recording": "TLSv1.2"}),
        ],
    ),
    (
        "export.del",
        '"s1","meeting.recording.tlsVersion","TLSv1"\n',
        [("mtg-recording-row", {"value": "TLSv1"}), ("mtg-configuration-export", {"recording": "TLSv1"})],
    ),
    (
        "query.txt",
        "select * from mtg.configuration where CONFIGURATION_KEY = 'meeting.recording.tlsVersion'\n\n"
        "SERVER_ID   CONFIGURATION_KEY              CONFIGURATION_VALUE\n"
        "----------- ------------------------------ -------------------\n\n  0 record(s) selected.\n",
        [("mtg-configuration-export", {"rows": "0", "recording": "absent"})],
    ),
    (
        "dump.sql",
        "INSERT INTO mtg.configuration (server_id, CONFIGURATION_KEY, CONFIGURATION_VALUE) VALUES ('s1', "
        "'meeting.recording.tlsVersion', 'TLSv1.2');\n",
        [("mtg-recording-row", {"server_id": "s1", "value": "TLSv1.2"}), ("mtg-configuration-export", {"rows": "1"})],
    ),
)
