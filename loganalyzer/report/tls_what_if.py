"""``tls what-if`` on a terminal and as JSON: what breaks, what heals, what else to change, and the steps in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console

from loganalyzer.analysis.what_if import WhatIf
from loganalyzer.report import tls_words as words
from loganalyzer.report.lines import Page
from loganalyzer.report.text import counted, one_line
from loganalyzer.report.tls_json import channel_document, dump, matrix
from loganalyzer.tls.changes import Change
from loganalyzer.tls.effects import Effect
from loganalyzer.tls.enforce_scope import Goal, Planned

SCHEMA = "loganalyzer.tls-what-if/1"
_TITLES = {
    "breaks": ("Breaks", "x", "bold red"),
    "stays broken": ("Is broken and stays so", "x", "red"),
    "heals": ("Heals", "+", "bold green"),
    "changes": ("Changes and still works", "-", ""),
}
_MOST_COMMANDS = 12


def render_what_if(result: WhatIf, console: Console, *, verbose: bool = False) -> None:
    """Print the result; ``verbose`` lists every command and every change of version."""
    page = Page(console)
    if result.goal is not None:
        _goal(page, result, result.goal)
    page.line(
        (f"What if, in cell {one_line(result.cell)}", "bold"), "  saved, synchronised to every node and restarted:"
    )
    reasons = _reasons(result)
    for change in result.outcome.changes:
        _change(page, change, reasons.get(_setting(change)))
    for how in _TITLES:
        _effects(page, [e for e in result.outcome.effects if e.how == how], how, verbose=verbose)
    if not result.outcome.of("breaks"):
        page.heading("No channel breaks", " as far as the configuration shows.")
    _also(page, result)
    if result.cautions:
        page.heading("Beware")
        page.capped(((one_line(text),) for text in result.cautions), len(result.cautions), mark="!")
    _steps(page, result, verbose=verbose)


def _goal(page: Page, result: WhatIf, goal: Goal) -> None:
    page.line((f"To enforce {one_line(goal.label)} on {one_line(goal.scope)}", "bold"))
    if not goal.planned:
        page.line("nothing has to change: it speaks nothing else, and nothing in the cell is in its way", indent=2)
    elif not result.outcome.of("breaks"):
        needed = sum(one.required for one in goal.planned)
        rest = len(goal.planned) - needed
        more = f"; {rest:,} more to leave no trap (+)" if rest else ""
        page.line(
            f"{counted(needed, 'change')} needed (*){more}; together they break no channel of this cell", indent=2
        )


def _reasons(result: WhatIf) -> dict[str, Planned]:
    """Setting -> why the plan has it."""
    return {one.word.partition("=")[0]: one for one in (result.goal.planned if result.goal else ())}


def _setting(change: Change) -> str:
    """The left side of the word that asks for a change."""
    match change.what:
        case "attribute":
            return f"{change.target}@{change.scope}.{change.attribute}"
        case "group":
            return f"{change.target}@{change.scope}"
        case "client-props":
            return f"ssl.client.props@{change.target}"
        case _:
            return f"{change.what}@{change.target}"


def _change(page: Page, change: Change, planned: Planned | None) -> None:
    same = "  (no change)" if not change.is_effective else ""
    mark = "*" if planned is None or planned.required else "+"
    page.item(mark, one_line(str(change)), (same, "dim"))
    if planned is not None:
        later = "" if planned.required else "not needed today, but: "
        page.line((f"{later}{one_line(planned.why)}", ""), indent=4)
    if change.place is not None:
        page.line((words.place(change.place), "dim"), indent=4)


def _effects(page: Page, effects: Sequence[Effect], how: str, *, verbose: bool) -> None:
    if not effects:
        return
    title, mark, style = _TITLES[how]
    page.heading(f"{title} ({len(effects)})")
    if how == "changes" and not verbose:
        page.line(f"on {', '.join(sorted({one_line(e.after.node) for e in effects}))} (--verbose lists them)", indent=2)
        return
    groups: dict[tuple[str, ...], list[Effect]] = {}
    for number, effect in enumerate(effects):
        # Tools and local ports of a node break together and for one reason: one of them is enough to read.
        said = effect.after.wording
        key = (
            (str(number),)
            if verbose
            else (effect.after.node, effect.after.initiator.name, said.reason if said else how)
        )
        groups.setdefault(key, []).append(effect)
    for found in groups.values():
        _effect(page, found, mark, style)


def _effect(page: Page, found: Sequence[Effect], mark: str, style: str) -> None:
    effect, then = found[0], found[0].after
    ends = f"{one_line(then.initiator.name)} -> {one_line(then.listener.name)}"
    kinds = ", ".join(dict.fromkeys(e.after.kind.short for e in found[1:]))
    more = f"  and {len(found) - 1} more ({kinds})" if len(found) > 1 else ""
    page.item(mark, (f"{then.kind.title}: {ends}", "bold"), (more, "dim"), style=style)
    page.line(f"{effect.before.predicted()}  ->  {then.predicted()}", indent=4)
    said = then.wording
    if said is None:
        return
    page.line((f"initiator {words.configuration(then.initiator)}", "dim"), indent=4)
    page.line((f"listener  {words.configuration(then.listener)}", "dim"), indent=4)
    for party, logged in ((then.initiator, said.client_logs), (then.listener, said.server_logs)):
        if logged:
            page.line((f"log of {one_line(party.name)}: ", "dim"), logged, indent=4)
    if then.kind.basis:
        page.line((f"uncertain: {then.kind.basis}", "yellow"), indent=4)


def _also(page: Page, result: WhatIf) -> None:
    if result.outcome.also:
        page.heading("Change this as well", "  so that nothing breaks:")
        for word in result.outcome.also:
            page.item("-", f"--set '{one_line(word)}'")


def _steps(page: Page, result: WhatIf, *, verbose: bool) -> None:
    page.heading("In this order")
    for number, step in enumerate(result.steps, start=1):
        page.item(f"{number:2}.", one_line(step.text), indent=1)
        if step.console:
            page.line((one_line(step.console), "dim"), indent=5)
        shown = step.commands if verbose else step.commands[:_MOST_COMMANDS]
        for command in shown:
            page.line((one_line(command), "cyan"), indent=5)
        _more(page, len(step.commands) - len(shown))
        if step.wsadmin and (verbose or not step.commands):
            calls = step.wsadmin if verbose else step.wsadmin[:_MOST_COMMANDS]
            for call in calls:
                page.line(("wsadmin> ", "dim"), (one_line(call), "cyan"), indent=5)
            _more(page, len(step.wsadmin) - len(calls))


def _more(page: Page, count: int) -> None:
    if count:
        page.line((f"... {count} more (--verbose)", "dim"), indent=5)


def what_if_json(result: WhatIf) -> str:
    """The result as a document; ``matrix`` is the cell after the changes."""
    found = result.outcome
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "cell": result.cell,
        "goal": _goal_document(result.goal),
        "changes": [_change_document(change) for change in found.changes],
        "effects": [
            {"how": e.how, "before": e.before.predicted(), "after": channel_document(e.after)} for e in found.effects
        ],
        "also": list(found.also),
        "warnings": list(result.cautions),
        "steps": [
            {"text": s.text, "console": s.console, "commands": list(s.commands), "wsadmin": list(s.wsadmin)}
            for s in result.steps
        ],
        "matrix": matrix(found.channels),
    }
    return dump(document)


def _goal_document(goal: Goal | None) -> dict[str, Any] | None:
    if goal is None:
        return None
    planned = [{"set": one.word, "why": one.why, "required": one.required} for one in goal.planned]
    return {
        "label": goal.label,
        "versions": [str(v) for v in sorted(goal.versions)],
        "scope": goal.scope,
        "planned": planned,
    }


def _change_document(change: Change) -> dict[str, Any]:
    place = change.place
    where = {"file": place.file, "line": place.line, "path": place.path} if place else None
    named = {"what": change.what, "target": change.target, "scope": change.scope, "attribute": change.attribute}
    return {**named, "before": change.before, "after": change.after, "place": where}
