"""Facts that the key and trust stores of the bundle compute: who refuses whose certificate, and what a store lacks.

Each is open (``keystores`` missing) where the stores concerned are not in the bundle or could not be opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from loganalyzer.cell import Cell
from loganalyzer.cell.stores import Store
from loganalyzer.diagnosis.case import Case
from loganalyzer.diagnosis.values import Evidence, Finding, Subject
from loganalyzer.diagnosis.words_window import selected
from loganalyzer.tls import Era, Party
from loganalyzer.tls.certificates import CertificateFacts, certificate_facts, host_fits, parsed
from loganalyzer.tls.keyring import Held, Keyring, Use
from loganalyzer.tls.proofs import Proof
from loganalyzer.tls.proving import ProvedCell

Arguments = Mapping[str, Any]
_OPEN = Finding(None, missing=("keystores",))
_KINDS = {"PKCS12": {"PKCS12", "PKCS12S2"}, "JKS": {"JKS", "JCEKS"}}
_OLD_SEALING = {"MAC SHA-1", "PBE-SHA1-3DES", "PBE-SHA1-RC2-40"}
_NAMED = 4


def certificate_refused(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """An end refuses the other's certificate for one of ``kinds`` (untrusted, expired, not-yet-valid, usage, weak, absent).

    ``side``: the subject ``checks`` the certificate (the default) or ``shows`` it. Where hits of ``signatures`` name a
    target in the cell, the certificate of that port is asked about, else those of all channels of the subject. ``client``:
    only certificates that initiators show.
    """
    cell = case.cell_of(subject)
    if cell is None or not case.stores:
        return _OPEN
    proofs = tuple(_proofs(case, cell, subject, arguments))
    wrong = next((p for p in proofs if _kind(p) in set(arguments["kinds"])), None)
    if wrong is not None:
        values = {"reason": wrong.reason, "key_store": wrong.shown_from or "", "trust_store": wrong.checked_in or ""}
        values |= {"subject_name": wrong.flaw.subject} if wrong.flaw else {}
        return Finding(True, (_of_proof(wrong, True),), {k: v for k, v in values.items() if v})
    judged = [p for p in proofs if p.verdict != "unknown"]
    return Finding(False, tuple(_of_proof(p, False) for p in judged[:1])) if judged else _OPEN


def served_chain_incomplete(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The certificate that a port serves has no path to a root within its key store.

    The port is the target that hits of ``signatures`` name, else any of the subject, else (where the log belongs to no
    process) any of the cell.
    """
    cell = case.cell_of(subject)
    if cell is None or not case.stores:
        return _OPEN
    listeners = [p for _, p in _targets(case, cell, subject, arguments)] or _listeners(case.proved(cell), subject)
    found = [(held, facts) for party in listeners for held, facts in _served(case, cell, party)]
    for held, facts in found:
        if facts.chain.startswith("missing"):
            text = f"{held.name} alias {facts.alias}: {facts.subject} is stored without its issuer ({facts.chain})"
            values = {"alias": facts.alias, "keystore": held.name, "issuer": facts.issuer}
            return Finding(True, (_in_store(facts.store, text, "the chain it can send ends too early"),), values)
    return Finding(False, tuple(_whole_chain(*found[0]))) if found else _OPEN


