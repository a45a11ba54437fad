"""``tls show`` on a terminal: who is governed by what, what becomes of every channel, and a node by channel matrix."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from loganalyzer.analysis.tls_view import CellView, EndpointRow
from loganalyzer.cell import Place
from loganalyzer.report import tls_words as words
from loganalyzer.report.lines import Page, plain_table, text
from loganalyzer.report.text import counted, one_line
from loganalyzer.tls import ASSUMPTIONS, KINDS, Channel, Party, listed

_SHORT_PORTS = {"_CONNECTOR_ADDRESS": "", "_LISTENER_ADDRESS": "", "_ADDRESS": ""}
_STYLES = {"fails": "bold red", "unknown": "yellow", "ok": "green", "open": "cyan", "plain": "dim"}
_MOST_FAILURES = 12


def render_tls(views: Sequence[CellView], console: Console, *, verbose: bool = False) -> None:
    """Print every cell; ``verbose`` adds every port, every channel and every doubt."""
    page = Page(console)
    for view in views:
        _head(page, view)
        _matrix(page, view)
        _failures(page, view, verbose=verbose)
        _drift(page, view, verbose=verbose)
        _after_sync(page, view)
        _findings(page, view)
        _channels(page, view, verbose=verbose)
        _endpoints(page, view, verbose=verbose)
        _ciphers(page, view)
        _doubts(page, view, verbose=verbose)


def _head(page: Page, view: CellView) -> None:
    cell = view.cell
    holders = ", ".join(one_line(c.holder) for c in cell.copies if c.security)
    page.line((f"Cell {one_line(cell.name)}", "bold"), f"  {counted(len(cell.nodes), 'node')}")
    page.line((f"security.xml of: {holders}", "dim"), indent=2)
    for node in cell.nodes:
        era = view.levels.era(cell, node, "nodeagent")
        mark = "" if era.certain else "  (not certain)"
        page.line((f"{one_line(node)}: {one_line(era.why)}{mark}", "dim"), indent=2)


def _matrix(page: Page, view: CellView) -> None:
    """Nodes by kinds of channel; the worst outcome of each, with the version agreed on."""
    present = set(words.kinds_present(view.channels))
    kinds = [kind for kind in KINDS if kind.id in present]
    page.heading("Node by channel", "  (worst outcome; version agreed on)")
    table = plain_table("node", *(kind.short for kind in kinds))
    for node in sorted({channel.node for channel in view.channels}):
        fields = [[c for c in view.channels if c.node == node and c.kind.id == kind.id] for kind in kinds]
        table.add_row(one_line(node), *(text((words.cell_text(f), _style(f))) for f in fields))
    page.table(table)
    legend = (
        "FAIL handshakes fail, for the reason below; 1.2 agreed on; <1.2> talks to the outside with these; plain: no TLS; "
        "- no such channel; ~ rests on a field report or an assumption"
    )
    page.line((legend, "dim"), indent=2)


def _style(channels: Iterable[Channel]) -> str:
    found = sorted(channels, key=lambda c: words.RANK[c.verdict])
    return _STYLES[found[0].verdict] if found else "dim"


def _failures(page: Page, view: CellView, *, verbose: bool) -> None:
    failing = [c for c in view.channels if c.verdict == "fails"]
    if not failing:
        page.heading("No channel of this cell is predicted to fail.")
        return
    page.heading(f"Predicted to fail: {counted(len(failing), 'channel')}")
    groups: dict[tuple[object, ...], list[Channel]] = {}
    for number, channel in enumerate(failing):
        groups.setdefault((number,) if verbose else _alike(channel, view), []).append(channel)
    shown = list(groups.values())
    for found in shown if verbose else shown[:_MOST_FAILURES]:
        _failure(page, found, view.observed.get(found[0].key))
    if not verbose and len(shown) > _MOST_FAILURES:
        page.line((f"... {len(shown) - _MOST_FAILURES} more kinds of failure (--verbose shows all)", "dim"), indent=2)


def _alike(channel: Channel, view: CellView) -> tuple[object, ...]:
    """Failures of one kind, by the same aliases and labels and for one reason, are read once; the nodes may differ."""
    ends = ((end.alias, end.label, end.versions, end.problem) for end in (channel.initiator, channel.listener))
    said = channel.wording
    return channel.kind.id, *ends, said.reason if said else "", view.observed.get(channel.key, "")


def _failure(page: Page, found: Sequence[Channel], observed: str | None) -> None:
    channel = found[0]
    said = channel.wording
    port = f":{channel.port}" if channel.port is not None else ""
    page.item("x", (f"{channel.kind.title}: {_ends(channel)}", "bold"), style="bold red")
    page.line(f"at {one_line(channel.host)}{port} ({one_line(channel.endpoint)})", indent=4)
    if len(found) > 1:
        page.line(f"likewise {_some([_ends(other) for other in found[1:]])}", indent=4)
    if said is not None:
        page.line(f"because {said.reason}", indent=4)
    for role, party in (("initiator", channel.initiator), ("listener ", channel.listener)):
        page.line(f"{role}  {words.configuration(party)}", indent=4)
        _party_details(page, party)
    logs = ((channel.initiator, said.client_logs), (channel.listener, said.server_logs)) if said else ()
    for party, logged in logs:
        if logged:
            page.line((f"log of {one_line(party.name)}: ", "dim"), logged, indent=4)
    if observed:
        page.line(("observed: ", "bold"), one_line(observed), indent=4)
    if channel.kind.basis:
        page.line((f"uncertain: {channel.kind.basis}", "yellow"), indent=4)


def _party_details(page: Page, party: Party) -> None:
    for reason in (*party.because, *([party.problem] if party.problem else [])):
        page.line((one_line(reason), "dim"), indent=8)
    for place in words.places(party):
        page.line((place, "dim"), indent=8)


def _ends(channel: Channel) -> str:
    return f"{one_line(channel.initiator.name)} -> {one_line(channel.listener.name)}"


def _drift(page: Page, view: CellView, *, verbose: bool) -> None:
    """What each node's copy says otherwise than the master; benign differences are counted."""
    told = [one for one in view.drift if one.kind != "benign"]
    benign = len(view.drift) - len(told)
    if not view.drift:
        return
    more = f"  {counted(benign, 'document')} differ in ids, order or white space only" if benign else ""
    page.heading("Copies against the master", more)
    lines = []
    for one in told:
        document = one.document.rpartition("/")[2]
        mark = " (never synchronised)" if one.kind == "not synchronised" else ""
        values = (
            f"{one_line(one.drift.master_value or 'absent', 60)}  ->  {one_line(one.drift.copy_value or 'absent', 60)}"
        )
        said = f" {one_line(document)}{mark}: {one_line(one.drift.setting, 90)}: {values}"
        lines.append(((one_line(one.node), "bold"), said))
    page.capped(lines, len(lines) if verbose else _MOST_FAILURES)


