"""Cipher suites by name: which versions and keys they fit, what is weak about them, and what two sides share.

IBM writes ``SSL_`` where others write ``TLS_``; the two are one suite (expert knowledge). The lists behind security
levels HIGH, MEDIUM and LOW differ by level and are not in the configuration: only level CUSTOM can be evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from loganalyzer.cell import SslConfiguration
from loganalyzer.tls.protocols import Version

_OLD: Final = frozenset({Version.SSLV3, Version.TLSV1, Version.TLSV1_1, Version.TLSV1_2})
_12: Final = frozenset({Version.TLSV1_2})
_13: Final = frozenset({Version.TLSV1_3})
_MODERN_MACS: Final = ("_SHA256", "_SHA384", "_CCM", "_CCM_8")
_WEAK: Final = (
    ("_NULL", "no encryption"),
    ("_anon", "no authentication"),
    ("EXPORT", "export strength"),
    ("_RC4_", "RC4 is broken"),
    ("_RC2_", "RC2 is broken"),
    ("3DES", "64-bit blocks (Sweet32)"),
    ("_DES_", "56-bit key"),
    ("_DES40_", "40-bit key"),
    ("_MD5", "MD5 as digest"),
)


class Suite(Struct, frozen=True):
    """One suite under its ``TLS_`` name. ``key`` is the certificate's key type, None where any fits or none is used."""

    name: str
    versions: frozenset[Version]
    key: str | None
    weak: str | None


def suite(name: str) -> Suite | None:
    """What a name tells; None for what is no suite (signalling values, misspelt words)."""
    plain = canonical(name)
    if not plain.startswith("TLS_") or plain.endswith("_SCSV"):
        return None
    exchange, with_, rest = plain.removeprefix("TLS_").partition("_WITH_")
    if not with_:
        return Suite(plain, _13, None, None) if plain.startswith(("TLS_AES_", "TLS_CHACHA20_")) else None
    modern = "GCM" in rest or "CHACHA20" in rest or plain.endswith(_MODERN_MACS)
    weak = next((why for part, why in _WEAK if part in f"_{plain.removeprefix('TLS_')}_"), None)
    return Suite(plain, _12 if modern else _OLD, _key(exchange), weak or _not_forward(exchange))


_OPENSSL: Final = re.compile(
    r"(?:(?P<exchange>ECDHE|DHE|EDH|ECDH|ADH|AECDH)-)?(?:(?P<key>RSA|ECDSA|DSS)-)?"
    r"(?P<cipher>AES\d{3}|CAMELLIA\d{3}|DES-CBC3|RC4|CHACHA20-POLY1305|NULL)(?:-(?P<mode>GCM|CCM8?))?-?(?P<mac>SHA\d{0,3}|MD5)?"
)


def from_openssl(name: str) -> str | None:
    """The ``TLS_`` name of a suite as OpenSSL writes it (ciphers(1)): ``AES128-SHA``, ``ECDHE-RSA-AES256-GCM-SHA384``.

    A standard name comes back in the ``TLS_`` spelling, None for a name that is neither.
    """
    if name.startswith(("TLS_", "SSL_")):
        return canonical(name)
    found = _OPENSSL.fullmatch(name)
    if found is None:
        return None
    exchange = {"EDH": "DHE", "ADH": "DH_anon", "AECDH": "ECDH_anon"}.get(found["exchange"] or "", found["exchange"])
    key = found["key"] or ("" if exchange else "RSA")
    cipher, mode = re.sub(r"(AES|CAMELLIA)(\d+)", r"\1_\2", found["cipher"]).replace("-", "_"), found["mode"]
    block = {"DES_CBC3": "3DES_EDE_CBC", "RC4": "RC4_128"}.get(cipher, cipher)
    if block.startswith(("AES", "CAMELLIA")):
        block += {"CCM8": "_CCM_8", "CCM": "_CCM", "GCM": "_GCM"}.get(mode or "", "_CBC")
    mac = found["mac"] or ("SHA256" if "POLY1305" in block else "")
    return f"TLS_{'_'.join(filter(None, (exchange, key)))}_WITH_{'_'.join(filter(None, (block, mac)))}"


def canonical(name: str) -> str:
    """The ``TLS_`` spelling."""
    return f"TLS_{name.strip()[4:]}" if name.strip().startswith("SSL_") else name.strip()


def _key(exchange: str) -> str | None:
    for ending, kind in (("ECDSA", "EC"), ("RSA", "RSA"), ("DSS", "DSA")):
        if exchange.endswith(ending) or f"{ending}_EXPORT" in exchange:
            return kind
    return None


def _not_forward(exchange: str) -> str | None:
    return "no forward secrecy" if exchange in {"RSA", "ECDH_RSA", "ECDH_ECDSA", "DH_RSA", "DH_DSS"} else None


def listed(configuration: SslConfiguration) -> tuple[Suite, ...] | None:
    """The suites of a configuration at level CUSTOM; None where the product's own list counts, which nobody sent."""
    if (configuration.security_level or "").upper() != "CUSTOM" or not configuration.enabled_ciphers:
        return None
    return tuple(found for name in configuration.enabled_ciphers if (found := suite(name)) is not None)


def with_suites(versions: frozenset[Version], suites: Iterable[Suite]) -> frozenset[Version]:
    """The versions for which at least one suite is left: JSSE drops the others before the handshake."""
    return versions & frozenset[Version]().union(*(one.versions for one in suites))


def common(
    one: SslConfiguration | None,
    other: SslConfiguration | None,
    version: Version,
    keys: frozenset[str] | None = None,
) -> tuple[str, ...] | None:
    """The suites that two configurations share for a version; None where a list is not known.

    ``keys``: the types of the listener's keys (``RSA``, ``EC``), where they are known: below TLSv1.3 a suite that wants
    another type is as good as none. A single known list that holds nothing usable is enough for an empty answer.
    """
    lists = [found for c in (one, other) if c is not None and (found := listed(c)) is not None]
    usable = [[s.name for s in found if version in s.versions and _fits(s, version, keys)] for found in lists]
    if any(not found for found in usable):
        return ()
    return tuple(name for name in usable[0] if name in usable[1]) if len(usable) == 2 else None


def _fits(one: Suite, version: Version, keys: frozenset[str] | None) -> bool:
    return keys is None or version == Version.TLSV1_3 or one.key is None or one.key in keys
