"""Facts about key stores as listings show them: what ended before the trouble, and whose suites a client offered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from loganalyzer.clock.instants import NO_INSTANT
from loganalyzer.diagnosis.case import Case, log_evidence
from loganalyzer.diagnosis.values import Finding, Subject
from loganalyzer.diagnosis.words_window import selected

Arguments = Mapping[str, Any]
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_KEYTOOL = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) \S+ (\d{4})")
_OPENSSL = re.compile(r"([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4})")
_COMMON_NAME = re.compile(r"CN ?= ?([^,/]+)")
_DAY = 24 * 3_600_000


def certificate_ended(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """A certificate that a listing or a check shows (``signatures``) had ended when the trouble began.

    Where records of ``named`` name the certificate's subject, only that one counts. Dates in another language than English are
    not read, and the zone of a listing is not known to the day: the answer is then open.
    """
    trouble, span = arguments.get("trouble"), case.span
    when = trouble[0] if trouble else span[1] if span else None
    rows = case.table.select(arguments["signatures"]).tolist()
    if when is None or not rows:
        return Finding(None, missing=("keystores",))
    wanted = _names(case, subject, arguments)
    read, ended = 0, []
    for row in rows:
        fields = case.table.fields(row)
        end = instant_of(fields.get("not_after", ""))
        mine = not wanted or _common_name(fields) in wanted
        read += end is not None and mine
        if end is not None and mine and end < when - _DAY:
            ended.append(row)
    if ended:
        hits = [case.table.hit(row) for row in ended[:3]]
        evidence = tuple(log_evidence(hit, "the listing shows its end") for hit in hits)
        values = {name: hits[0].fields[name] for name in ("subject", "not_after") if name in hits[0].fields}
        return Finding(True, evidence, values)
    return Finding(False) if read else Finding(None, missing=("keystores",))


def instant_of(text: str) -> int | None:
    """Milliseconds of a date as keytool and openssl print it in English; the zone's name is taken for UTC."""
    keytool, openssl = _KEYTOOL.search(text), _OPENSSL.search(text)
    found = keytool or openssl
    if found is None or found[1] not in _MONTHS:
        return None
    month, day, hour, minute, second, year = (found[n] for n in range(1, 7))
    try:
        moment = datetime(
            int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second), tzinfo=UTC
        )
    except ValueError:
        return None
    return int(moment.timestamp() * 1000)


def _names(case: Case, subject: Subject, arguments: Arguments) -> set[str]:
    if "named" not in arguments:
        return set()
    rows = selected(case, subject, {"signatures": arguments["named"], "of": arguments.get("of", "subject")})
    return {name for fields, _ in case.table.parted(rows, "subject") if (name := _common_name(fields))}


def _common_name(fields: Mapping[str, str]) -> str:
    found = _COMMON_NAME.search(fields.get("subject", ""))
    return found[1].strip().lower() if found else ""


def suites_disjoint(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """A client offered, in a TLS trace of the subject, none of the suites that its inbound SSL configuration lists."""
    from loganalyzer.diagnosis.words_tls import effective_evidence, effective_of, effective_values

    cell = case.cell_of(subject)
    rows = [row for row in selected(case, subject, arguments).tolist() if case.table.fields(row).get("offered_ciphers")]
    if cell is None or subject.node is None or not rows:
        return Finding(None, missing=("security-xml",) if rows else ("tls-trace",))
    found = effective_of(case, cell, subject, "inbound", case.era_of(subject).era)
    one = found.effective.configuration if found else None
    if found is None or one is None:
        return Finding(None, missing=("security-xml",))
    if (one.security_level or "").upper() != "CUSTOM" or not one.enabled_ciphers:
        return Finding(None)
    listed = {_suite(name) for name in one.enabled_ciphers}
    offers = [{_suite(name) for name in case.table.fields(row)["offered_ciphers"].split(",")} for row in rows]
    apart = [row for row, offer in zip(rows, offers, strict=True) if not offer & listed]
    evidence = tuple(log_evidence(case.table.hit(row), "what this client offers") for row in (apart or rows)[:1])
    times = case.table.time[apart]
    fault = f"none of the {len(listed)} suites listed was offered by {len(apart)} clients in the TLS trace"
    values = {**effective_values(found), "suite_fault": fault}
    return Finding(
        bool(apart), (*effective_evidence(found), *evidence), values, certain=bool((times != NO_INSTANT).any())
    )


def _suite(name: str) -> str:
    """A suite without its prefix: SSL_ and TLS_ mean the same on IBM Java."""
    return re.sub(r"^(?:SSL|TLS)_", "", name.strip())
