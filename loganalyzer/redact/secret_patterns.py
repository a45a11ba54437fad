"""What secrets look like: passwords and what encodes them, headers, cookies, tokens, sessions, key material.

They are blanked in place, and learned, so that they go wherever else they stand.
"""

from __future__ import annotations

import re
from typing import Final

from loganalyzer.redact.pattern import of

ANNOUNCED: Final = (
    r"(?:passw(?:or)?d|passphrase|passwort|pwd|secret|credential|api[._-]?key|secret[\w.-]{0,30}key"
    r"|access[._-]key(?:[._-]?id)?)s?"
)
_CODED: Final = r"\{(?:xor|aes|hash|custom|iss|s?sha[\d-]*|md5|crypt|pbkdf2)"


def _is_random(text: str, start: int, end: int) -> bool:
    """Letters and digits: made by a machine, and no word."""
    value = text[start:end]
    return any(map(str.isdigit, value)) and any(map(str.isalpha, value))


SECRETS: Final = (
    of("key material", r"-----BEGIN [A-Z0-9 ]+-----(?P<v>[^-]+)(?:-----END [A-Z0-9 ]+-----|\Z)"),
    of(
        "authorization header",
        r"\b(?:Proxy-)?Authorization\W{1,4}(?P<v>(?:Basic|Bearer|Negotiate|NTLM|Digest)\s+[^\s\"'<>]+)", re.I,
    ),
    of("cookie", r"\b(?:Set-)?Cookie2?[ \t]*:[ \t]*(?P<v>[^\r\n\"'<>\]]+)", re.I),
    of("token", r"\bLtpaToken2?[ \t]*[=:][ \t]*[\"']?(?P<v>[^\s\"'<>;,]+)", re.I),
    of("password", rf"^[ \t]*[\w.-]*{ANNOUNCED}[ \t]*[=:][ \t]*(?P<v>[^\s\"'<>][^\r\n\"<>]*)", re.I | re.M),
    of("password", rf"{ANNOUNCED}[\"']?[ \t]*[=:][ \t]*\"(?P<v>[^\"\r\n]+)\"", re.I),
    of("password", rf"{ANNOUNCED}[\"']?[ \t]*[=:][ \t]*'(?P<v>[^'\r\n]+)'", re.I),
    of("password", rf"{ANNOUNCED}[ \t]*[=:][ \t]*(?!{_CODED})(?P<v>[^\s\"'<>,;&)\]}}]+)", re.I),
    of(
        "password",
        r"(?<!\w)-{1,2}(?:password|passwd|pwd|(?:src|dest)?storepass|keypass)[ =]+[\"']?(?P<v>[^\s\"']+)", re.I,
    ),
    of("password", r"(?<!\w)-u[ ]+[^\s:]+:(?P<v>[^\s\"']+)"),
    of("password", r"\bjdbc:oracle:\w+:[^/@\s\"]+/(?P<v>[^@\s\"]+)@", re.I),
    of("password", r"<(?:\w+:)?Password\b[^<>]*>(?P<v>[^<>\s]+)<", re.I),
    of(
        "password", rf"\bname=\"[^\"<>]{{0,80}}{ANNOUNCED}[^\"<>]*\"[^<>]{{0,300}}?\bvalue=\"(?P<v>[^\"<>]+)\"", re.I,
        opening=rf"name=\"[^\"<>]{{0,80}}{ANNOUNCED}[^\"<>]*\"",
    ),
    of("key material", r"\bbyteArray=\"(?P<v>[^\"]+)\""),
    of("password", r"\bpass:(?P<v>[^\s\"',;]+)"),
    of("password", rf"(?P<v>{_CODED}[\w:.-]*\}}[\w+/=\\]+)", re.I, opening=_CODED),
    of(
        "password",
        r"://[^/\s:@\"'<>]{1,200}:(?P<v>[^/\s@\"'<>]+)@", re.I,
        opening=r"://[^/\s:@\"'<>]+:[^/\s@\"'<>]+@",
    ),
    of("session", r"\bJSESSIONID\w*[ \t]*[=:][ \t]*[\"']?(?P<v>[\w:.!-]{4,})", re.I),
    of("token", r"\b(?P<v>A(?:KIA|SIA)[0-9A-Z]{14,})\b", opening="A(?:KIA|SIA)[0-9A-Z]{14}"),
    of("token", r"token[\"']?[ \t]*[=:][ \t]*[\"']?(?P<v>[^\s\"'<>;,&]{8,})", re.I, judge=_is_random),
    of("session", r"\bsession[ _-]?id[ \t]*[=:][ \t]*[\"']?(?P<v>[\w:.!-]{8,})", re.I),
)  # fmt: skip
