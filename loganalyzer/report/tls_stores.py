"""Key stores and certificates on a terminal: what each holds, what is wrong, who serves what."""

from __future__ import annotations

from datetime import UTC, datetime

from rich.console import Console

from loganalyzer.analysis.stores import StoresView, StoreView
from loganalyzer.report.lines import Page
from loganalyzer.report.text import one_line, second
from loganalyzer.tls.certificates import CertificateFacts, validity

_SIGNERS = 5


def render_stores(found: StoresView, console: Console, *, verbose: bool = False) -> None:
    """Print every store; signers are counted unless something is wrong with them, or ``verbose``."""
    page = Page(console)
    if not found.stores and found.note is None:
        return
    at = f"  judged at {second(found.at)} UTC, the last record, and today" if found.at else "  judged today"
    page.heading("Key stores and certificates", at)
    if found.note:
        page.line((found.note, "yellow"), indent=2)
    for one in found.stores:
        _store(page, one, found.at, verbose=verbose)


def _store(page: Page, one: StoreView, at: datetime | None, *, verbose: bool) -> None:
    store = one.store
    names = f" = {', '.join(map(one_line, one.names))}" if one.names else ""
    page.item("-", (one_line(store.file), "bold"), f" ({store.kind}){names}")
    for text in (store.problem, store.remark, *one.problems):
        if text:
            page.line((one_line(text), "yellow"), indent=4)
    shown = [c for c in one.certificates if verbose or c.has_key or c.problems]
    for facts in shown:
        _certificate(page, one, facts, at)
    hidden = len(one.certificates) - len(shown)
    if hidden:
        page.line((f"{hidden} signer certificate{'' if hidden == 1 else 's'} without remark", "dim"), indent=4)


def _certificate(page: Page, one: StoreView, facts: CertificateFacts, at: datetime | None) -> None:
    now = datetime.now(UTC)
    mark = "key" if facts.has_key else "   "
    page.item(mark, (one_line(facts.alias), "bold"), f"  {one_line(facts.subject, 80)}", indent=4)
    then = f"{validity(facts, at)} at the log's time, " if at else ""
    until = f"until {second(facts.not_after)[:10]}: {then}{validity(facts, now)} today"
    page.line((f"{facts.key}, {facts.signature}, {until}", "dim"), indent=8)
    usages = "any use" if facts.usages is None else ", ".join(facts.usages)
    names = f"; {', '.join(map(one_line, facts.names[:4]))}" if facts.names else ""
    page.line((f"chain {one_line(facts.chain, 80)}; {one_line(usages)}{names}", "dim"), indent=8)
    for problem in facts.problems:
        page.line((one_line(problem), "bold red"), indent=8)
    served = sorted({who for who, alias in one.served if alias.lower() == facts.alias.lower()})
    if served:
        more = f" and {len(served) - _SIGNERS} more" if len(served) > _SIGNERS else ""
        page.line((f"served by {', '.join(map(one_line, served[:_SIGNERS]))}{more}", "dim"), indent=8)
