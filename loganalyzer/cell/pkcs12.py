"""The certificates of a PKCS12 store, through ``cryptography``, and which of them have a private key.

The plain loader returns one key of several. Key bags name theirs in attributes that stand in plain (localKeyId,
friendlyName), so all of them are found without decrypting a key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from loganalyzer.cell.store_passwords import Secret
from loganalyzer.cell.stores import Entry, PasswordError, StoreError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12Certificate, PKCS12KeyAndCertificates

# A store that asks for more rounds than this is built to keep the reader busy; keytool writes 10,000 to 200,000.
_MOST_ROUNDS: Final = 2_000_000
_ALGORITHMS: Final = {
    "1.3.14.3.2.26": "SHA-1",
    "2.16.840.1.101.3.4.2.1": "SHA-256",
    "2.16.840.1.101.3.4.2.2": "SHA-384",
    "2.16.840.1.101.3.4.2.3": "SHA-512",
    "1.2.840.113549.1.5.13": "PBES2",
    "1.2.840.113549.1.12.1.3": "PBE-SHA1-3DES",
    "1.2.840.113549.1.12.1.6": "PBE-SHA1-RC2-40",
}
"""The names of RFC 7292 and 8018; PBES2 and digests above SHA-1 are what newer tools write."""


def read_pkcs12(data: bytes, secrets: Sequence[Secret]) -> tuple[tuple[Entry, ...], bool | None, tuple[str, ...]]:
    """(all certificates, those with a key first; whether a password fits; how it is sealed). Raises StoreError."""
    keys, sealing = _look_inside(data)
    loaded, fits = _loaded(data, secrets)
    pairs = ([loaded.cert] if loaded.cert else []) + list(loaded.additional_certs)
    first = loaded.cert if loaded.key else None
    entries = [_entry(one, keys, n, is_first=one is first) for n, one in enumerate(pairs, 1)]
    return tuple(sorted(entries, key=lambda e: (not e.has_key, e.alias))), fits, sealing


def _loaded(data: bytes, secrets: Sequence[Secret]) -> tuple[PKCS12KeyAndCertificates, bool | None]:
    """The store, opened with the first password that fits; also tried without one."""
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

    for number, secret in enumerate((*secrets, Secret(""))):
        try:
            found = load_pkcs12(data, secret.reveal().encode() or None)
        except ValueError:
            continue
        return found, number < len(secrets) if secrets else None
    tried = f"none of {len(secrets)} passwords fits" if secrets else "no password is known"
    raise PasswordError(f"{tried}, or it is damaged: give --store-password or LOGANALYZER_STORE_PASSWORD")


def _entry(one: PKCS12Certificate, keys: set[bytes], number: int, *, is_first: bool) -> Entry:
    from cryptography.hazmat.primitives.serialization import Encoding

    der = one.certificate.public_bytes(Encoding.DER)
    name = (one.friendly_name or b"").decode("utf-8", "replace")
    # OpenSSL's localKeyId is the SHA-1 of the certificate; Java pairs by alias, without regard to case.
    marks = {hashlib.sha1(der, usedforsecurity=False).digest(), name.lower().encode()} - {b""}
    return Entry(name or f"certificate {number}", is_first or bool(marks & keys), der)


def _look_inside(data: bytes) -> tuple[set[bytes], tuple[str, ...]]:
    """What every key bag is called, and the algorithms that seal the store.

    Raises StoreError for what is no PKCS12, is damaged, or is built as a trap.
    """
    from pyasn1.codec.der import decoder
    from pyasn1.error import PyAsn1Error
    from pyasn1_modules import rfc7292

    try:
        pfx, _ = decoder.decode(data, asn1Spec=rfc7292.PFX())
        sealing: list[str] = []
        if pfx["macData"].isValue:
            _refuse_rounds([int(pfx["macData"]["iterations"])])
            sealing.append(f"MAC {_name(pfx['macData']['mac']['digestAlgorithm']['algorithm'])}")
        safe, _ = decoder.decode(_octets(pfx["authSafe"]["content"]), asn1Spec=rfc7292.AuthenticatedSafe())
        marks = {mark for info in safe for mark in _marks_of(info, sealing)}
        return marks, tuple(dict.fromkeys(sealing))
    except (PyAsn1Error, RecursionError, IndexError) as problem:
        raise StoreError("not a PKCS12 store, truncated or damaged") from problem


def _marks_of(info: Any, sealing: list[str]) -> Iterator[bytes]:
    """The marks of one part of the store; of an encrypted part only its algorithm and the effort it asks for are read."""
    from pyasn1.codec.der import decoder
    from pyasn1_modules import rfc5208, rfc5652, rfc7292

    if info["contentType"] == rfc5652.id_encryptedData:
        sealed, _ = decoder.decode(bytes(info["content"]), asn1Spec=rfc5652.EncryptedData())
        algorithm = sealed["encryptedContentInfo"]["contentEncryptionAlgorithm"]
        sealing.append(_name(algorithm["algorithm"]))
        _refuse_effort(algorithm["parameters"])
    if info["contentType"] != rfc5652.id_data:
        return
    bags, _ = decoder.decode(_octets(info["content"]), asn1Spec=rfc7292.SafeContents())
    for bag in bags:
        if bag["bagId"] == rfc7292.id_pkcs8ShroudedKeyBag:
            key, _ = decoder.decode(bytes(bag["bagValue"]), asn1Spec=rfc5208.EncryptedPrivateKeyInfo())
            sealing.append(_name(key["encryptionAlgorithm"]["algorithm"]))
            _refuse_effort(key["encryptionAlgorithm"]["parameters"])
        if bag["bagId"] in {rfc7292.id_keyBag, rfc7292.id_pkcs8ShroudedKeyBag}:
            yield from _attributes(bag)


def _name(identifier: Any) -> str:
    return _ALGORITHMS.get(str(identifier), str(identifier))


def _refuse_effort(parameters: Any) -> None:
    from pyasn1.codec.der import decoder

    _refuse_rounds(_numbers(decoder.decode(bytes(parameters))[0], depth=8))


def _attributes(bag: Any) -> Iterator[bytes]:
    from pyasn1.codec.der import decoder
    from pyasn1.type.char import BMPString

    for attribute in bag["bagAttributes"] if bag["bagAttributes"].isValue else ():
        for value in attribute["attrValues"]:
            plain, _ = decoder.decode(bytes(value))
            yield str(plain).lower().encode() if isinstance(plain, BMPString) else bytes(plain)


def _octets(content: Any) -> bytes:
    from pyasn1.codec.der import decoder
    from pyasn1.type.univ import OctetString

    return bytes(decoder.decode(bytes(content), asn1Spec=OctetString())[0])


def _numbers(value: Any, depth: int) -> Iterator[int]:
    """All integers of a decoded structure; among them are the rounds of its key derivation."""
    from pyasn1.type.univ import Integer, Sequence, Set

    if isinstance(value, Integer):
        yield int(value)
    elif isinstance(value, (Sequence, Set)) and depth:
        for part in value.values():
            yield from _numbers(part, depth - 1)


def _refuse_rounds(numbers: Iterator[int] | Sequence[int]) -> None:
    worst = max(numbers, default=0)
    if worst > _MOST_ROUNDS:
        raise StoreError(f"asks for {worst} rounds of key derivation: refused")
