"""Warnings that go with planned changes: what no handshake between two configurations of the cell can show.

From the field report: the SIP Proxy/Registrar, the rich client, the recordings' own setting, XDADefaultSSLSettings left
behind. From the domain reference: certificates, client authentication, unused configurations, copies that differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Final

from loganalyzer.cell import scope_name
from loganalyzer.tls.change_words import processes_within
from loganalyzer.tls.changes import Change
from loganalyzer.tls.channel import Channel
from loganalyzer.tls.ciphers import suite
from loganalyzer.tls.effects import Outcome
from loganalyzer.tls.enforce_scope import Goal
from loganalyzer.tls.parties import XDA
from loganalyzer.tls.protocols import Version
from loganalyzer.tls.wording import named

RECORDING_SQL: Final = (
    "INSERT INTO mtg.configuration (server_id, CONFIGURATION_KEY, CONFIGURATION_VALUE) "
    "values ('<server id>', 'meeting.recording.tlsVersion', 'TLSv1.2')"
)
_KEY_ALIASES: Final = ("serverKeyAlias", "clientKeyAlias")
_DEFAULTS: Final = ("CellDefaultSSLSettings", "NodeDefaultSSLSettings")


def cautions(found: Outcome, goal: Goal | None = None) -> tuple[str, ...]:
    """All warnings for a set of changes, each once, the gravest first.

    What a goal's plan changes for later only is known to govern nothing: that is no warning.
    """
    later = {one.word.rpartition("=")[0] for one in (goal.planned if goal else ()) if not one.required}
    return tuple(
        dict.fromkeys(
            (*_problems(found), *_xda(found), *_sip(found), *_meeting(found), *_cell_wide(found), *_client_auth(found),
             *_unused(found, later), *_references(found),
             *_ciphers(found), *_certificates(found), *_java(found), *_other_clients(found), *_copies(found))
        )
    )  # fmt: skip


def _problems(found: Outcome) -> Iterator[str]:
    """Labels that are none, or that this Java level empties."""
    ends = (end for c in found.channels for end in (c.initiator, c.listener))
    for end in ends:
        if end.problem:
            yield f"{end.alias or end.name}: {end.problem}"


def _xda(found: Outcome) -> Iterator[str]:
    """Every default configuration is changed but this one: the mistake of the field report."""
    changed = {c.target: c.after for c in found.changes if c.attribute == "sslProtocol" and c.is_effective}
    security = found.after.security
    xda = security.find(XDA, scope_name(cell=found.after.name)) if security else None
    labels = sorted({label for alias, label in changed.items() if alias in _DEFAULTS})
    if xda is None or XDA in changed or not labels or labels == [xda.protocol]:
        return
    yield (
        f'{XDA} stays at "{xda.protocol or "the product default"}" while default configurations change to '
        f"{', '.join(labels)}. By a field report, a node agent that shares no version with it seems to stop and start over "
        "and over in the deployment manager's log, with an unchanged process id. Change it together with the others."
    )


def _lost_tlsv1(found: Outcome) -> list[tuple[Channel, Channel]]:
    """Listeners for clients from outside that accepted TLSv1 before and no longer do."""
    pairs = ((e.before, e.after) for e in found.effects if e.after.initiator.versions is None)
    return [
        (before, after)
        for before, after in pairs
        if Version.TLSV1 in (before.listener.versions or ()) and Version.TLSV1 not in (after.listener.versions or ())
    ]


def _sip(found: Outcome) -> Iterator[str]:
    for _, channel in _lost_tlsv1(found):
        if channel.kind.id == "sip" or "sip" in channel.listener.name.lower():
            yield (
                f"{channel.listener.name} (port {channel.port}) would accept {named(channel.listener.versions or ())} only. "
                "Sametime clients that offer TLSv1 are refused: by the field report, TLSv1.2 enforced on a SIP "
                "Proxy/Registrar does not work properly. Keep that node at SSL_TLSv2."
            )


def _meeting(found: Outcome) -> Iterator[str]:
    for _, channel in _lost_tlsv1(found):
        name = channel.listener.name.lower()
        if "meet" not in name and "mpn" not in name:
            continue
        yield (
            f"{channel.listener.name}: by the field report, the Sametime rich (thick) client cannot connect to a Meeting "
            "server that enforces TLSv1.2; browsers and mobile clients can."
        )
        yield (
            f"{channel.listener.name}: recordings of meetings fail under enforced TLSv1.2 until the Meeting database has "
            f"the row meeting.recording.tlsVersion: {RECORDING_SQL}"
        )


def _cell_wide(found: Outcome) -> Iterator[str]:
    for change in found.changes:
        if (
            change.what == "attribute"
            and change.target == "CellDefaultSSLSettings"
            and change.attribute == "sslProtocol"
        ):
            servers = sorted({c.listener.name for c in found.channels if c.listener.alias == change.target})
            yield (
                f"{change.target} governs every process without a setting of its own: here {len(servers)} that listen"
                f"{': ' + ', '.join(servers[:6]) if servers else ''}{' …' if len(servers) > 6 else ''}."
            )


def _client_auth(found: Outcome) -> Iterator[str]:
    for change in found.changes:
        if change.attribute == "clientAuthentication" and change.after == "true" and change.is_effective:
            store = change.configuration.truststore if change.configuration else None
            yield (
                f"clientAuthentication on {change.target}: every client of its ports must present a certificate whose issuer "
                f"is in {store or 'its trust store'}, with clientAuth among its extended key usages if it has any; "
                "browsers ask their users."
            )


def _unused(found: Outcome, later: Set[str]) -> Iterator[str]:
    for change in found.unused:
        if f"{change.target}@{change.scope}.{change.attribute}" in later:
            continue
        yield (
            f"{change.target} of {change.scope} governs no process of this cell: changing it has no effect until an inbound "
            "and outbound assignment (Manage endpoint security configurations) or a direct reference names it."
        )


def _certificates(found: Outcome) -> Iterator[str]:
    """Once per scope and key store: both directions say the same."""
    stores: dict[tuple[str, str | None, str], list[Change]] = {}
    for change in found.changes:
        if change.what == "group" and change.is_effective and change.configuration is not None:
            one = change.configuration
            stores.setdefault((change.scope, one.keystore, one.alias), []).append(change)
    for (scope, store, alias), changes in stores.items():
        named_alias = next((f" ({c.certificate_alias})" for c in changes if c.certificate_alias), "")
        yield (
            f"{scope}: the certificate alias{named_alias} must exist in {store or 'the key store'} of {alias}; press 'Update "
            f"certificate alias list' and choose it, {' and '.join(c.target for c in changes)}."
        )
    for change in found.changes:
        if change.is_effective and (change.what == "certificate" or change.attribute in _KEY_ALIASES):
            store = change.configuration.keystore if change.configuration else None
            yield (
                f"{change}: the alias must name a personal certificate in {store or 'the key store'}, with its chain; its "
                "issuer must be in the trust store of every peer."
            )


def _ciphers(found: Outcome) -> Iterator[str]:
    """Lists that nothing reads, and weak suites in those that are read."""
    levels = {(c.target, c.scope): c.after for c in found.changes if c.attribute == "securityLevel"}
    for change in found.changes:
        one = change.configuration
        if change.attribute != "enabledCiphers" or one is None or not change.is_effective:
            continue
        level = levels.get((change.target, change.scope), one.security_level)
        if (level or "").upper() != "CUSTOM":
            word = f"--set '{change.target}@{change.scope}.securityLevel=CUSTOM'"
            yield f"{change.target}: enabledCiphers counts at securityLevel CUSTOM only, and this is {level or 'not set'}: add {word}"
        weak = [f"{name} ({s.weak})" for name in change.after.split() if (s := suite(name)) is not None and s.weak]
        if weak:
            yield f"{change.target}: weak suites stay enabled: {', '.join(weak)}"


def _java(found: Outcome) -> Iterator[str]:
    nodes = [c.target for c in found.changes if c.what == "java"]
    if nodes:
        yield (
            f"Java of {', '.join(nodes)}: counted with the list of disabled algorithms that the new level ships; edits of the "
            "old java.security are lost unless somebody carries them over."
        )


def _references(found: Outcome) -> Iterator[str]:
    """Direct references that keep a process out of what the changes assign to it."""
    changed = {c.target for c in found.changes if c.what == "reference"}
    for change in (c for c in found.changes if c.what == "group" and c.is_effective and c.target == "inbound"):
        for node, server in processes_within(found.before, change.scope):
            xml = found.before.server_xml(node, server)
            names = sorted({r.alias for r in xml.direct_references}) if xml else []
            if names and f"{node}/{server}" not in changed:
                yield (
                    f"{node}/{server}: server.xml names {', '.join(names)} itself, past 'Manage endpoint security "
                    f"configurations': its ports do not follow {change.scope}. --set 'reference@{node}/{server}=' hands them over."
                )


def _other_clients(found: Outcome) -> Iterator[str]:
    lost = sorted({c.listener.name for _, c in _lost_tlsv1(found)})
    if lost:
        yield f"clients that offer at most TLSv1 are refused by: {', '.join(lost)}."


def _copies(found: Outcome) -> Iterator[str]:
    cell = found.before
    own = [c for c in cell.copies if c.security and c is not cell.master]
    missing = (
        [n for n in cell.nodes if cell.copy_of(n) is None or not (cell.copy_of(n) or own[0]).security] if own else []
    )
    if missing:
        yield f"no copy of security.xml from {', '.join(missing)}: their present state is taken from the master."
    props = [n for n in cell.nodes if (c := cell.copy_of(n)) is None or not c.client_props]
    if props:
        yield (
            f"no ssl.client.props from {', '.join(props)}: check there that com.ibm.ssl.protocol has a version in common with "
            "the deployment manager; syncNode and stopNode depend on it."
        )
