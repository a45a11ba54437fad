"""Dumps of IBM and OpenJ9 JVMs, known by their names: what was dumped, when, and by which process. They are not opened.

::

    heapdump.20180301.083005.4711.0002.phd
    core.20180301.083005.4711.0001.dmp
    Snap.20180301.083005.4711.0004.trc

Source: eclipse.dev/openj9/docs/xdump (default labels: date, time, process id, sequence). A javacore is read for what is in it; its
name counts only where the file is no javacore any more. Not read: names that an administrator set with ``-Xdump:…:file=``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from loganalyzer.formats.fact_lines import Samples
from loganalyzer.formats.facts import Fact
from loganalyzer.records import LineCounts

_NAME = re.compile(
    r"(?:^|[/\\])(?P<dump>heapdump|core|Snap|jitdump)\.(?P<day>\d{8})\.(?P<time>\d{6})\.(?P<pid>\d{1,12})\.(?P<number>\d{1,6})"
    r"\.(?:phd|dmp|trc|txt)(?:\.(?:gz|zip))?$"
)


class DumpNames:
    """Heap dumps, system dumps and trace snaps."""

    name = "dump of the JVM"
    kind = "native"
    by_name = True

    def matches(self, path: str, head: str) -> bool:  # noqa: ARG002 - the content is binary
        """By the name alone."""
        return _NAME.search(path) is not None

    def of_name(self, path: str) -> Iterator[Fact]:
        """The fact that a file's name tells."""
        found = _NAME.search(path)
        if found is None:
            return
        day, time = found["day"], found["time"]
        stamp = f"{day[:4]}-{day[4:6]}-{day[6:]}T{time[:2]}:{time[2:4]}:{time[4:]}.000"
        fields = {"dump": found["dump"], "pid": found["pid"], "number": found["number"]}
        yield Fact("dump-file", 1, re.split(r"[/\\]", path)[-1], fields, stamp)

    def read(self, lines: Iterable[tuple[int, str]], counts: LineCounts) -> Iterator[Fact]:  # noqa: ARG002
        """Nothing: a dump is not opened."""
        return iter(())


FORMAT = DumpNames()

SAMPLES: Samples = ()
