"""The one table that turns the facts about a cause into a verdict; FORMAT.md prints it, a test keeps the two alike.

The first row whose cells all fit decides. An empty cell fits everything.
"""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

from loganalyzer.diagnosis.values import Verdict

Required = Literal["hold", "open", "source absent", "false"]
LogSide = Literal["dated", "undated", "weak", "silent"]
ConfigurationSide = Literal["computed", "not needed", "weak", "silent", "contrary"]
Against = Literal["nothing", "something"]
Rivals = Literal["none", "one open", "open", "one stands", "two stand"]


class Picture(Struct, frozen=True):
    """What the facts of a cause give for one process.

    ``required``: all hold, one is open, one is open for want of a source the cause ``needs``, or one is false. ``log`` and
    ``configuration``: the strongest that holds there; a self-stating cause needs no configuration. ``against``: contrary
    facts. ``rivals``: look-alikes that could not be ruled out; *open* ones might have been, had a source been sent.
    """

    required: Required
    log: LogSide
    configuration: ConfigurationSide
    against: Against
    rivals: Rivals


class Rule(Struct, frozen=True):
    """One row: what each cell allows (empty: anything), the verdict, and the confidence to sort by."""

    verdict: Verdict
    confidence: float
    required: tuple[Required, ...] = ()
    log: tuple[LogSide, ...] = ()
    configuration: tuple[ConfigurationSide, ...] = ()
    against: tuple[Against, ...] = ()
    rivals: tuple[Rivals, ...] = ()

    def fits(self, picture: Picture) -> bool:
        """Whether every cell allows what the picture shows."""
        return all(not (allowed := getattr(self, cell)) or getattr(picture, cell) in allowed for cell in CELLS)


CELLS = ("required", "log", "configuration", "against", "rivals")
VALUES = dict(
    zip(CELLS, (get_args(kind) for kind in (Required, LogSide, ConfigurationSide, Against, Rivals)), strict=True)
)

RULES: tuple[Rule, ...] = (
    Rule("ruled-out", 0.03, required=("false",)),
    Rule("ruled-out", 0.03, configuration=("contrary",)),
    Rule("not-evaluable", 0.1, required=("source absent",)),
    Rule("not-evaluable", 0.1, required=("open",), log=("silent",), configuration=("silent", "not needed")),
    Rule("possible", 0.3, log=("silent",), configuration=("silent", "not needed")),
    Rule("possible", 0.3, against=("something",)),
    Rule("possible", 0.3, rivals=("two stand",)),
    Rule("possible", 0.3, required=("open",), configuration=("silent", "not needed", "weak")),
    Rule("possible", 0.3, required=("open",), rivals=("one stands",)),
    Rule("confirmed", 0.95, required=("hold",), log=("dated",), configuration=("computed", "not needed"), rivals=("none",)),
    Rule("likely", 0.85, log=("dated", "undated"), configuration=("computed", "not needed"), rivals=("none", "one open", "one stands")),
    Rule("likely", 0.8, log=("dated", "undated"), configuration=("computed", "not needed")),
    Rule("likely", 0.75, log=("dated", "undated")),
    Rule("likely", 0.65, configuration=("computed",)),
    Rule("likely", 0.55),
)  # fmt: skip


def decide(picture: Picture) -> Rule:
    """The first row that fits; the last one fits everything."""
    return next(rule for rule in RULES if rule.fits(picture))