def _after_sync(page: Page, view: CellView) -> None:
    if not view.after_sync:
        return
    page.heading("After synchronisation", "  what node synchronisation and a restart alone would change:")
    for now, then in view.after_sync:
        page.item("-", f"{now.kind.title}: {_ends(now)}: {now.predicted()}  ->  {then.predicted()}")


def _findings(page: Page, view: CellView) -> None:
    if view.findings:
        page.heading("Findings", "  where prediction, logs and documents disagree")
    for one in view.findings:
        page.item("!", (f"{one.kind}: ", "bold"), one_line(one.whole), style="yellow")
        if one.file is not None:
            page.line((words.place(Place(one.file, one.line, one.path or "")), "dim"), indent=4)


def _channels(page: Page, view: CellView, *, verbose: bool) -> None:
    """One row per channel; without ``verbose`` channels of one kind and node with one outcome share a row."""
    page.heading("Channels")
    table = plain_table("node", "channel", "from -> to, port", "predicted", "observed")
    table.columns[2].max_width, table.columns[4].max_width = 36, 20
    groups: dict[tuple[str, ...], list[Channel]] = {}
    for channel in view.channels:
        own = channel.key if verbose else (channel.kind.id, view.observed.get(channel.key, ""))
        groups.setdefault((channel.node, *own, channel.predicted()), []).append(channel)
    last = ""
    for found in groups.values():
        first = found[0]
        node = one_line(first.node) if first.node != last else ""
        last = first.node
        predicted = text((first.predicted(), _STYLES[first.verdict]))
        table.add_row(
            node, first.kind.short, _from_to(found, verbose), predicted, one_line(view.observed.get(first.key, ""), 60)
        )
    page.table(table)


