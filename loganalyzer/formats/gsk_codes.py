"""Return codes of GSKit, the TLS library of IBM's web server and its plug-in, in our own words.

Numbers and constants: ``gskssl.h``. Only the codes whose constant says what is wrong; a
meaning says no more than that name does, except for 414, which IBM explains (swg21264477).
"""

from __future__ import annotations

_MEANINGS = {
    "401": ("GSK_ERROR_BAD_DATE", "a certificate is outside its dates, or a clock is wrong"),
    "402": ("GSK_ERROR_NO_CIPHERS", "no cipher suite in common"),
    "403": ("GSK_ERROR_NO_CERTIFICATE", "no certificate"),
    "405": ("GSK_ERROR_UNSUPPORTED_CERTIFICATE_TYPE", "a certificate of an unsupported kind"),
    "406": ("GSK_ERROR_IO", "reading or writing the connection failed"),
    "407": ("GSK_ERROR_BAD_KEYFILE_LABEL", "the certificate label is not in the key database"),
    "408": ("GSK_ERROR_BAD_KEYFILE_PASSWORD", "the password of the key database is wrong"),
    "410": ("GSK_ERROR_BAD_MESSAGE", "the other side sent a message that is not valid TLS"),
    "412": ("GSK_ERROR_UNSUPPORTED", "something that is not supported was asked for"),
    "413": ("GSK_ERROR_BAD_CERT_SIG", "the signature of a certificate does not verify"),
    "414": ("GSK_ERROR_BAD_CERT", "the server's certificate is not trusted by the key database, or has expired"),
    "415": ("GSK_ERROR_BAD_PEER", "the other side does not keep to the protocol"),
    "416": ("GSK_ERROR_PERMISSION_DENIED", "permission denied"),
    "417": ("GSK_ERROR_SELF_SIGNED", "a self-signed certificate was refused"),
    "420": ("GSK_ERROR_SOCKET_CLOSED", "the other side closed the connection"),
    "428": ("GSK_ERROR_NO_PRIVATE_KEY", "no private key belongs to the certificate"),
}


def explained(fields: dict[str, str]) -> dict[str, str]:
    """Fields with ``code`` completed by ``name`` and ``meaning``; ``code_`` and ``name_`` are another spelling's groups."""
    plain = {name.rstrip("_"): value for name, value in fields.items()}
    name, meaning = _MEANINGS.get(plain.get("code", ""), ("", ""))
    if name and plain.get("name", name) == name:
        plain |= {"name": name, "meaning": meaning}
    return plain
