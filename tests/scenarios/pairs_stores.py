"""Causes of certificates with the stores in the bundle: what they compute is shown, with the file it stands in (section 4)."""

from __future__ import annotations

from collections.abc import Iterator

from tests.scenarios.certificates import FLAP_ON_CERTIFICATES, calls
from tests.scenarios.extras import also
from tests.scenarios.flip import flip
from tests.scenarios.model import Fault, Scenario, Shown
from tests.scenarios.pairs_files import ALIAS, CHAIN, CLIENT, EXPIRED, NAME, PASSWORD
from tests.scenarios.pairs_tls import FIT, INSIDE, REPLACED, SOME, YES
from tests.scenarios.protocol import AGENT, SERVER
from tests.scenarios.stage import WIDE
from tests.scenarios.stores import (
    Change,
    ended,
    for_servers_only,
    healthy,
    imported,
    named,
    other_password,
    other_root,
    other_type,
    shortened,
    small_key,
    stocked,
)
from tests.scenarios.texts import SSL

FORMAT, WEAK, WILDCARD = "pkcs12-incompatible", "weak-algorithm-rejected", "wildcard-not-in-node-keystore"
_WRONG = f"{SSL}java.security.cert.CertificateException: No name matching stp.acme.example found"
_MEETS = f"{SSL}java.security.cert.CertificateExpiredException: NotAfter: Thu Dec 31 23:59:59 CET 2015"


# fmt: off
def scenarios() -> Iterator[Scenario]:
    """Where the stores agree with the log, and where they speak against it."""
    yield from _signers()
    yield from _own()
    yield from _checked()


def _signers() -> Iterator[Scenario]:
    """RC-18 and RC-20: what a trust store holds."""
    trust = "cells/stCell/trust.p12"
    yield _flip("20-stores", INSIDE, YES, other_root, (trust, "no signer CN=cellroot"))
    yield flip("20-trusted", INSIDE, at_most={INSIDE: FIT}, adds=(stocked(),), shows=(Shown(INSIDE, trust, "trusts it", supports=False),))
    yield _flip("18-stores", REPLACED, YES, other_root, (trust, "CN=cellroot"))


def _own() -> Iterator[Scenario]:
    """RC-21, 22, 24, 26, 31, 54: what a key store holds, and whether it opens."""
    key, setting = "stpNode/profiles/hostSTPPNProfile1/config/cells/stCell/key.p12", "stCell/security.xml"
    yield _flip("26-stores", ALIAS, YES, healthy, ("key.p12", "not wildcard_acme"))
    yield _flip("54-stores", WILDCARD, YES, imported, ("cells/stCell/key.p12", "holds wildcard_acme"))
    yield _flip("21-stores", CHAIN, SOME, shortened, (key, "without its issuer"))
    yield flip("21-whole", CHAIN, at_most={CHAIN: FIT}, adds=(stocked(),), shows=(Shown(CHAIN, "key.p12", "whole chain", supports=False),))
    yield _flip("24-stores", PASSWORD, YES, other_password, (setting, "does not open"))
    yield _flip("31-stores", FORMAT, YES, other_type, (setting, "configured as PKCS12"))
    inside = Fault(NAME, SERVER, calls(_WRONG), WIDE)
    yield _flip("22-stores", NAME, YES, named("old.acme.example"), (key, "does not cover stp.acme.example"), inside)
    yield flip("22-covered", inside, at_most={NAME: FIT}, adds=(stocked(named("stp.acme.example")),))


def _checked() -> Iterator[Scenario]:
    """RC-17, 27, 28: what one end thinks of the other's certificate."""
    end = "CN=cell.acme.example expired 2016-01-01"
    yield _flip("17-stores", EXPIRED, YES, ended, (".p12", end), Fault(EXPIRED, SERVER, calls(_MEETS), WIDE))
    agent = "stpNode/profiles/hostSTPPNProfile1/config/cells/stCell/trust.p12"
    yield _flip("17-agent", EXPIRED, YES, ended, (agent, end), Fault(EXPIRED, AGENT, also(AGENT, "expired"), WIDE))
    small = {**WIDE, "security_properties": {"com.ibm.websphere.certpath.disabledAlgorithms": "MD2, MD5, RSA keySize < 2048"}}
    yield _flip("28-stores", WEAK, YES, small_key, (agent, "1024"), Fault(WEAK, AGENT, also(AGENT, "weak"), small))
    bought = (".p12", "a client of this process has no certificate that it accepts")
    yield _flip("27-stores", CLIENT, YES, for_servers_only, bought, FLAP_ON_CERTIFICATES)


def _flip(name: str, cause: str, verdict: str, change: Change, see: tuple[str, str], fault: Fault | None = None) -> Scenario:
    """A fault with stores in the bundle that bear it out: the end of a file's path, and words of the evidence from it."""
    return flip(name, fault or cause, causes={cause: verdict}, adds=(stocked(change),), shows=(Shown(cause, *see),))
# fmt: on
