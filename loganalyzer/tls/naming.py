"""Names that a user types -> what they stand for in this cell: a scope by full name or unique suffix, an alias, a node."""

from __future__ import annotations

from collections.abc import Iterable

from loganalyzer.cell import Cell, Security, SslConfiguration, cell_of, scope_name
from loganalyzer.errors import UsageError


def configuration_named(security: Security, text: str) -> SslConfiguration:
    """``ALIAS`` or ``ALIAS@SCOPE``. Raises UsageError that lists the candidates when it is unknown or ambiguous."""
    alias, at, scope = text.partition("@")
    named = security.find_all(alias)
    if not named:
        known = sorted({c.alias for c in security.ssl_configurations})
        raise UsageError(f"no SSL configuration {alias!r}; there are: {', '.join(known)}")
    if not at and len(named) == 1:
        return named[0]
    scopes = [c.scope for c in named]
    found = _fitting(scopes, scope) if at else scopes
    if len(found) == 1:
        return next(c for c in named if c.scope == found[0])
    what = "ambiguous" if found else "unknown"
    listed = ", ".join(f"{alias}@{s}" for s in (found or scopes))
    raise UsageError(f"{text!r} is {what}; candidates: {listed}")


def scope_named(cell: Cell, security: Security, text: str) -> str:
    """A scope of the cell by full name or unique suffix; scopes that no document mentions yet count too."""
    scopes = sorted({*security.scopes.values(), *topology_scopes(cell)})
    found = _fitting(scopes, text)
    if len(found) == 1:
        return found[0]
    listed = ", ".join(found or scopes)
    raise UsageError(f"scope {text!r} is {'ambiguous' if found else 'unknown'}; candidates: {listed}")


def nodes_named(cell: Cell, text: str) -> tuple[str, ...]:
    """A node by name (or as the end of a scope), or all of them for ``*``."""
    if text in {"*", ""}:
        return cell.nodes
    wanted = text.rpartition("(node):")[2] if "(node):" in text else text
    if wanted in cell.nodes:
        return (wanted,)
    raise UsageError(f"no node {text!r}; there are: {', '.join(cell.nodes)}")


def process_named(cell: Cell, text: str) -> tuple[str, str, str]:
    """``NODE/SERVER[/CHANNEL]``, or ``SERVER`` where one node has it -> (node, server, channel or nothing)."""
    entries = [(n, e.name) for n in cell.nodes if (i := cell.server_index(n)) for e in i.servers]
    words = text.split("/", 2)
    for node, server in entries:
        if words[:2] == [node, server]:
            return node, server, "".join(words[2:])
    named = [entry for entry in entries if entry[1] == words[0]]
    if len(named) == 1:
        return *named[0], "/".join(words[1:])
    listed = ", ".join(f"{n}/{s}" for n, s in (named or entries))
    raise UsageError(f"process {text!r} is {'ambiguous' if named else 'unknown'}; candidates: {listed}")


def topology_scopes(cell: Cell) -> Iterable[str]:
    """The scopes of the cell itself, its nodes, servers and clusters."""
    yield scope_name(cell=cell.name)
    for node in cell.nodes:
        yield scope_name(cell=cell.name, node=node)
        index = cell.server_index(node)
        for entry in index.servers if index else ():
            yield scope_name(cell=cell.name, node=node, server=entry.name)
            xml = cell.server_xml(node, entry.name)
            if xml and xml.cluster:
                yield scope_name(cell=cell.name, cluster=xml.cluster)


def _fitting(scopes: Iterable[str], text: str) -> list[str]:
    """An exact name wins; else all that end with the text at the border of a part."""
    known = list(dict.fromkeys(s for s in scopes if s))
    if text in known:
        return [text]
    ends = [
        s for s in known if s.endswith(text) and (len(s) == len(text) or s[-len(text) - 1] == ":" or text[0] == ":")
    ]
    # (cell):stCell is meant by "stCell" even where a server has that name too: the full name is there for the others.
    return ends if text else [s for s in known if cell_of(s)]
