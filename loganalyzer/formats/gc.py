"""Garbage collection logs: how long the JVM stood still, and how full its heap stays.

Three generations are read (elements: see ``gc_stops``). J9 of Java 7 and later, one stop between ``exclusive-start`` and ``-end``::

    <exclusive-start id="2" timestamp="2018-03-01T08:30:05.007" intervalms="900.5">
    <gc-end id="5" type="global" durationms="6100.2" timestamp="2018-03-01T08:30:11.110">
      <mem-info id="6" free="104857600" total="1073741824" percent="9">
    <exclusive-end id="9" timestamp="2018-03-01T08:30:11.112" durationms="6105.1" />

J9 of Java 5 and 6, one stop per ``af`` (also ``sys`` and ``con``), closed by ``time totalms``; and OpenJDK's unified logging,
``[…][info][gc] GC(7) Pause Full (Allocation Failure) 990M->980M(1024M) 5210.001ms``.

Only files named after GC are claimed. In native_stderr.log the same elements stand between JVM messages that signatures
must see: that file stays a log, and this reader runs ``alongside``, adding facts only.

Not read: the text of IBM Java 1.4.2 and HotSpot before Java 9, concurrent phases, reasons of compaction, classes unloaded.
A heap that is nearly full but was allowed to grow meanwhile is not called exhausted: the run of collections starts anew.
A full collection inside a young one (OpenJDK's serial collector) is two pauses in the log and counted as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from loganalyzer.formats.fact_lines import Samples, base_name, count
from loganalyzer.formats.facts import Fact
from loganalyzer.formats.gc_stop import Stop
from loganalyzer.formats.gc_stops import StopReader
from loganalyzer.formats.gc_watch import Watch
from loganalyzer.records import LineCounts

_GC_LINE = re.compile(
    r"^\s{0,40}<(?:verbosegc|exclusive-start|af|sys|con)\b|^(?:\[[^\]\n]{1,60}\]){0,8} ?GC\(\d+\) ", re.M
)
_FOREIGN = re.compile(r"^JVM[A-Z]{2,6}\d{3}|^\[[^\]\n]{8,60}\] [0-9a-f]{8} |Start Display Current Environment", re.M)
_MIXED_NAMES = ("native_std", "systemout", "systemerr", "console", "messages", "trace")


class GcFormat:
    """``verbosegc*.log``, ``gc.log`` and the like; native_stderr.log only alongside."""

    name: str = "garbage collection log"
    kind: str = "gc"

    def matches(self, path: str, head: str) -> bool:
        """A mixed file might hold its first JVM message after the head: such names are never claimed."""
        name = base_name(path)
        if "gc" not in name or name.startswith(_MIXED_NAMES):
            return False
        return _GC_LINE.search(head) is not None and _FOREIGN.search(head) is None

    def read(self, lines: Iterable[tuple[int, str]], counts: LineCounts) -> Iterator[Fact]:
        """One pass; nothing but the open stop and the totals is kept."""
        watch = Watch()
        for stop in _stops(lines, counts):
            yield from watch.see(stop)
        yield from watch.summary()


FORMAT = GcFormat()


def _stops(lines: Iterable[tuple[int, str]], counts: LineCounts) -> Iterator[Stop]:
    reader = StopReader()
    for line_number, line in lines:
        role, stop = reader.feed(line_number, line)
        count(counts, role)
        if stop:
            yield stop
    last = reader.end()
    if last:
        yield last


_J9 = """<?xml version="1.0" ?>
<verbosegc version="1">
<exclusive-start id="2" timestamp="2018-03-01T08:30:00.000" intervalms="900.5">
</exclusive-start>
<af-start id="3" totalBytesRequested="24" timestamp="2018-03-01T08:30:00.000" intervalms="9.1" type="tenure" />
<gc-start id="4" type="global" contextid="4" timestamp="2018-03-01T08:30:00.001">
  <mem-info id="5" free="1024" total="1073741824" percent="0" />
