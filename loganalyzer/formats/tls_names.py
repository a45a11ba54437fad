"""Names that tools print differently for the same thing: alerts, protocol versions, which cipher suites are weak, what is a log."""

from __future__ import annotations

import re

ALERTS = {
    0: "close_notify",
    10: "unexpected_message",
    20: "bad_record_mac",
    40: "handshake_failure",
    42: "bad_certificate",
    43: "unsupported_certificate",
    44: "certificate_revoked",
    45: "certificate_expired",
    46: "certificate_unknown",
    47: "illegal_parameter",
    48: "unknown_ca",
    49: "access_denied",
    50: "decode_error",
    51: "decrypt_error",
    70: "protocol_version",
    71: "insufficient_security",
    80: "internal_error",
    86: "inappropriate_fallback",
    90: "user_canceled",
    109: "missing_extension",
    110: "unsupported_extension",
    112: "unrecognized_name",
    116: "certificate_required",
    120: "no_application_protocol",
}
"""Alert numbers of the TLS protocol (RFC 8446 and its predecessors)."""

_STAMPED = re.compile(r"^\[[^\]\n]{8,60}\] ?[0-9a-fA-F]{8} ", re.MULTILINE)
_VERSION = re.compile(r"(SSL|TLS) ?v?(\d)(?:\.(\d))?", re.IGNORECASE)
_WEAK = re.compile(r"RC4|RC2|DES|NULL|EXP|anon|ADH|AECDH|MD5|IDEA|SEED", re.IGNORECASE)
_STRONG = re.compile(r"GCM|CHACHA20|CCM", re.IGNORECASE)
_EPHEMERAL = re.compile(r"DHE|^TLS_(?:AES|CHACHA20)", re.IGNORECASE)


def version_name(text: str) -> str:
    """``TLS 1.2``, ``TLSv1.2``, ``TLS 1`` in the way Java writes them (``TLSv1.2``, ``TLSv1``, ``SSLv3``)."""
    found = _VERSION.match(text.strip())
    if found is None:
        return text.strip()
    minor = "" if found[3] in {None, "0"} else f".{found[3]}"
    return f"{found[1].upper()}v{found[2]}{minor}"


def weak(cipher: str) -> str:
    """``yes`` for broken algorithms, ``no`` for forward secrecy with an AEAD, ``unknown`` for what scanners disagree about."""
    if _WEAK.search(cipher):
        return "yes"
    return "no" if _STRONG.search(cipher) and _EPHEMERAL.search(cipher) else "unknown"


def is_log(head: str) -> bool:
    """Whether a text holds WebSphere records: then it stays a log, even if tool output was pasted into it."""
    return _STAMPED.search(head) is not None
