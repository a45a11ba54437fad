"""Listings that the tests of ``keytool`` read, in several languages."""

from __future__ import annotations

from loganalyzer.formats.fact_lines import Samples

_CHAIN = """Keystore type: PKCS12
Keystore provider: SUN

Your keystore contains 2 entries

Alias name: default
Creation date: Nov 24, 2026
Entry type: PrivateKeyEntry
Certificate chain length: 2
Certificate[1]:
Owner: CN=host.example.com, O=Example
Issuer: CN=Example Root, O=Example
Serial number: 3d404dff783a60b8
Valid from: Tue Nov 24 08:55:23 UTC 2026 until: Thu Mar 04 08:55:23 UTC 2027
Certificate fingerprints:
\t SHA1: C5:48:95
Signature algorithm name: SHA256withRSA
Subject Public Key Algorithm: 2048-bit RSA key
Version: 3

#2: ObjectId: 2.5.29.17 Criticality=false
SubjectAlternativeName [
  DNSName: host.example.com
  IPAddress: 10.0.0.7
]

Certificate[2]:
Owner: CN=Example Root, O=Example
Issuer: CN=Example Root, O=Example
Valid from: Tue Nov 24 08:55:16 UTC 2026 until: Fri Nov 21 08:55:16 UTC 2036


*******************************************
*******************************************


Alias name: partner ca
Creation date: Nov 24, 2026
Entry type: trustedCertEntry

Owner: CN=Partner Root
Issuer: CN=Partner Root
Valid from: Tue Nov 24 08:55:16 UTC 2026 until: Fri Nov 21 08:55:16 UTC 2036
"""

_GERMAN = """Keystore-Typ: JKS
Keystore-Provider: SUN

Keystore enth\u00e4lt 1 Eintrag

Aliasname: default
Erstellungsdatum: 24.11.2026
Eintragstyp: PrivateKeyEntry
Zertifikatskettenl\u00e4nge: 1
Zertifikat[1]:
Eigent\u00fcmer: CN=host.example.com
Aussteller: CN=Example Issuing CA
Seriennummer: 1ea48a15a865da65
G\u00fcltig von: Tue Nov 24 08:55:16 UTC 2026 bis: Fri Nov 21 08:55:16 UTC 2036
Signaturalgorithmusname: SHA256withRSA
Public Key-Algorithmus von Subject: 2048-Bit-RSA-Schl\u00fcssel
"""

_SHORT = """Keystore type: PKCS12
Keystore provider: IBMJCE

Your keystore contains 2 entries

root, Jan 7, 2024, trustedCertEntry,
Certificate fingerprint (SHA1): 91:5A:80
default, Jan 7, 2024, keyEntry,
Certificate fingerprint (SHA1): 29:E2:58
"""

SAMPLES: Samples = (
    (
        "keytool.txt",
        _CHAIN,
        [
            (
                "keystore-entry",
                {
                    "alias": "default",
                    "type": "PrivateKeyEntry",
                    "chain_length": "2",
                    "subject": "CN=host.example.com, O=Example",
                    "issuer": "CN=Example Root, O=Example",
                    "chain_complete": "yes",
                    "not_after": "Thu Mar 04 08:55:23 UTC 2027",
                    "signature_algorithm": "SHA256withRSA",
                    "key_size": "2048",
                    "alternative_names": "host.example.com, 10.0.0.7",
                },
            ),
            ("keystore-entry", {"alias": "partner ca", "type": "trustedCertEntry", "has_key": "no"}),
            ("keystore-listing", {"format": "pkcs12", "entries": "2", "announced": "2"}),
        ],
    ),
    (
        "keytool-de.txt",
        _GERMAN,
        [
            (
                "keystore-entry",
                {
                    "alias": "default",
                    "chain_length": "1",
                    "issuer": "CN=Example Issuing CA",
                    "chain_complete": "no",
                    "not_before": "Tue Nov 24 08:55:16 UTC 2026",
                    "key_size": "2048",
                },
            ),
            ("keystore-listing", {"format": "jks", "announced": "1"}),
        ],
    ),
    (
        "short.txt",
        _SHORT,
        [
            ("keystore-entry", {"alias": "root", "has_key": "no"}),
            ("keystore-entry", {"alias": "default", "has_key": "yes"}),
            ("keystore-listing", {"entries": "2"}),
        ],
    ),
    (
        "wrong.txt",
        "keytool error: java.io.IOException: keystore password was incorrect\n",
        [("keystore-listing", {"error": "java.io.IOException: keystore password was incorrect", "entries": "0"})],
    ),
)
