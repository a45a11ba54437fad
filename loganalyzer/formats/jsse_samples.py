"""Logs that the tests of ``jsse_debug`` read: both forms, in a WebSphere log and bare, good and bad ends."""

from __future__ import annotations

from loganalyzer.formats.fact_lines import Samples

_PREFIX = "[10/12/16 10:37:31:278 BST] 000000ba SystemOut     O   "

_REFUSED = (
    "[10/12/16 10:37:31:270 BST] 000000ba SystemOut     O   WebContainer : 0, READ: TLSv1 Handshake, length = 81\n"
    "[10/12/16 10:37:31:278 BST] 000000ba SystemOut     O   *** ClientHello, TLSv1\n"
    "[10/12/16 10:37:31:278 BST] 000000bb SystemOut     O   *** ClientHello, TLSv1.2\n"
    f"{_PREFIX}Cipher Suites: [SSL_RSA_WITH_RC4_128_MD5, SSL_RSA_WITH_AES_128_CBC_SHA]\n"
    f"{_PREFIX}WebContainer : 0, fatal error: 40: Client requested protocol TLSv1 not enabled or not supported\n"
    "javax.net.ssl.SSLHandshakeException: Client requested protocol TLSv1 not enabled or not supported\n"
    f"{_PREFIX}WebContainer : 0, SEND TLSv1 ALERT:  fatal, description = handshake_failure\n"
    "[10/12/16 10:37:31:290 BST] 000000bb SystemOut     O   WebContainer : 1, WRITE: TLSv1.2 Handshake, length = 240\n"
    "[10/12/16 10:37:31:299 BST] 000000bb SystemOut     O   WebContainer : 1, RECV TLSv1 ALERT:  fatal, protocol_version\n"
)

_BARE = (
    "%% No cached client session\n*** ClientHello, TLSv1.2\nCipher Suites: [TLS_RSA_WITH_AES_128_CBC_SHA]\n"
    "Extension server_name, server_name: [type=host_name (0), value=ldap.example.com]\n***\n"
    "main, WRITE: TLSv1.2 Handshake, length = 237\nmain, READ: TLSv1.2 Handshake, length = 81\n"
    "*** ServerHello, TLSv1.2\nCipher Suite: TLS_RSA_WITH_AES_128_CBC_SHA\n***\n"
    "main, READ: TLSv1.2 Handshake, length = 900\n*** Certificate chain\nchain [0] = [\n[\n  Version: V3\n"
    "  Subject: CN=ldap.example.com\n  Issuer: CN=Example Root\n]\n***\n*** ServerHelloDone\n*** ClientKeyExchange, RSA PreMasterSecret\n"
    "main, WRITE: TLSv1.2 Change Cipher Spec, length = 1\n*** Finished\n***\n"
    "main, READ: TLSv1.2 Change Cipher Spec, length = 1\n*** Finished\n***\n"
    "%% Cached client session: [Session-1, TLS_RSA_WITH_AES_128_CBC_SHA]\n"
    "worker, handling exception: javax.net.ssl.SSLException: Unrecognized SSL message, plaintext connection?\n"
    "worker, SEND TLSv1.2 ALERT:  fatal, description = unexpected_message\n"
)

_OPENJDK = """javax.net.ssl|DEBUG|01|main|2021-05-05 10:11:12.123 CEST|ClientHello.java:652|Produced ClientHello handshake message (
"ClientHello": {
  "client version"      : "TLSv1.2",
  "cipher suites"       : "[TLS_AES_256_GCM_SHA384(0x1302), TLS_RSA_WITH_AES_128_CBC_SHA(0x002F)]",
  "extensions"          : [
    "server_name (0)": {
      type=host_name (0), value=api.example.com
    },
    "supported_versions (43)": {
      "versions": [TLSv1.3, TLSv1.2]
    }
  ]
}
)
javax.net.ssl|DEBUG|02|pool|1|2021-05-05 10:11:12.150 CEST|null:-1|Consuming ClientHello handshake message (
"ClientHello": {
  "client version"      : "TLSv1.2",
}
)
javax.net.ssl|DEBUG|01|main|2021-05-05 10:11:12.200 CEST|ServerHello.java:955|Negotiated protocol version: TLSv1.2
javax.net.ssl|DEBUG|01|main|2021-05-05 10:11:12.201 CEST|CertificateMessage.java:366|Consuming server Certificate handshake message (
"Certificates": [
  "certificate" : {
    "issuer"             : "CN=Example Root, O=Example",
    "subject"            : "CN=api.example.com, O=Example",
  }
]
)
javax.net.ssl|ERROR|01|main|2021-05-05 10:11:12.202 CEST|TransportContext.java:345|Fatal (CERTIFICATE_UNKNOWN): PKIX path building failed (
"throwable" : {
  sun.security.validator.ValidatorException: PKIX path building failed
  \tat java.base/sun.security.validator.PKIXValidator.doBuild(PKIXValidator.java:439)
  Caused by: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path
}

)
"""

SAMPLES: Samples = (
    (
        "SystemOut.log",
        _REFUSED,
        [
            (
                "tls-handshake",
                {
                    "thread": "WebContainer : 0",
                    "thread_id": "000000ba",
                    "side": "server",
                    "offered_versions": "TLSv1",
                    "offered_list": "no",
                    "offered_ciphers": "SSL_RSA_WITH_RC4_128_MD5, SSL_RSA_WITH_AES_128_CBC_SHA",
                    "alert": "handshake_failure",
                    "alert_direction": "sent",
                    "outcome": "failed",
                    "reason": "Client requested protocol TLSv1 not enabled or not supported",
                },
            ),
            (
                "tls-handshake",
                {
                    "thread": "WebContainer : 1",
                    "side": "client",
                    "alert": "protocol_version",
                    "alert_direction": "received",
                },
            ),
        ],
    ),
    (
        "debug.txt",
        _BARE,
        [
            (
                "tls-handshake",
                {
                    "thread": "main",
                    "side": "client",
                    "peer": "ldap.example.com",
                    "chosen_version": "TLSv1.2",
                    "chosen_cipher": "TLS_RSA_WITH_AES_128_CBC_SHA",
                    "certificates": "CN=ldap.example.com",
                    "outcome": "ok",
                },
            ),
            ("tls-handshake", {"thread": "worker", "outcome": "failed", "exception": "javax.net.ssl.SSLException"}),
        ],
    ),
    (
        "jdk11.txt",
        _OPENJDK,
        [
            (
                "tls-handshake",
                {
                    "thread": "main",
                    "side": "client",
                    "peer": "api.example.com",
                    "offered_versions": "TLSv1.3, TLSv1.2",
                    "offered_list": "yes",
                    "offered_ciphers": "TLS_AES_256_GCM_SHA384, TLS_RSA_WITH_AES_128_CBC_SHA",
                    "chosen_version": "TLSv1.2",
                    "certificates": "CN=api.example.com, O=Example",
                    "alert": "certificate_unknown",
                    "exception": "sun.security.validator.ValidatorException",
                    "cause": "sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path",
                    "outcome": "failed",
                },
            ),
            ("tls-handshake", {"thread": "pool|1", "side": "server", "offered_list": "no", "outcome": "open"}),
        ],
    ),
)
