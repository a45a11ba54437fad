"""Transcripts that the tests of ``s_client`` read."""

from __future__ import annotations

from loganalyzer.formats.fact_lines import Samples

SAMPLES: Samples = (
    (
        "check.txt",
        "$ openssl s_client -connect stproxy.example.com:9443 -tls1_2\n"
        "CONNECTED(00000003)\n"
        "depth=0 CN = *.example.com\n"
        "verify error:num=21:unable to verify the first certificate\n"
        "---\nCertificate chain\n 0 s:CN = *.example.com\n   i:CN = Example Issuing CA\n---\n"
        "issuer=CN = Example Issuing CA\n---\nNew, TLSv1.2, Cipher is ECDHE-RSA-AES256-GCM-SHA384\n"
        "    Protocol  : TLSv1.2\n    Verify return code: 21 (unable to verify the first certificate)\n---\n",
        [
            (
                "outside-handshake",
                {
                    "host": "stproxy.example.com",
                    "port": "9443",
                    "protocol": "TLSv1.2",
                    "verify_code": "21",
                    "chain_length": "1",
                    "last_issuer": "CN = Example Issuing CA",
                    "outcome": "ok",
                },
            )
        ],
    ),
    (
        "old.txt",
        "CONNECTED(00000003)\n1407:error:1409442E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:s3_pkt.c:1472:"
        "SSL alert number 70\n---\nno peer certificate available\n---\nNew, (NONE), Cipher is (NONE)\n    Protocol  : TLSv1\n"
        "    Cipher    : 0000\n    Verify return code: 0 (ok)\n",
        [("outside-handshake", {"outcome": "failed", "alert": "protocol_version", "peer_certificate": "none"})],
    ),
)
