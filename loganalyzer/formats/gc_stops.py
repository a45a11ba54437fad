"""Every time the garbage collector stopped the JVM, read line by line from three generations of verbose output.

Elements and attributes: github.com/eclipse/omr ``gc/verbose`` (J9 2.6 and later, and the older event agents for Java 5/6),
eclipse.org/openj9/docs/vgclog. One element per line is assumed, as all of them write it.
"""

from __future__ import annotations

import re

from msgspec import Struct, field

from loganalyzer.formats.fact_lines import LINE_LIMIT, Role, attributes, excerpt, number
from loganalyzer.formats.gc_stop import Stop, seconds, unified_stop

_ELEMENT = re.compile(r"\s{0,40}<(/?[a-z][a-z-]{0,40})\b")
_OPENERS = {"exclusive-start", "af", "sys", "con"}
_CLOSERS = {"exclusive-end", "/af", "/sys", "/con"}
_TELLING = {
    *("gc-start", "gc", "gc-end", "timesms", "time", "mem-info", "nursery", "tenured"),
    *("af-start", "allocation-unsatisfied", "af-end", "warning"),
}
_UNIFIED_LINE = re.compile(r"(?:\[[^\]]{1,60}\]){0,6}\[(?:gc|safepoint)[^\]]{0,60}\]|GC\(\d{1,9}\) ")
_YOUNG = {"nursery", "eden"}


class _Draft(Struct):
    line: int
    opening: str
    stamp: str | None
    kind: str | None = None
    pause_ms: float | None = None
    parts_ms: float = 0.0
    areas: dict[str, tuple[float, float]] = field(default_factory=dict)
    young: bool = False
    failed: bool = False

    def absorb(self, tag: str, values: dict[str, str]) -> None:
        """Take over what one element inside the stop says."""
        match tag:
            case "gc-start" | "gc" | "gc-end":
                self.kind = values.get("type", self.kind or "gc")
                self.parts_ms += number(values.get("durationms")) or 0.0
            case "timesms":
                self.parts_ms += number(values.get("total")) or 0.0
            case "time":
                self.pause_ms = number(values.get("totalms")) or self.pause_ms
            case "mem-info":
                self._area("heap", values.get("free"), values.get("total"))
            case "nursery" | "tenured":
                self._area(tag, values.get("freebytes"), values.get("totalbytes"))
            case _:
                self._outcome(tag, values)

    def _outcome(self, tag: str, values: dict[str, str]) -> None:
        """A request that the young area cannot serve goes on to the old one: only that one's failure counts."""
        if tag == "af-start":
            self.young = values.get("type") in _YOUNG
        elif tag == "allocation-unsatisfied" or (tag == "af-end" and values.get("success") == "false"):
            self.failed |= not self.young
        elif tag == "warning":
            self.failed |= "will fail on allocate" in values.get("details", "")

    def _area(self, name: str, free: str | None, total: str | None) -> None:
        amounts = number(free), number(total)
        if amounts[0] is not None and amounts[1] is not None:
            self.areas[name] = (amounts[0], amounts[1])

    def stop(self, closing: str = "") -> Stop:
        return Stop(
            line=self.line,
            text=excerpt(self.opening, closing) if closing else excerpt(self.opening),
            stamp=self.stamp,
            at=seconds(self.stamp),
            kind=self.kind or "exclusive",
            collected=self.kind is not None,
            pause_ms=self.pause_ms or self.parts_ms or None,
            free=sum(free for free, _ in self.areas.values()) if self.areas else None,
            total=sum(total for _, total in self.areas.values()) if self.areas else None,
            failed=self.failed,
        )


class StopReader:
    """A state machine over lines; a stop that the file breaks off is given with what is known of it."""

    def __init__(self) -> None:
        self._draft: _Draft | None = None
        self._begun = False

    def feed(self, line_number: int, line: str) -> tuple[Role, Stop | None]:
        """What the next line is, and the stop that it ends."""
        if "<" not in line and "[" not in line and "GC(" not in line:
            return self._plain(line), None  # JVM messages, dumps, application output: decided without a pattern
        line = line[:LINE_LIMIT]
        element = _ELEMENT.match(line)
        if element:
            return self._element(line_number, line, element[1])
        stop = unified_stop(line_number, line) if "Pause" in line else None
        if stop:
            self._begun = True
            return "records", stop
        if line.lstrip().startswith("<") or _UNIFIED_LINE.match(line):
            return self._inside(), None
        return self._plain(line), None

    def end(self) -> Stop | None:
        """The stop that is still open at the end of the file."""
        draft, self._draft = self._draft, None
        return draft.stop() if draft else None

    def _element(self, line_number: int, line: str, tag: str) -> tuple[Role, Stop | None]:
        if tag in _OPENERS:
            broken_off = self.end()
            self._begun = True
            self._draft = _Draft(line_number, line, attributes(line).get("timestamp"))
            return "records", broken_off
        draft = self._draft
        if draft is None:
            return self._inside(), None
        if tag in _TELLING:
            draft.absorb(tag, attributes(line))
        if tag not in _CLOSERS:
            return "continuation", None
        draft.pause_ms = number(attributes(line).get("durationms")) or draft.pause_ms
        self._draft = None
        return "continuation", draft.stop(line)

    def _inside(self) -> Role:
        return "continuation" if self._begun else "header"

    def _plain(self, line: str) -> Role:
        return self._inside() if not line.strip() else "unparsed"
