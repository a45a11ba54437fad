"""Which dotted words are addresses: not the version numbers, stamps, Java packages and file names that look alike."""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from typing import Final

from loganalyzer.redact.words import LISTS

IPV4: Final = re.compile(r"(?<![\w.-])\d{1,3}(?:\.\d{1,3}){3}(?![\w-]|\.\d)")
IPV6: Final = re.compile(
    r"(?<![\w:.])(?=[0-9a-fA-F]*:[0-9a-fA-F:]*:)[0-9a-fA-F:]{2,39}(?:\d{1,3}(?:\.\d{1,3}){3})?(?:%\w+)?(?![\w:])(?!\.\d)"
)
_DNS_LABEL: Final = r"[A-Za-z0-9](?:[\w-]*[A-Za-z0-9])?"
DOTTED: Final = re.compile(rf"(?<![\w.@$-]){_DNS_LABEL}(?:\.{_DNS_LABEL})++(?![\w@$-])")

_VERSION_WORD: Final = re.compile(
    r"(?:version|release|fix ?pack|\b(?:level|java\d*|jdk|sdk|jre|build|oid|objectid))\W{1,4}\Z",
    re.IGNORECASE,
)
_ADDRESS_WORD: Final = re.compile(
    r"(?://|(?:^|[^\w/])[@/]|\b(?:host|hostname|address|addr|ip|peer|remote|client)\W{1,3})\Z", re.IGNORECASE
)
_KEPT: Final = frozenset({"0.0.0.0", "255.255.255.255", "127.0.0.1", "127.0.1.1", "::1", "::"})  # noqa: S104 - not bound
_PACKAGES, _TOP, _SURE = LISTS["packages"], LISTS["top"], LISTS["sure"]
"""Labels that begin a package or property, that may end a host's name, and that surely do even after one label."""

HOST_ENDS: Final = rf"\.(?:{'|'.join(sorted(_TOP))})(?:[^\w@$.-]|[\x80-\xff]|\.[^A-Za-z0-9]|\.?\z)"
"""What every name that is_host_name takes ends in, as an expression for bytes."""


def is_address(text: str, start: int, end: int) -> bool:
    """Is this dotted quad an IPv4 address? Products have versions of four numbers as well; the words before tell."""
    value, before = text[start:end], text[max(text.rfind("\n", 0, start) + 1, start - 24) : start]
    octets = [int(part) for part in value.split(".")]
    if max(octets) > 255 or value in _KEPT or octets[0] == 255:
        return False
    if _VERSION_WORD.search(before):
        return False
    if _ADDRESS_WORD.search(before) or re.match(r":\d{2,5}\b", text[end : end + 6]):
        return True
    # What follows a word and a slash may be either: a version in a path, an address behind its host's name.
    first, second, third, fourth = octets
    product = 1 <= first <= 9 and second <= 9 and third <= 9
    liberty = 16 <= first <= 30 and second == third == 0 and fourth <= 13
    return not (product or liberty)


def is_ipv6(value: str) -> bool:
    """Is this run of hexadecimal groups an IPv6 address (and no time of day, fingerprint or C++ scope)?"""
    try:
        IPv6Address(value.partition("%")[0])
    except ValueError:
        return False
    return value not in _KEPT


def is_host_name(value: str) -> bool:
    """Does this dotted word look like a host's full name? Packages, properties and files do not."""
    labels = value.lower().split(".")
    if labels[-1] not in _TOP or labels[0] in _PACKAGES or "_" in labels[-1]:
        return False
    return len(labels) >= 3 or labels[-1] in _SURE


def domain_of(host: str) -> str | None:
    """``acme.example`` of ``sip.acme.example``; None for a name without a domain of its own."""
    _, dot, domain = host.partition(".")
    return domain if dot and "." in domain and not domain.replace(".", "").isdigit() else None
