"""Where everything stands in the picture of ``tls show``: boxes and lines in plain numbers, no drawing library.

The deployment manager is a bar on the left, as tall as all lanes; every node is a lane with its node agent and tools in
front and its servers in a grid behind. So the lines between them are level and can carry their words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from loganalyzer.analysis.tls_view import CellView
from loganalyzer.report.text import one_line
from loganalyzer.report.tls_words import RANK, cell_text, short
from loganalyzer.tls import KINDS, Channel

LINE = 0.21
_BAR, _GAP, _AGENT, _SERVER = 0.9, 3.6, 2.5, 3.0
_LANE_X = 0.15 + _BAR + _GAP
_AGENT_X = _LANE_X + 0.25
_GRID_X = _AGENT_X + _AGENT + 0.7
_STEP_X, _STEP_Y, _BOX_Y = _SERVER + 0.95, 1.25, 1.0
_COLUMNS = 3


class Box(Struct, frozen=True):
    x: float
    y: float
    width: float
    height: float
    title: str
    rows: tuple[str, ...] = ()
    upright: bool = False


class Edge(Struct, frozen=True):
    """A line between two points; ``behind`` is the colour that its words are written on."""

    x0: float
    y0: float
    x1: float
    y1: float
    outcome: str
    label: str
    both_ways: bool = False
    label_dx: float = 0.0
    label_dy: float = 0.0
    behind: str = "white"


class Scene(Struct, frozen=True):
    title: str
    width: float
    height: float
    lanes: tuple[Box, ...]
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]


def scene(view: CellView) -> Scene:
    """Lay out one cell."""
    managers = sorted({(r.node, r.server) for r in view.endpoints if r.role == "dmgr"})
    nodes = [node for node in view.cell.nodes if any(r.node == node and r.role != "dmgr" for r in view.endpoints)]
    lanes: list[Box] = []
    boxes: list[Box] = []
    edges: list[Edge] = []
    y = 0.1
    for node in nodes:
        lane = _Lane(view, node, y)
        lanes.append(lane.frame)
        boxes += lane.boxes()
        edges += lane.edges()
        y += lane.frame.height + 0.25
    height = max(y, 1.5)
    titles = [f"{_short(server)} ({_short(node)})" for node, server in managers] or ["no deployment manager"]
    boxes.append(Box(0.15, 0.1, _BAR, height - 0.35, ", ".join(titles), upright=True))
    failing = sum(c.verdict == "fails" for c in view.channels)
    title = (
        f"Cell {one_line(view.cell.name, 60)}: {failing or 'no'} channel{'' if failing == 1 else 's'} predicted to fail"
    )
    width = max((lane.x + lane.width for lane in lanes), default=_LANE_X) + 0.15
    return Scene(title, width, height, tuple(lanes), tuple(boxes), tuple(edges))


class _Lane:
    """One node of the picture."""

    def __init__(self, view: CellView, node: str, y: float) -> None:
        self._view, self._node, self._y = view, node, y
        roles = {r.server: r.role for r in view.endpoints if r.node == node}
        # Proxies first: what they pass on goes to the right of them.
        self._servers = sorted(
            (s for s, role in roles.items() if role not in {"dmgr", "node agent"}),
            key=lambda s: (roles[s] != "proxy", s),
        )
        self._agent = next((s for s, role in roles.items() if role == "node agent"), None)
        self._mine = [c for c in view.channels if c.node == node]
        has_tools = any(c.kind.id in {"tools", "ipc"} for c in self._mine)
        rows = max(1 + has_tools, -(-len(self._servers) // _COLUMNS))
        width = _GRID_X - _LANE_X + min(_COLUMNS, max(1, len(self._servers))) * _STEP_X - 0.7
        self.frame = Box(_LANE_X, y, width, rows * _STEP_Y + 0.4, one_line(node, 40))

    def _at(self, number: int) -> tuple[float, float]:
        return _GRID_X + number % _COLUMNS * _STEP_X, self._y + 0.42 + number // _COLUMNS * _STEP_Y

    def boxes(self) -> Iterator[Box]:
        if self._agent:
            yield Box(_AGENT_X, self._y + 0.42, _AGENT, _BOX_Y, _short(self._agent), tuple(self._said(self._agent)))
        if any(c.kind.id in {"tools", "ipc"} for c in self._mine):
            ipc = cell_text(c for c in self._mine if c.kind.id == "ipc")
            local = cell_text(c for c in self._mine if c.kind.id == "tools" and c.listener.node == self._node)
            rows = ("ssl.client.props", f"to this node: IPC {ipc}, SOAP {local}")
            yield Box(_AGENT_X, self._y + 0.42 + _STEP_Y, _AGENT, _BOX_Y - 0.15, "command-line tools", rows)
        for number, server in enumerate(self._servers):
            x, y = self._at(number)
            yield Box(x, y, _SERVER, _BOX_Y, _short(server), tuple(self._said(server)))

    def _said(self, server: str) -> Iterator[str]:
        """What a process accepts and offers, what it takes from outside, and a line for every other failure."""
        name = f"{self._node}/{server}"
        sets = {short(r.inbound.versions) for r in self._view.endpoints
                if (r.node, r.server) == (self._node, server) and r.speaks == "tls"}  # fmt: skip
        out = next((short(p.versions) for p in self._view.outbound if p.name == name), "?")
        yield f"in {' | '.join(sorted(sets)) or '-'}   out {out}"
        outside = [c for c in self._mine if c.listener.name == name and c.verdict == "open"]
        if outside:
            yield f"{', '.join(str(c.port) for c in outside[:3])} accepts {short(outside[0].listener.versions)}"
        broken = {
            c.kind.short for c in self._mine if c.verdict == "fails" and name in {c.listener.name, c.initiator.name}
        }
        routes = [c for c in self._routes() if c.initiator.name == name]
        if routes:
            count = len({c.listener.name for c in routes})
            yield f"to {count} server{'' if count == 1 else 's'}: {cell_text(routes)}"
        for kind in ("ldap", "external"):
            calls = [c for c in self._mine if c.kind.id == kind and c.initiator.name == name]
            if calls and not any(c.verdict == "fails" for c in calls):
                yield f"{calls[0].kind.short}: {cell_text(calls)}"
        if server != self._agent and broken:
            yield f"FAIL: {', '.join(sorted(broken))}"

    def edges(self) -> Iterator[Edge]:
        yield from self._to_manager(self._agent_channels(), self._y + 0.42, _BOX_Y)
        tools = [c for c in self._mine if c.kind.id == "tools" and c.listener.node != self._node]
        yield from self._to_manager(tools, self._y + 0.42 + _STEP_Y, _BOX_Y - 0.15)
        yield from self._passed_on()

    def _agent_channels(self) -> list[Channel]:
        agent = f"{self._node}/{self._agent}"
        ends = ((c, {c.initiator.name, c.listener.name}) for c in self._mine if c.kind.id != "tools")
        return [
            c for c, names in ends if agent in names and len(names) == 2 and c.kind.id != "ipc" and c.verdict != "plain"
        ]

    def _to_manager(self, found: Sequence[Channel], top: float, height: float) -> Iterator[Edge]:
        """One level line per outcome, the worst on top."""
        groups: dict[tuple[int, str, str], list[Channel]] = {}
        for channel in found:
            words = cell_text([channel])
            groups.setdefault((RANK[channel.verdict], channel.verdict, words), []).append(channel)
        for number, key in enumerate(sorted(groups)):
            y = top + height * (number + 1) / (len(groups) + 1)
            kinds = [k.short for k in KINDS if any(c.kind.id == k.id for c in groups[key])]
            both = len({c.initiator.node == self._node for c in groups[key]}) == 2
            start, end = _AGENT_X, 0.15 + _BAR
            if not both and groups[key][0].initiator.node != self._node:
                start, end = end, start
            yield Edge(start, y, end, y, key[1], f"{', '.join(kinds)}: {key[2]}", both, label_dx=-0.15)

    def _passed_on(self) -> Iterator[Edge]:
        """A line from a proxy to the server that stands beside it; what it passes to others is told in its box."""
        for channel in self._routes():
            one, other = (self._number(end.name) for end in (channel.initiator, channel.listener))
            if other - one == 1 and other % _COLUMNS:
                (x0, y0), (x1, _) = self._at(one), self._at(other)
                y = y0 + _BOX_Y / 2
                words = cell_text([channel])
                yield Edge(x0 + _SERVER, y, x1, y, channel.verdict, words, label_dy=-0.17, behind="#f3f3f3")

    def _routes(self) -> list[Channel]:
        return [c for c in self._mine if c.kind.id in {"proxy", "sip"} and c.initiator.versions is not None]

    def _number(self, name: str) -> int:
        return self._servers.index(name.partition("/")[2])


def _short(name: str) -> str:
    """A name that fits its box."""
    name = one_line(name)
    return name if len(name) <= 26 else f"{name[:14]}...{name[-9:]}"
