"""A signature drafted from one record: its id or exception, what varies in it as captures, and itself as the example.

The draft holds at once, by lint and by test; what it means, its author has to say.
"""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Sequence
from typing import Any

from loganalyzer.errors import UsageError
from loganalyzer.matching.backtracking import runaway
from loganalyzer.matching.engine import Engine
from loganalyzer.matching.examples import matches_of
from loganalyzer.matching.literals import required_literals
from loganalyzer.matching.records import RecordParts, parts_of
from loganalyzer.matching.schema import Example, Match, Signature

_ID = re.compile(r"(?<![A-Za-z0-9$.])[A-Z][A-Z0-9]{2,7}\d{3,5}[A-Z](?![A-Za-z0-9])")
_EXCEPTION = re.compile(r"(?<![\w.$])(?:[a-z][\w$]*\.)+[A-Z][\w$]*(?:Exception|Error)\b")
_VARIES = re.compile(
    r'"(?P<quoted>[^"]{1,200})"|\'(?P<single>[^\']{1,200})\'|\[(?P<bracketed>[^\][]{1,200})\]'
    r"|(?<![\w.-])(?P<address>\d{1,3}(?:\.\d{1,3}){3}|[\w-]+(?:\.[a-z0-9-]+){2,})(?![\w.-])"
    r"|(?<![\w.-])(?P<number>\d+)(?![\w.-])|(?<![^\s=(])(?P<path>(?:/|[A-Za-z]:\\|[\w.@-]+/)[^\s,;)]*[\w/])"
)
# What stands where something varies: around it, and itself.
_EXPRESSIONS = {
    "quoted": ('"{}"', r'[^"]{1,200}'),
    "single": ("'{}'", r"[^']{1,200}"),
    "bracketed": (r"\[{}\]", r"[^\][]{1,200}"),
    "address": ("{}", r"[\w.-]{1,200}"),
    "number": ("{}", r"\d{1,20}"),
    "path": ("{}", r"[^\s,;)]{1,250}"),
}
_SEVERITIES = {"F": "critical", "E": "error", "W": "warning"}
_CAPTURES = 6
_EXAMPLE_LINES, _EXAMPLE_CHARACTERS = 8, 4_000
_TEXT_WORDS = 12
_MEANING = "Draft. Say here what the record means, and what it does not mean."


def draft(record: str, known: Sequence[Signature]) -> dict[str, Any]:
    """The entry of a signature file that recognises ``record``, as plain data.

    Args:
        record: a whole record, stamp included.
        known: the signatures there are; those that share the record or an example with the draft go to ``specialises``.

    Raises:
        UsageError: nothing in the record tells it from others.
    """
    record = "\n".join(record[:_EXAMPLE_CHARACTERS].split("\n")[:_EXAMPLE_LINES]).rstrip()
    parts = parts_of(record)
    text = _message(parts)
    taken = {name for one in known for name in one.match.ids}
    found = _ID.search(parts.tail)
    name = found.group() if found else None
    match: dict[str, list[str]] = {"ids": [name]} if name else {}
    if name is None or name in taken:
        match["text"] = [_expression(text, name)]
    captures, fields = _captures(text)
    entry = {
        "id": _free(_slug(name or text), {one.id for one in known}),
        "title": _title(text, name),
        "family": _family(name, known),
        "severity": _SEVERITIES.get(parts.level or (name or "I")[-1], "info"),
        "match": match,
        "captures": captures,
        "provenance": "real-line",
        "meaning": _MEANING,
        "references": [],
        "examples": {
            "match": [{"record": record, "fields": fields} if fields else {"record": record}],
            "miss": [{"record": _other(record, name, text)}],
        },
    }
    rivals = _rivals(entry, known)
    return entry | ({"specialises": rivals} if rivals else {})


def _message(parts: RecordParts) -> str:
    """The first line behind component and level, folded."""
    line = parts.tail.strip().splitlines()[0] if parts.tail.strip() else ""
    if parts.component:
        line = line.removeprefix(parts.component).strip().removeprefix(parts.level).strip()
    return " ".join(line.split())


