"""Facts about hosts and ports: what serverindex.xml says of the addresses that logs name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from loganalyzer.cell import Endpoint
from loganalyzer.diagnosis.case import Case, log_evidence
from loganalyzer.diagnosis.values import Evidence, Finding, Subject
from loganalyzer.diagnosis.words_window import selected

Arguments = Mapping[str, Any]
_PLAIN = re.compile(r"^(?:WC_defaulthost|WC_adminhost|SIP_DEFAULTHOST|PROXY_HTTP_ADDRESS|PROXY_SIP_ADDRESS)$")


def target_in_cell(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The target (``host:port``) that the hits of ``signatures`` name is an endpoint of this cell."""
    rows = selected(case, subject, arguments)
    named = case.table.texts(rows, "target")
    if not named:
        return Finding(None, missing=("log-subject",))
    if not case.cells:
        return Finding(None, missing=("serverindex-xml",))
    for target in named:
        host, _, port = target.rpartition(":")
        found = case.listener(host, port)
        if found is not None:
            process, endpoint = found
            text, place = f"{target} is {endpoint.name} of {process}", endpoint.place
            evidence = Evidence("config", text, "the target belongs to this cell", place.file, place.line, place.path)
            return Finding(True, (evidence,), {"target": target, "target_process": process})
    return Finding(False, (), {"target": named[0]})


def duplicate_port(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """Two processes of one host have the same port in serverindex.xml."""
    if not case.cells:
        return Finding(None, missing=("serverindex-xml",))
    users: dict[tuple[str, int], dict[str, Endpoint]] = defaultdict(dict)
    for process, endpoint in case.endpoints():
        if endpoint.port and not endpoint.name.startswith(("NODE_MULTICAST", "NODE_IPV6")):
            users[endpoint.host.lower(), endpoint.port].setdefault(process, endpoint)
    for (host, port), found in sorted(users.items()):
        if len(found) > 1 and subject.name in found:
            evidence = tuple(
                Evidence(
                    "config",
                    f"{process}: {one.name} {host}:{port}",
                    "the same port twice",
                    one.place.file,
                    one.place.line,
                )
                for process, one in sorted(found.items())
            )
            return Finding(True, evidence, {"port": str(port), "sharing": ", ".join(sorted(found))})
    return Finding(False)


def plain_port(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The port that the hits of ``signatures`` name is one that speaks plain text (WC_defaulthost, SIP_DEFAULTHOST …)."""
    ports = set(case.table.texts(selected(case, subject, arguments), "port", "server_port"))
    if not ports:
        return Finding(None, missing=("log-subject",))
    for process, endpoint in case.endpoints():
        if str(endpoint.port) in ports and _PLAIN.match(endpoint.name):
            text = f"port {endpoint.port} is {endpoint.name} of {process}"
            evidence = Evidence(
                "config", text, "a port without TLS", endpoint.place.file, endpoint.place.line, endpoint.place.path
            )
            return Finding(True, (evidence,), {"port": str(endpoint.port)})
    return Finding(False) if case.cells else Finding(None, missing=("serverindex-xml",))


def wrong_dmgr_port(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The hits of ``signatures`` name a port that is not the deployment manager's SOAP port, by serverindex.xml or its own log."""
    ports = sorted(case.table.texts(selected(case, subject, arguments), "port"))
    if not ports:
        return Finding(None, missing=("log-subject",))
    known = _soap_port(case, subject)
    if known is None:
        return Finding(None, missing=("serverindex-xml",))
    real, evidence, certain = known
    wrong = real not in ports
    evidence = replace(evidence, text=f"{evidence.text}; the tool used {', '.join(ports)}", supports=wrong)
    return Finding(wrong, (evidence,), {"port": ", ".join(ports), "dmgr_port": real}, certain=certain)


def _soap_port(case: Case, subject: Subject) -> tuple[str, Evidence, bool] | None:
    why = "the deployment manager's real port"
    for process, endpoint in case.endpoints():
        if endpoint.name == "SOAP_CONNECTOR_ADDRESS" and process.endswith("\\dmgr"):
            text, place = f"SOAP_CONNECTOR_ADDRESS of {process} is {endpoint.port}", endpoint.place
            return str(endpoint.port), Evidence("config", text, why, place.file, place.line, place.path), True
    rows = case.table.select(["soap-connector-open"], case.group(subject, "dmgr"))
    if not rows.size:
        return None
    hit = case.table.hit(int(rows[-1]))
    return hit.fields.get("port", ""), log_evidence(hit, why), False


def endpoint_unlisted(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The address (``endpoint``, host:port) that the hits of ``signatures`` name is no discovery port of the cell.

    By the master's serverindex.xml; or by the copy of the node that listens there, where that gives the endpoint another port.
    """
    tried = sorted(case.table.texts(selected(case, subject, arguments), "endpoint"))
    known = [one for _, one in case.endpoints() if one.name.endswith("DISCOVERY_ADDRESS")]
    if not tried or not known:
        return Finding(None, missing=("serverindex-xml",) if tried else ("log-subject",))
    for address in tried:
        listed = [one for one in known if _is(one, address)]
        moved = [other for one in listed for other in _of_its_own_node(case, one) if other.port != one.port]
        others = moved or ([] if listed else known[:4])
        if others:
            names = ", ".join(f"{one.name} {one.host}:{one.port}" for one in others)
            text = f"{address} is no discovery address of the cell, which has {names}"
            place = others[0].place
            evidence = Evidence("config", text, "the address tried is wrong", place.file, place.line)
            return Finding(True, (evidence,), {"endpoint": address})
    return Finding(False)


def _is(endpoint: Endpoint, address: str) -> bool:
    return address.rpartition(":")[2] == str(endpoint.port)


def _of_its_own_node(case: Case, endpoint: Endpoint) -> Iterator[Endpoint]:
    """The same endpoint in the copy of serverindex.xml on the node that it belongs to."""
    for cell in case.cells:
        for copy in cell.copies:
            index = copy.server_indexes.get(copy.node or "")
            for server in index.servers if index else ():
                one = server.endpoint(endpoint.name)
                if one is not None and one.host == endpoint.host:
                    yield one
