"""The summary of first failure data capture: how often each exception was captured since the server was set up.

``<server>_exception.log`` holds a table; each start of the server appends one, and a stamp in it has no brackets::

    Index  Count   Time of last Occurrence   Exception SourceId ProbeId
    ------+------+---------------------------+--------------------------
      1      4    6/19/09 17:26:15:686 PDT java.util.zip.ZipException com.ibm.x.Y.run 238

Source: log-formats 3.8. Liberty has a column with the first time as well: the last one is taken. Not read: the index.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from loganalyzer.formats.fact_lines import LINE_LIMIT, Samples, count, excerpt
from loganalyzer.formats.facts import Fact
from loganalyzer.records import LineCounts

_TABLE = re.compile(r"^\s{0,20}Index\s{1,20}Count\s{1,20}Time of .{0,80}Exception\s{1,20}SourceId\s{1,20}ProbeId", re.M)
_RULE = re.compile(r"[\s+|=-]*")
_ROW = re.compile(
    r"\s{0,20}[+*]?\s{0,20}\d{1,9}\s{1,20}(?P<count>\d{1,12})\s{1,20}(?P<when>\S.{6,90}?)\s{1,20}"
    r"(?P<exception>[A-Za-z_$][\w.$/\[;-]{0,300})\s{1,20}(?P<source>\S{1,400})\s{1,20}(?P<probe>\S{1,80})\s*"
)
_TIME = re.compile(r"\d[:.]\d\d[:.]\d\d")


class FfdcSummaryFormat:
    """``*_exception.log``, known by the head of its table."""

    name: str = "FFDC summary"
    kind: str = "ffdc"

    def matches(self, path: str, head: str) -> bool:  # noqa: ARG002 - the head of the table is unmistakable
        """The table has the same head in every language."""
        return _TABLE.search(head) is not None

    def read(self, lines: Iterable[tuple[int, str]], counts: LineCounts) -> Iterator[Fact]:
        """One fact per row."""
        for line_number, full_line in lines:
            line = full_line[:LINE_LIMIT]
            row = _ROW.fullmatch(line)
            if row and _TIME.search(row["when"]):
                count(counts, "records")
                fields = {name: row[name] for name in ("count", "exception", "source", "probe")}
                yield Fact("ffdc-summary-row", line_number, excerpt(line), fields, _last_stamp(row["when"]))
            else:
                count(counts, "header" if _TABLE.match(line) or _RULE.fullmatch(line) else "unparsed")


FORMAT = FfdcSummaryFormat()


def _last_stamp(when: str) -> str:
    """Liberty gives the first and the last time; the last one counts."""
    if len(_TIME.findall(when)) < 2:
        return when.strip()
    return re.split(r"\s{2,}", when.strip())[-1]


_SUMMARY = """ Index  Count   Time of last Occurrence   Exception SourceId ProbeId
------+------+---------------------------+--------------------------
     1      4    6/19/09 17:26:15:686 PDT java.util.zip.ZipException com.ibm.x.Y.addDependents 238
     2     12    3/1/18 8:30:05:007 EST javax.net.ssl.SSLHandshakeException com.ibm.x.Client 1575
------+------+---------------------------+--------------------------
"""

SAMPLES: Samples = (
    (
        "server1_exception.log",
        _SUMMARY,
        [
            ("ffdc-summary-row", {"count": "4", "exception": "java.util.zip.ZipException", "probe": "238"}),
            ("ffdc-summary-row", {"count": "12", "source": "com.ibm.x.Client"}),
        ],
    ),
)
