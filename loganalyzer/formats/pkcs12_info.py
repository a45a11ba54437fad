"""What ``openssl pkcs12 -in store.p12 -info`` prints: a fact per certificate, and one for the store.

::

    MAC: sha256, Iteration 2048
    PKCS7 Encrypted data: PBES2, PBKDF2, AES-256-CBC, Iteration 2048, PRF hmacWithSHA256
    Certificate bag
    Bag Attributes
        friendlyName: wild_example
        localKeyID: C5 48 95
    subject=CN = *.example.com
    issuer=CN = Example Issuing CA

Source: output of OpenSSL 3.0, also with ``-legacy`` (``tests/real/test_outside_checks.py`` makes it); 1.0 and 1.1 from published
transcripts. ``encryption`` is ``modern`` for PBES2 or a SHA-2 MAC, which old IBM Java cannot read, and ``legacy`` for the older kind.

Not read: the certificates themselves, so there is no validity. ``has_key`` rests on localKeyID: only certificates with a key carry it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from loganalyzer.formats.fact_lines import LINE_LIMIT, Samples, count, excerpt
from loganalyzer.formats.facts import Fact
from loganalyzer.formats.tls_names import is_log
from loganalyzer.records import LineCounts

_ENTRY_LIMIT = 2_000
_INFO = (
    ("mac", re.compile(r"MAC: (.*)|MAC Iteration \d+")),
    ("certificate_algorithm", re.compile(r"PKCS7 Encrypted data: (.*)")),
    ("key_algorithm", re.compile(r"Shrouded Keybag: (.*)")),
    (
        "error",
        re.compile(r"(Mac verify error.*|Error outputting keys and certificates.*|Could not read .*|Can't read .*)"),
    ),
)
_OPENS = re.compile(
    r"Bag Attributes|Key Attributes|Certificate bag|Key bag|Shrouded Keybag|PKCS7 |MAC[: ]"
    r"|Mac verify error|Error outputting|Could not read |Can't read "
)
_ATTRIBUTE = re.compile(r"\s{1,8}(friendlyName|localKeyID): (.*)")
_SUBJECT = re.compile(r"(subject|issuer)= ?(.*)")
_CLAIM = re.compile(
    r"^(?:Bag Attributes|MAC: \S+, Iteration|MAC Iteration \d|MAC verified OK|PKCS7 (?:Data|Encrypted data)|Mac verify error)",
    re.MULTILINE,
)
_MODERN = re.compile(r"PBES2|AES-|sha-?(?:256|384|512)", re.IGNORECASE)


class _Store(Struct):
    """What is known of the store; ``bag`` is the entry whose attributes are being read."""

    line: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    quotes: list[str] = field(default_factory=list)
    entries: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    key_bags: int = 0
    certificate_bags: int = 0
    bag: dict[str, str] = field(default_factory=dict)
    bag_line: int = 0


class Pkcs12Info:
    """``openssl pkcs12 -info`` output."""

    name = "openssl pkcs12 -info"
    kind = "keystore"

    def matches(self, path: str, head: str) -> bool:  # noqa: ARG002 - one signature for all formats
        """By the lines that only this command prints."""
        return _CLAIM.search(head) is not None and not is_log(head)

    def read(self, lines: Iterable[tuple[int, str]], counts: LineCounts) -> Iterator[Fact]:
        """Yield the entries, then the store; a line that names a bag opens an entry."""
        store = _Store()
        for number, line in lines:
            text = line[:LINE_LIMIT].rstrip()
            opens = _OPENS.match(text) is not None
            if opens and not store.line:
                store.line = number
            count(counts, "records" if opens else "continuation" if store.line else "unparsed")
            if store.line:
                _take(store, number, text)
        yield from _facts(store)


def _take(store: _Store, number: int, text: str) -> None:
    attribute, name = _ATTRIBUTE.match(text), _SUBJECT.match(text)
    if text.startswith("Bag Attributes"):
        store.bag, store.bag_line = {}, number
    elif attribute:
        store.bag["friendly_name" if attribute[1] == "friendlyName" else "local_key_id"] = attribute[2].strip()
    elif name:
        store.bag[name[1]] = name[2]
        if name[1] == "issuer" and len(store.entries) < _ENTRY_LIMIT:
            store.entries.append((store.bag_line or number, store.bag))
            store.bag, store.bag_line = {}, 0
    elif text.startswith("Key Attributes"):
        store.keys.add(store.bag.get("local_key_id", ""))
    else:
        _take_info(store, text)


def _take_info(store: _Store, text: str) -> None:
    store.key_bags += text.startswith(("Shrouded Keybag", "Key bag"))
    store.certificate_bags += text.startswith("Certificate bag")
    for name, pattern in _INFO:
        found = pattern.match(text)
        if found:
            store.fields.setdefault(name, found[1] or found[0])
            store.quotes.append(text) if len(store.quotes) < 8 else None
            break


def _facts(store: _Store) -> Iterator[Fact]:
    if not store.line:
        return
    for line, found in store.entries:
        entry = {name: value for name, value in found.items() if value}
        local = entry.get("local_key_id", "")
        has_key = "yes" if local and (local in store.keys or (not store.keys and store.key_bags)) else "no"
        quote = excerpt(*(f"{name}: {value}" for name, value in entry.items()))
        yield Fact("keystore-entry", line, quote, {"format": "pkcs12", **entry, "has_key": has_key})
    keys = max(store.key_bags, len(store.keys))
    fields = {"format": "pkcs12", "entries": str(max(store.certificate_bags, len(store.entries))), "keys": str(keys)}
    known = [store.fields[name] for name in ("mac", "certificate_algorithm", "key_algorithm") if name in store.fields]
    if any(map(_MODERN.search, known)):
        fields["encryption"] = "modern"
    elif "certificate_algorithm" in store.fields or "key_algorithm" in store.fields:
        fields["encryption"] = "legacy"
    yield Fact("keystore-listing", store.line, excerpt(*store.quotes), fields | store.fields)


FORMAT = Pkcs12Info()

SAMPLES: Samples = (
    (
        "wild.txt",
        "MAC: sha256, Iteration 2048\nMAC length: 32, salt length: 8\n"
        "PKCS7 Encrypted data: PBES2, PBKDF2, AES-256-CBC, Iteration 2048, PRF hmacWithSHA256\nCertificate bag\n"
        "PKCS7 Data\nShrouded Keybag: PBES2, PBKDF2, AES-256-CBC, Iteration 2048, PRF hmacWithSHA256\n"
        "Bag Attributes\n    friendlyName: wild_example\n    localKeyID: C5 48 95 \n"
        "subject=CN = *.example.com\nissuer=CN = Example Issuing CA\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
        "Bag Attributes\n    friendlyName: wild_example\n    localKeyID: C5 48 95 \nKey Attributes: <No Attributes>\n",
        [
            ("keystore-entry", {"friendly_name": "wild_example", "subject": "CN = *.example.com", "has_key": "yes"}),
            ("keystore-listing", {"entries": "1", "keys": "1", "encryption": "modern"}),
        ],
    ),
    (
        "old.txt",
        "MAC Iteration 2048\nMAC verified OK\nPKCS7 Encrypted data: pbeWithSHA1And40BitRC2-CBC, Iteration 2048\nCertificate bag\n"
        "Bag Attributes: <No Attributes>\nsubject=/O=Example/CN=Example Root\nissuer=/O=Example/CN=Example Root\n",
        [("keystore-entry", {"has_key": "no"}), ("keystore-listing", {"encryption": "legacy", "keys": "0"})],
    ),
    (
        "password.txt",
        "MAC: sha1, Iteration 2048\nMAC length: 20, salt length: 8\nMac verify error: invalid password?\n",
        [("keystore-listing", {"error": "Mac verify error: invalid password?"})],
    ),
)