def _from_to(found: Sequence[Channel], verbose: bool) -> str:
    """Names without the row's own node, which the first column shows."""
    first = found[0]
    if verbose or len(found) == 1:
        port = f" {first.port}" if first.port is not None else ""
        return f"{_end(first, first.initiator)} -> {_end(first, first.listener)}{port}"
    froms, tos = (sorted({_end(c, p(c)) for c in found}) for p in (_initiator, _listener))
    if froms == tos:
        return f"dmgr <-> {_some([name for name in froms if name != 'dmgr'])}"
    return f"{_some(froms)} -> {_some(tos)}"


def _initiator(channel: Channel) -> Party:
    return channel.initiator


def _listener(channel: Channel) -> Party:
    return channel.listener


def _some(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 3 else f"{', '.join(names[:2])} and {len(names) - 2} more"


def _end(channel: Channel, party: Party) -> str:
    node, slash, server = party.name.partition("/")
    if not slash:
        return one_line(party.name.removesuffix(f" of {channel.node}"))
    return one_line(server if node == channel.node or server == "dmgr" else party.name)


def _endpoints(page: Page, view: CellView, *, verbose: bool) -> None:
    page.heading("Endpoints", "  what governs each process, by direction")
    table = plain_table("process, ports", "configuration = versions", "decided by")
    table.columns[0].max_width = 34
    rows: dict[tuple[str, ...], list[EndpointRow]] = {}
    for row in view.endpoints:
        if row.speaks == "tls":
            rows.setdefault((row.node, row.server, words.configuration(row.inbound), row.inbound.how), []).append(row)
    for (node, server, said, _how), found in rows.items():
        table.add_row(_process(node, server, found, verbose), said, _decided(found[0].inbound))
    for party in view.outbound:
        table.add_row(text((one_line(party.name), ""), ("\nout", "dim")), words.configuration(party), _decided(party))
    page.table(table)


def _process(node: str, server: str, found: Sequence[EndpointRow], verbose: bool) -> Text:
    ports = [f"{_port_name(r.name)} {r.port or '?'}" for r in found]
    listed = ", ".join(ports) if verbose or len(ports) <= 3 else f"{', '.join(ports[:2])} and {len(ports) - 2} more"
    return text((f"{one_line(node)}/{one_line(server)}", ""), (f"\nin {listed}", "dim"))


def _port_name(name: str) -> str:
    for ending, short in _SHORT_PORTS.items():
        name = name.replace(ending, short)
    return one_line(name)


def _decided(party: Party) -> str:
    place = party.places[0] if party.places else None
    where = f"\n{one_line(place.file.rpartition('/')[2])}:{place.line or '?'}" if place else ""
    return f"{one_line(party.how)}{where}"


def _ciphers(page: Page, view: CellView) -> None:
    """The weak suites of every configuration with a list of its own; the product's lists are not in the bundle."""
    security = view.cell.security
    own = [(c, found) for c in security.ssl_configurations if (found := listed(c)) is not None] if security else []
    if own:
        page.heading(
            "Cipher suites", "  of configurations at level CUSTOM; the lists of HIGH, MEDIUM and LOW are not known"
        )
    for configuration, found in own:
        weak = [f"{s.name} ({s.weak})" for s in found if s.weak]
        told = f"weak: {', '.join(weak)}" if weak else "none of them weak"
        page.item(
            "-",
            (one_line(configuration.alias), "bold"),
            f" {one_line(configuration.scope)}: {len(found)} suites, ",
            told,
        )


def _doubts(page: Page, view: CellView, *, verbose: bool) -> None:
    doubts = list(dict.fromkeys(d for c in view.channels for d in c.all_doubts))
    if doubts:
        page.heading("Not certain")
        page.capped(((one_line(doubt),) for doubt in doubts), len(doubts) if verbose else 6)


def render_assumptions(console: Console) -> None:
    """Print what the predictions rest on."""
    page = Page(console)
    page.heading("What the predictions rest on")
    for known, statement in ASSUMPTIONS:
        page.item(f"{known:9}", statement, style="bold" if known == "uncertain" else "dim")
