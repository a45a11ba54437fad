"""Checks from outside set against the configuration: what an endpoint answered, what it should have, and whether these agree.

Sources of the checks: ``openssl s_client``, sslscan, testssl.sh and SSL Labs for ports, ``keytool -list`` for key stores. A check is of the
time it was made; a disagreement therefore means an older configuration in the running process, or that something else answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct

from loganalyzer.analysis import model
from loganalyzer.cell import Endpoint, Place, Security, SslConfiguration
from loganalyzer.correlate.table import Hit
from loganalyzer.diagnosis.case import Case
from loganalyzer.tls import Book, Party, Version
from loganalyzer.tls.ciphers import canonical, from_openssl, listed

_MOST = 500
_ABOUT_PORTS = ("scanner-protocol", "scanner-cipher", "outside-handshake")
Kind = Literal["protocol", "cipher suite", "key alias"]


class _Compared(Struct, frozen=True):
    """What was found outside, what is configured, and where the latter stands."""

    kind: Kind
    outside: str
    configured: str
    agrees: bool
    place: Place


def check_reports(case: Case) -> tuple[model.CheckReport, ...]:
    """Every check that names something of the cell, disagreements first, at most ``_MOST``."""
    found = [*_port_checks(case), *_store_checks(case)]
    found.sort(key=lambda one: (one.agrees, one.file, one.line, one.kind, one.process))
    return tuple(found[:_MOST])


def _port_checks(case: Case) -> Iterator[model.CheckReport]:
    books = {cell.name: Book(cell, case.levels_of(cell)) for cell in case.cells}
    for row in case.table.select(_ABOUT_PORTS).tolist():
        hit = case.table.hit(row)
        fields = hit.fields
        listener = next(
            (
                found
                for name in ("host", "address")
                if (found := case.listener(fields.get(name, ""), fields.get("port", "")))
            ),
            None,
        )
        if listener is None:
            continue
        process, endpoint = listener
        cell, node, server = process.split("\\")
        party = books[cell].process(node, server, "inbound", endpoint.name)
        if party.versions is None or party.configuration is None:
            continue
        if hit.signature == "scanner-cipher":
            yield from _cipher(hit, process, endpoint, party.configuration)
        else:
            yield from _protocol(hit, process, endpoint, party)


def _protocol(hit: Hit, process: str, endpoint: Endpoint, party: Party) -> Iterator[model.CheckReport]:
    answer = _answer(hit)
    if answer is None or party.versions is None or party.configuration is None:
        return
    version, accepted = answer
    said = f"{version} {'accepted' if accepted else 'refused'}"
    names = ", ".join(str(one) for one in sorted(party.versions)) or "no version at all"
    one = party.configuration
    configured = f'{one.alias} ({one.scope}) sslProtocol="{one.protocol or "(not set)"}" enables {names}'
    agrees = accepted == (version in party.versions)
    yield _report(hit, process, endpoint, _Compared("protocol", said, configured, agrees, one.place))


def _answer(hit: Hit) -> tuple[Version, bool] | None:
    """The version a check is about, and whether the port took it; nothing where the check does not tell.

    A failed s_client tells it only by the alert about the version, and only where the command offered a single one.
    """
    fields = hit.fields
    if hit.signature == "scanner-protocol":
        version = Version.from_text(fields.get("protocol", ""))
        return (version, fields.get("offered") == "yes") if version is not None and fields.get("offered") else None
    if fields.get("outcome") == "ok":
        version = Version.from_text(fields.get("protocol", ""))
        return (version, True) if version is not None else None
    version = Version.from_text(fields.get("offered", ""))
    return (version, False) if version is not None and fields.get("alert") == "protocol_version" else None


def _cipher(hit: Hit, process: str, endpoint: Endpoint, one: SslConfiguration) -> Iterator[model.CheckReport]:
    """Only a list of suites of one's own (level CUSTOM) can be compared; other levels depend on the product."""
    suites = listed(one)
    name = from_openssl(hit.fields.get("cipher", ""))
    if suites is None or name is None:
        return
    agrees = name in {canonical(suite) for suite in one.enabled_ciphers}
    configured = f"{one.alias} ({one.scope}) lists {' '.join(one.enabled_ciphers)[:300]}"
    yield _report(hit, process, endpoint, _Compared("cipher suite", f"{name} accepted", configured, agrees, one.place))


def _report(hit: Hit, process: str, endpoint: Endpoint | None, found: _Compared) -> model.CheckReport:
    return model.CheckReport(
        kind=found.kind,
        process=process,
        endpoint=endpoint.name if endpoint else None,
        host=endpoint.host if endpoint else None,
        port=endpoint.port if endpoint else None,
        outside=found.outside,
        configured=found.configured,
        agrees=found.agrees,
        file=hit.file,
        line=hit.line,
        config_file=found.place.file,
        config_line=found.place.line,
        config_path=found.place.path,
    )


def _store_checks(case: Case) -> Iterator[model.CheckReport]:
    """The alias that an inbound SSL configuration serves with, against the listing of its key store."""
    listings: dict[str, dict[str, Hit]] = {}
    for row in case.table.select(["keystore-entry"]).tolist():
        hit = case.table.hit(row)
        if hit.fields.get("keystore") and hit.fields.get("has_key") == "yes":
            listings.setdefault(hit.fields["keystore"], {})[hit.fields.get("alias", "").lower()] = hit
    for cell in case.cells if listings else ():
        for one in cell.security.ssl_configurations if cell.security else ():
            listing = _listing_of(one, cell.security, listings)
            if listing is None:
                continue
            for alias in _served_aliases(one, cell.security):
                agrees = alias.lower() in listing
                hit = listing[alias.lower()] if agrees else next(iter(listing.values()))
                said = f"{hit.fields['keystore']} has keys {', '.join(sorted(listing))}"
                configured = f"{one.alias} ({one.scope}) serves with alias {alias} of {one.keystore}"
                yield _report(hit, cell.name, None, _Compared("key alias", said, configured, agrees, one.place))


def _listing_of(
    one: SslConfiguration, security: Security | None, listings: Mapping[str, dict[str, Hit]]
) -> dict[str, Hit] | None:
    """The listing of the key store of a configuration; stores of one name in several scopes are told by the scope."""
    named = [store for store in security.key_stores if store.name == one.keystore] if security else []
    store = next((store for store in named if store.scope == one.scope), named[0] if len(named) == 1 else None)
    path = store.location.replace("\\", "/").rpartition("}")[2].lower() if store else ""
    ends = (found for name, found in sorted(listings.items()) if name.replace("\\", "/").lower().endswith(path))
    return next(ends, None) if path else None


def _served_aliases(one: SslConfiguration, security: Security | None) -> list[str]:
    groups = security.groups if security else ()
    named = [group.certificate_alias for group in groups if group.direction == "inbound" and group.ssl_config == one.id]
    return sorted({alias for alias in (one.server_key_alias, *named) if alias})
