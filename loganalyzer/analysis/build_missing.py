"""What would settle each plausible cause: which file, why, and the commands that collect it on the customer's own machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from loganalyzer.analysis import model
from loganalyzer.diagnosis.case import Case
from loganalyzer.diagnosis.values import Subject, Weighed
from loganalyzer.identity import profile_root

_PLAUSIBLE = {"confirmed", "likely", "possible", "not-evaluable"}


def missing_evidence(
    weighed: Iterable[Weighed], case: Case, entries: Mapping[str, Mapping[str, Any]]
) -> tuple[model.MissingEvidence, ...]:
    """One of ``entries`` (of evidence.yaml) per source that a plausible cause lacks, with all causes that it would settle."""
    wanted: dict[str, list[Weighed]] = {}
    for one in weighed:
        if one.verdict in _PLAUSIBLE:
            for name in one.missing:
                wanted.setdefault(name, []).append(one)
    return tuple(_entry(entries[name], asking, case) for name, asking in wanted.items() if name in entries)


def with_places(weighed: Iterable[Weighed], case: Case) -> tuple[Weighed, ...]:
    """The weighed causes with words for their steps: where the process and the deployment manager are."""
    return tuple(replace(one, values={**_words(one.subjects[0], case), **one.values}) for one in weighed)


def _words(subject: Subject, case: Case) -> dict[str, str]:
    """Only what is known; a step leaves the rest as a blank to fill in."""
    mine, dmgr = _place(subject, case), _place(_dmgr_of(subject, case), case)
    ports = (one for name, one in case.endpoints() if name.endswith("\\dmgr") and one.name == "SOAP_CONNECTOR_ADDRESS")
    found = {
        "process_host": mine["host"],
        "process_profile": mine["profile"],
        "dmgr_host": dmgr["host"],
        "dmgr_soap_port": next((str(one.port) for one in ports), "<"),
    }
    return {key: value for key, value in found.items() if not value.startswith("<")}


def _entry(item: Mapping[str, Any], asking: list[Weighed], case: Case) -> model.MissingEvidence:
    subjects = list(dict.fromkeys(subject for one in asking for subject in one.subjects))
    commands = tuple(dict.fromkeys(_commands(item.get("commands", ()), subjects, case)))
    settles = tuple(dict.fromkeys(one.cause for one in asking))
    return model.MissingEvidence(item["what"], item["why"], item["how"], commands, settles)


def _commands(commands: Iterable[Mapping[str, str]], subjects: list[Subject], case: Case) -> Iterator[str]:
    for command in commands:
        for subject in subjects[:4]:
            at = _dmgr_of(subject, case) if command["on"] == "dmgr" else subject
            values = _place(at, case)
            yield f"on {values['host']}: {command['run'].format_map(values)}"


def _dmgr_of(subject: Subject, case: Case) -> Subject:
    found = next((one for one in case.subjects if one.role == "dmgr" and one.cell == subject.cell), None)
    cell = case.cell_of(subject)
    node = cell.master.node if cell and cell.master else None
    return found or Subject("dmgr", subject.cell or (cell.name if cell else None), node, "dmgr", "dmgr", logged=False)


def _place(subject: Subject, case: Case) -> dict[str, str]:
    """Host, profile, cell, node and server as the configuration has them; what it does not say is named in angle brackets."""
    cell = case.cell_of(subject)
    index = cell.server_index(subject.node) if cell and subject.node else None
    role = "the deployment manager" if subject.role == "dmgr" else subject.node or "the process concerned"
    return {
        "host": (index.host_name if index else None) or f"<host of {role}>",
        "profile": _profile(subject, case) or f"<profile of {role}>",
        "cell": subject.cell or (cell.name if cell else None) or "<cell>",
        "node": subject.node or "<node>",
        "server": subject.server or "<server>",
    }


def _profile(subject: Subject, case: Case) -> str | None:
    """Where the profile lies on its own machine: ``user.root`` of its ssl.client.props, else by its folder in the bundle."""
    cell = case.cell_of(subject)
    copy = cell.copy_of(subject.node) if cell and subject.node else None
    for props in copy.client_props if copy else ():
        for block in props.blocks:
            root = block.values.get("user.root")
            if root and "${" not in root[0]:
                return root[0]
    process = case.processes.get(subject.name)
    roots = [profile_root(scan.path) for scan in process.scans] if process else []
    names = [root.rpartition("/profiles/")[2] for root in roots if "/profiles/" in root]
    return f"<...>/profiles/{names[0]}" if names else None