</gc-start>
<gc-end id="6" type="global" contextid="4" durationms="6100.2" timestamp="2018-03-01T08:30:06.101">
  <mem-info id="7" free="536870912" total="1073741824" percent="50" />
</gc-end>
<af-end id="8" timestamp="2018-03-01T08:30:06.102" success="true" from="tenure" />
<exclusive-end id="9" timestamp="2018-03-01T08:30:06.105" durationms="6105.100" />
<exclusive-start id="10" timestamp="2018-03-01T08:31:00.000" intervalms="60000.0">
<af-start id="11" totalBytesRequested="99" timestamp="2018-03-01T08:31:00.000" intervalms="9.1" type="tenure" />
<gc-end id="12" type="global" contextid="4" durationms="40.0" timestamp="2018-03-01T08:31:00.040">
  <mem-info id="13" free="1048576" total="1073741824" percent="0" />
</gc-end>
<allocation-unsatisfied id="14" threadId="00000000013D6900" bytesRequested="99" />
<exclusive-end id="15" timestamp="2018-03-01T08:31:00.041" durationms="41.000" />
"""

_OLD = """<af type="tenured" id="9" timestamp="Mar 01 08:30:00 2018" intervalms="4736.915">
  <minimum requested_bytes="24" />
  <time exclusiveaccessms="0.147" />
  <tenured freebytes="0" totalbytes="104857600" percent="0" />
  <gc type="global" id="9" totalid="9" intervalms="4736.460">
    <timesms mark="320.480" sweep="26.946" compact="0.000" total="5347.813" />
    <tenured freebytes="1048576" totalbytes="104857600" percent="1" />
  </gc>
  <tenured freebytes="1048576" totalbytes="104857600" percent="1" />
  <time totalms="5348.502" />
</af>
"""

_UNIFIED = """[2018-03-01T08:30:00.000+0100][info][gc] Using G1
[2018-03-01T08:30:01.000+0100][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 500M->200M(1024M) 5.123ms
[2018-03-01T08:30:02.000+0100][info][gc] GC(1) Pause Full (G1 Compaction Pause) 1020M->1000M(1024M) 700.001ms
[2018-03-01T08:30:03.000+0100][info][gc] GC(2) Pause Full (G1 Compaction Pause) 1020M->1001M(1024M) 700.001ms
[2018-03-01T08:30:05.000+0100][info][gc] GC(3) Pause Full (G1 Compaction Pause) 1020M->1002M(1024M) 700.001ms
"""

SAMPLES: Samples = (
    (
        "verbosegc.001.log",
        _J9,
        [
            ("gc-long-pause", {"pause_ms": "6105", "kind": "global", "heap_after_mb": "512", "heap_total_mb": "1024"}),
            ("gc-heap-exhausted", {"reason": "allocation failed", "heap_after_mb": "1023"}),
            ("gc-extent", {"edge": "first"}),
            ("gc-extent", {"edge": "last"}),
            ("gc-summary", {"collections": "2", "longest_pause_ms": "6105", "paused_percent": "10.2"}),
        ],
    ),
    (
        "gc_native.log",
        _OLD * 3,
        [
            *[("gc-long-pause", {"pause_ms": "5349", "heap_after_mb": "99"})] * 3,
            ("gc-heap-exhausted", {"reason": "full after collection", "collections": "3"}),
            ("gc-extent", {"edge": "first"}),
            ("gc-extent", {"edge": "last"}),
            ("gc-summary", {"collections": "3", "heap_total_mb": "100"}),
        ],
    ),
    (
        "gc.log",
        _UNIFIED,
        [
            ("gc-heap-exhausted", {"kind": "Full", "heap_after_mb": "1002", "collections": "3"}),
            ("gc-extent", {"edge": "first"}),
            ("gc-extent", {"edge": "last"}),
            ("gc-summary", {"collections": "4", "longest_pause_ms": "700", "paused_percent": "52.6"}),
        ],
    ),
)