def alias_absent(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The key store that the subject's SSL configuration selects has no key of the alias that hits of ``signatures`` name.

    ``elsewhere``: another key store of the cell does have it.
    """
    cell = case.cell_of(subject)
    aliases = {alias.strip("\"'") for alias in case.table.texts(selected(case, subject, arguments), "alias")}
    if cell is None or not case.stores or not aliases:
        return _OPEN
    ring = case.proved(cell).prover.ring
    held = [h for p in _listeners(case.proved(cell), subject) if (h := ring.held(p, "key")) and h.entries is not None]
    for one in held:
        for alias in sorted(a for a in aliases if not one.keys(a)):
            other = _having(case.stores, alias, one.store)
            if arguments.get("elsewhere") and other is None:
                continue
            names = ", ".join(e.alias for e in one.keys(None)) or "none"
            items = [
                _in_store(_file(one), f"{one.name} holds the keys: {names}; not {alias}", "the alias is not there")
            ]
            if other is not None:
                items.append(_in_store(other, f"{other} holds {alias}", "the certificate is in another store"))
            return Finding(True, tuple(items), {"alias": alias, "keystore": one.name, "found_in": other or ""})
    return Finding(False) if held else _OPEN


def stores_differ(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The ``use`` (key or trust) store of the subject's node lacks certificates that the deployment manager's copy has."""
    cell = case.cell_of(subject)
    use: Use = "key" if arguments.get("use") == "key" else "trust"
    if cell is None or subject.node is None or not case.stores:
        return _OPEN
    rings = Keyring(cell, case.stores), Keyring(cell, case.stores, "master")
    configuration = case.proved(cell).book.process(subject.node, subject.server, "outbound").configuration
    pair = [ring.of(subject.node, configuration, use) if configuration else None for ring in rings]
    own, master = pair
    if own is None or master is None or own.entries is None or master.entries is None or own.store is master.store:
        return _OPEN
    have = {e.certificate for e in own.entries}
    lacking = [e for e in master.entries if e.certificate not in have]
    if not lacking:
        return Finding(
            False, (_in_store(_file(own), f"{own.name} of the node holds all that the master's does", "", False),)
        )
    names = ", ".join(_subject(e.certificate) for e in lacking[:_NAMED])
    text = f"{own.name} of {subject.node} lacks {len(lacking)} of the master's certificates: {names}"
    return Finding(
        True, (_in_store(_file(own), text, "the node's copy is not that of the master"),), {"lacking": names}
    )


def store_unreadable(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """A store that hits of ``signatures`` name (``location``), or else the subject's SSL configurations, cannot be read.

    ``reads: password``: the password configured does not open it. ``reads: format``: it is not of the type configured, or
    sealed with algorithms that the subject's Java may not know.
    """
    cell = case.cell_of(subject)
    if cell is None or not case.stores:
        return _OPEN
    named = _located(case, cell, subject, arguments)
    held = [h for h in named or _all_held(case.proved(cell), subject) if h.store is not None]
    old = case.era_of(subject).era < Era.E2
    for one in held:
        found = _password(one) if arguments.get("reads") == "password" else _format(one, old)
        if found is not None:
            return found
    return Finding(False) if any(h.entries is not None for h in held) else _OPEN


def host_not_covered(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The certificate served on a host of the cell, which hits of ``signatures`` name (``expected``), does not carry its name."""
    cell = case.cell_of(subject)
    hosts = {host.lower() for host in case.table.texts(selected(case, subject, arguments), "expected")}
    if cell is None or not case.stores or not hosts:
        return _OPEN
    at_host = [c for c in case.proved(cell).channels if c.host.lower() in hosts and not c.is_plain]
    found = [(c.host, held, facts) for c in at_host for held, facts in _served(case, cell, c.listener)]
    for host, held, facts in found:
        if not host_fits(facts, host):
            names = ", ".join(facts.names) or facts.subject
            text = f"{held.name} alias {facts.alias} carries {names}, which does not cover {host}"
            return Finding(True, (_in_store(facts.store, text, "the certificate served there"),), {"expected": host})
    return Finding(False) if found else _OPEN


def _proofs(case: Case, cell: Cell, subject: Subject, arguments: Arguments) -> Iterator[Proof]:
    proved, checks = case.proved(cell), arguments.get("side", "checks") == "checks"
    named = _targets(case, cell, subject, arguments) if checks else ()
    for client, listener in named:
        yield proved.prover.proof("server", listener, client)
    if named:
        return
    mine = _names(subject)
    for channel in proved.channels:
        for proof in channel.proofs:
            if arguments.get("client") and proof.whose == "server":
                continue
            shows, sees = channel.listener.name, channel.initiator.name
            shows, sees = (shows, sees) if proof.whose == "server" else (sees, shows)
            if (sees if checks else shows) in mine:
                yield proof


def _targets(case: Case, cell: Cell, subject: Subject, arguments: Arguments) -> tuple[tuple[Party, Party], ...]:
    """(the subject as a client, the port it called) for every target in the cell that the hits name."""
    if "signatures" not in arguments or subject.node is None:
        return ()
    book = case.proved(cell).book
    found: dict[tuple[str, str, bool], tuple[Party, Party]] = {}
    for fields, _ in case.table.parted(selected(case, subject, arguments), "target", "file"):
        host, _, port = fields.get("target", "").rpartition(":")
        listener = case.listener(host, port) if host else None
        tools = book.tools(subject.node) if fields.get("file", "").endswith("ssl.client.props") else None
        if listener is None or not listener[0].startswith(f"{cell.name}\\"):
            continue
        _, node, server = listener[0].split("\\")
        client = tools or book.process(subject.node, subject.server, "outbound")
        key = (listener[0], listener[1].name, tools is not None)
        found[key] = client, book.process(node, server, "inbound", listener[1].name)
    return tuple(found.values())


def _names(subject: Subject) -> set[str]:
    return {f"tools of {subject.node}" if subject.role == "client tool" else f"{subject.node}/{subject.server}"}


def _listeners(proved: ProvedCell, subject: Subject) -> list[Party]:
    """The subject's ports; all ports of the cell for a log that belongs to no process."""
    name = f"{subject.node}/{subject.server}"
    found = {id(c.listener): c.listener for c in proved.channels if not c.is_plain}
    mine = [p for p in found.values() if p.name == name]
    return mine if subject.node else list(found.values())


def _all_held(proved: ProvedCell, subject: Subject) -> list[Held]:
    name, ring = f"{subject.node}/{subject.server}", proved.prover.ring
    parties = {id(p): p for c in proved.channels for p in (c.initiator, c.listener) if p.name == name}.values()
    both = ((ring.held(p, "key"), ring.held(p, "trust")) for p in parties)
    return [held for pair in both for held in pair if held is not None]


def _located(case: Case, cell: Cell, subject: Subject, arguments: Arguments) -> list[Held]:
    if "signatures" not in arguments or subject.node is None:
        return []
    places = case.table.texts(selected(case, subject, arguments), "location")
    ring = case.proved(cell).prover.ring
    return [h for p in places if (h := ring.at(subject.node, p)) is not None]


def _served(case: Case, cell: Cell, party: Party) -> Iterator[tuple[Held, CertificateFacts]]:
    held = case.proved(cell).prover.ring.held(party, "key")
    if held is None or held.store is None or held.entries is None:
        return
    aliases = {e.alias for e in held.keys(party.certificate_alias or None)}
    yield from ((held, f) for f in certificate_facts(held.store, case.judged_at) if f.has_key and f.alias in aliases)


def _password(held: Held) -> Finding | None:
    store = held.store
    if store is None or store.own_password is not False:
        return None
    text = f"the password that {held.place.file} has for {held.name} does not open {store.file}"
    evidence = Evidence(
        "config", text, "wrong password, or a damaged file", held.place.file, held.place.line, held.place.path
    )
    return Finding(True, (evidence,), {"location": held.location, "keystore": held.name})


def _format(held: Held, old: bool) -> Finding | None:
    store = held.store
    if store is None or store.kind == "certificate":
        return None
    values = {"location": held.location, "keystore": held.name}
    kinds = _KINDS.get(store.kind, set())
    if held.type and held.type.upper() not in kinds and held.type.upper() in set().union(*_KINDS.values()):
        text = f"{held.name} is configured as {held.type}, and {store.file} is {store.kind}"
        evidence = Evidence("config", text, "the type is wrong", held.place.file, held.place.line, held.place.path)
        return Finding(True, (evidence,), values)
    modern = [name for name in store.sealing if name not in _OLD_SEALING]
    if modern and old:
        text = f"{store.file} is sealed with {', '.join(modern)}"
        evidence = _in_store(store.file, text, "a Java of this level may not know these algorithms")
        return Finding(True, (evidence,), values, certain=False)
    return None


def _whole_chain(held: Held, facts: CertificateFacts) -> Iterable[Evidence]:
    text = f"{held.name} alias {facts.alias}: chain {facts.chain}"
    return (_in_store(facts.store, text, "the store has the whole chain", supports=False),)


def _having(stores: Sequence[Store], alias: str, but: Store | None) -> str | None:
    """A store that has a key of this alias."""
    others = (s for s in stores if but is None or s.file != but.file)
    return next((s.file for s in others for e in s.entries if e.has_key and e.alias.lower() == alias.lower()), None)


def _kind(proof: Proof) -> str | None:
    return "absent" if proof.verdict == "absent" else proof.flaw.kind if proof.flaw else None


def _of_proof(proof: Proof, supports: bool) -> Evidence:
    file = proof.checked_in or proof.shown_from
    return Evidence("config", proof.reason, "what the stores in the bundle compute", file, supports=supports)


def _in_store(file: str, text: str, why: str, supports: bool = True) -> Evidence:
    return Evidence("config", text, why, file, supports=supports)


def _file(held: Held) -> str:
    return held.store.file if held.store else held.location


def _subject(der: bytes) -> str:
    found = parsed(der)
    return found.subject.rfc4514_string() if found is not None else "(not readable)"