def _title(text: str, name: str | None) -> str:
    """The beginning of what the message says, cut at a word; never only an id."""
    said = text.partition(name)[2].lstrip(": ") if name and name in text else text
    return textwrap.shorten(said or text, 70, placeholder=" ...") or "A record"


def _expression(text: str, name: str | None) -> str:
    """The exception with what follows it, or the words of the message; what varies is left open."""
    exception = _EXCEPTION.search(text)
    start = exception.start() if exception else text.find(name) + len(name) + 1 if name and name in text else 0
    piece = " ".join(text[start:].split()[:_TEXT_WORDS])
    expression, at = "", 0
    for found in _VARIES.finditer(piece):
        around, inside = _EXPRESSIONS[str(found.lastgroup)]
        longer = expression + _literal(piece[at : found.start()]) + around.format(inside)
        if runaway(longer):
            break
        expression, at = longer, found.end()
    else:
        expression += _literal(piece[at:])
    expression = expression.strip(" :;,-")
    if not required_literals(expression):
        raise UsageError(
            "the record has neither a message id, nor an exception, nor words enough to tell it from others"
        )
    return expression


def _literal(text: str) -> str:
    return re.sub(r"([\\.^$*+?{}\[\]|()])", r"\\\1", text)


def _captures(text: str) -> tuple[list[str], dict[str, str]]:
    """Expressions for what varies, each led by the word before it, and what they read out of this record."""
    captures: list[str] = []
    fields: dict[str, str] = {}
    for found in _VARIES.finditer(text):
        lead = re.search(r"([A-Za-z][\w-]*)[\s:=(]{1,3}$", text[: found.start()])
        if lead is None or len(captures) == _CAPTURES:
            continue
        kind = str(found.lastgroup)
        word = "value" if _ID.fullmatch(lead.group(1)) else re.sub(r"\W", "_", lead.group(1)).lower()
        name = _free(word, set(fields), "_")
        around, inside = _EXPRESSIONS[kind]
        expression = _literal(lead.group()) + around.format(f"(?P<{name}>{inside})")
        got = re.search(expression, text)
        if got and got.group(name) == found.group(kind):
            captures.append(expression)
            fields[name] = found.group(kind)
    return captures, fields


def _other(record: str, name: str | None, text: str) -> str:
    """A record that is told apart from it: the same head with another id, or other words."""
    head = record.splitlines()[0]
    if name:
        number = re.search(r"\d+", name[3:])
        digits = number.group() if number else "0"
        other = f"{(int(digits) + 1) % 10 ** len(digits):0{len(digits)}}"
        return head.partition(name)[0] + name[:-1].removesuffix(digits) + other + name[-1] + ": another message"
    return f"{head.partition(text.split()[0])[0]}another message"


def _slug(text: str) -> str:
    words = re.findall(r"[a-z0-9]+", text.lower())[:5]
    return "own-" + "-".join(words)


def _free(name: str, taken: set[str], sign: str = "-") -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}{sign}{number}"
    return free


def _family(name: str | None, known: Sequence[Signature]) -> str:
    """The family of most ids that begin alike."""
    letters = re.match("[A-Z]+", name or "")
    alike = [one.family for one in known for other in one.match.ids if letters and other.startswith(letters.group())]
    return Counter(alike).most_common(1)[0][0] if alike else "resources"


def _rivals(entry: dict[str, Any], known: Sequence[Signature]) -> list[str]:
    """Signatures that claim the record, or whose examples the draft claims."""
    match = Match(tuple(entry["match"].get("ids", ())), tuple(entry["match"].get("text", ())))
    own = Signature(
        entry["id"],
        entry["title"],
        entry["family"],
        entry["severity"],
        match,
        (),
        "real-line",
        _MEANING,
        (),
        (),
        (),
        "",
    )
    mine, all_of_us = Engine([own]), Engine(known)
    claimed = {
        known[number].id for number in matches_of(all_of_us, Example(entry["examples"]["match"][0]["record"], {}))
    }
    claimed |= {one.id for one in known if any(matches_of(mine, example) for example in one.matches)}
    return sorted(claimed)
