"""The steps of a plan that change something: where each setting stands in the console, and its wsadmin command."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from loganalyzer.cell import scope_parts
from loganalyzer.tls.change_words import client_props_of
from loganalyzer.tls.changes import Change
from loganalyzer.tls.effects import Outcome
from loganalyzer.tls.parties import CLIENT_PROTOCOL
from loganalyzer.tls.wsadmin import command, literal

_SECURITY = "Security > SSL certificate and key management > "
_QOP = "Quality of protection (QoP) settings > "


class Step(Struct, frozen=True):
    """One step: what to do, where in the console, the commands for a shell, and the same for wsadmin (Jython)."""

    text: str
    console: str | None = None
    commands: tuple[str, ...] = ()
    wsadmin: tuple[str, ...] = ()


def saved(found: Outcome) -> Iterator[Step]:
    """The changes of the repository, made on the running deployment manager and saved."""
    effective = [c for c in found.changes if c.in_repository and c.is_effective]
    yield from _certificates(found, effective)
    for change in effective:
        run = command(change)
        yield Step(f"Set {change}", _console(change), (), (run,) if run else ())
    if effective:
        console = "Messages > Save directly to the master configuration"
        yield Step("Save to the master configuration.", console, (), ("AdminConfig.save()",))


def _certificates(found: Outcome, changes: list[Change]) -> Iterator[Step]:
    """An assignment that leads to another key store needs the certificate there first, with its chain."""
    told: set[tuple[str | None, str | None]] = set()
    security = found.before.security
    for change in changes:
        wanted = change.configuration
        if change.what != "group" or change.target != "inbound" or wanted is None or security is None:
            continue
        alias = (change.before or "").partition("@")[0]
        present = security.find(alias, change.before.partition("@")[2]) if change.before else None
        key = (wanted.keystore, wanted.scope)
        if key in told or (present is not None and present.keystore == wanted.keystore):
            continue
        told.add(key)
        store, inner = wanted.keystore or "the key store", change.scope.rpartition("):")[2]
        words = ["-keyStoreName", store, "-keyStoreScope", wanted.scope, "-keyFilePath", "<file.p12>", "-keyFilePassword",
                 "<password>", "-keyFileType", "PKCS12", "-certificateAliasFromKeyFile", "<alias in file>",
                 "-certificateAlias", "<alias>"]  # fmt: skip
        yield Step(
            f"If {inner} is to serve a certificate of its own, import it into {store} of {wanted.scope}, with its "
            "intermediate and root certificates: browsers refuse an incomplete chain.",
            f"{_SECURITY}Key stores and certificates > {store} > Personal certificates > Import, and Signer certificates > Add",
            (),
            (f"AdminTask.importCertificate([{', '.join(map(literal, words))}])",),
        )


def _console(change: Change) -> str:
    inner = change.scope.rpartition("):")[2]
    endpoint = f"{_SECURITY}Manage endpoint security configurations > {change.target.capitalize()} > {inner} > "
    match change.what:
        case "group":
            alias = change.after.partition("@")[0]
            return (
                f"{endpoint}Override inherited values > SSL configuration = {alias} > Update certificate alias list > "
                f"Certificate alias in key store = {change.certificate_alias or '(choose)'}"
            )
        case "certificate":
            return f"{endpoint}Update certificate alias list > Certificate alias in key store = {change.after}"
        case "reference":
            return _reference(change)
    leaf = {
        "sslProtocol": f"{_QOP}Protocol = {change.after}",
        "clientAuthentication": f"{_QOP}Client authentication = {'Required' if change.after == 'true' else 'None'}",
        "clientAuthenticationSupported": f"{_QOP}Client authentication = "
        f"{'Supported' if change.after == 'true' else 'None'}",
        "securityLevel": f"{_QOP}Cipher suite groups = {'Strong' if change.after == 'HIGH' else change.after.capitalize()}",
        "enabledCiphers": f"{_QOP}Cipher suite groups = Custom > Selected ciphers",
        "serverKeyAlias": f"Default server certificate alias = {change.after}",
        "clientKeyAlias": f"Default client certificate alias = {change.after}",
    }[change.attribute]
    return f"{_SECURITY}SSL configurations > {change.target} ({change.scope}) > {leaf}"


def _reference(change: Change) -> str:
    server = scope_parts(change.scope).get("server", "")
    choice = f"Specific to this endpoint = {change.after}" if change.after else "Centrally managed"
    if change.attribute.endswith("Connector"):
        return (
            f"Servers > All servers > {server} > Administration services > JMX connectors > {change.attribute} > Custom "
            f"properties > sslConfig = {change.after or '(delete)'}"
        )
    return f"Servers > All servers > {server} > Ports > View associated transports > SSL inbound channel ({change.attribute}) > {choice}"


def client_props(found: Outcome) -> Iterator[Step]:
    """ssl.client.props is edited where it stands: one step per value."""
    by_label: dict[str, list[str]] = {}
    for change in found.changes:
        if change.what == "client-props" and change.is_effective:
            by_label.setdefault(change.after, []).append(change.target)
    for label, nodes in by_label.items():
        yield Step(
            f"Set {CLIENT_PROTOCOL}={label} in properties/ssl.client.props of every profile on {', '.join(nodes)}. This file "
            "is never synchronised.",
            None,
            tuple(_edit(found, node, label) for node in nodes),
        )


def _edit(found: Outcome, node: str, label: str) -> str:
    """The path on the host is known where the file names its profile."""
    props = client_props_of(found.before, node)
    top = next((b for b in props.blocks if b.alias is None), None) if props else None
    root = top.values["user.root"][0].strip().rstrip("/") if top and "user.root" in top.values else ""
    if root.startswith("/") and not set(root) & set(" '\"$`\\;&|<>()*?#"):
        edit = f"sed -i.bak 's/^{CLIENT_PROTOCOL}=.*/{CLIENT_PROTOCOL}={label}/'"
        return f"{edit} {root}/properties/ssl.client.props    # on {node}"
    return f"# on {node}: {root or '<profile>'}/properties/ssl.client.props"
