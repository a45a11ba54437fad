"""What a large cell costs per port: ``python -m benchmarks.cells [--nodes 10 20 50] [--servers 4]`` prints a table of ratios.

Every node has a node agent, a proxy and some servers, and sends its own copy of security.xml and of every serverindex.xml,
as a real bundle does. So the bytes to read grow with the square of the nodes, and reading is counted per byte; resolving
every port, predicting every channel by the nodes' copies and by the master's, and planning a protocol change are counted
per port. Figures are processor time, the best of three rounds, divided by those of the first size: 1.0 is linear.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass

from loganalyzer.analysis.tls_view import view_of
from loganalyzer.cell import Cell, read_cells
from loganalyzer.tls import Levels
from loganalyzer.tls.change_words import parse_changes
from loganalyzer.tls.effects import outcome
from loganalyzer.tls.enforce import enforcing
from tests.tls.cells import big_cell

LEVELS = Levels(only_java="8.0.3.0")
_SERVER = b'<process:Server xmlns:process="http://x" xmlns:xmi="http://www.omg.org/XMI" name="nodeagent"/>'
_PROPS = b"com.ibm.ssl.alias=DefaultSSLSettings\ncom.ibm.ssl.protocol=SSL_TLSv2\n"


@dataclass(frozen=True, slots=True)
class Row:
    nodes: int
    ports: int
    channels: int
    megabytes: float
    read: float
    show: float
    plan: float


def documents(nodes: int, servers: int) -> dict[str, bytes]:
    """The deployment manager's tree, and a copy of it in the profile of every node."""
    master = big_cell(nodes, servers, strict=1)
    found = dict(master)
    for node in (f"node{n:02d}" for n in range(nodes)):
        root = f"b/{node}/profile"
        found |= {path.replace("b/Dmgr01", root): data for path, data in master.items()}
        found[f"{root}/config/cells/big/nodes/{node}/servers/nodeagent/server.xml"] = _SERVER
        found[f"{root}/properties/ssl.client.props"] = _PROPS
    return found


def best(run: Callable[[], object], rounds: int = 3) -> float:
    """Processor seconds of the fastest round."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def plan(cell: Cell) -> None:
    """Enforce TLSv1.2 on the last node, and predict the cell afterwards."""
    goal = enforcing(cell, LEVELS, "TLSv1.2", cell.nodes[-1])
    outcome(cell, LEVELS, parse_changes(cell, LEVELS, [one.word for one in goal.planned]))


def measured(nodes: int, servers: int) -> Row:
    files = documents(nodes, servers)
    (cell,) = read_cells(files).cells
    view = view_of(cell, LEVELS)
    return Row(
        nodes=nodes,
        ports=len(view.endpoints),
        channels=len(view.channels),
        megabytes=sum(map(len, files.values())) / 1e6,
        read=best(lambda: read_cells(files)),
        show=best(lambda: view_of(cell, LEVELS)),
        plan=best(lambda: plan(cell)),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, nargs="+", default=[10, 20, 50])
    parser.add_argument("--servers", type=int, default=4)
    options = parser.parse_args()
    rows = [measured(n, options.servers) for n in options.nodes]
    first = rows[0]
    print("| nodes | ports | channels | MB | reading, per byte | show, per port | plan, per port |")
    print("|---|---|---|---|---|---|---|")
    for row in rows:
        read = row.read / row.megabytes / (first.read / first.megabytes)
        show, planned = (
            getattr(row, part) / row.ports / (getattr(first, part) / first.ports) for part in ("show", "plan")
        )
        cells = (
            row.nodes,
            row.ports,
            row.channels,
            f"{row.megabytes:.1f}",
            f"{read:.2f}",
            f"{show:.2f}",
            f"{planned:.2f}",
        )
        print(f"| {' | '.join(map(str, cells))} |")


if __name__ == "__main__":
    main()
