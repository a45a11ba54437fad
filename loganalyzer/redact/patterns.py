"""What names and secrets look like in logs, XML and properties. Each pattern's group ``v`` is the value.

``NAMES`` are learned, and then replaced wherever they stand; ``SECRETS`` are blanked in place, and learned as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from loganalyzer.redact import addresses
from loganalyzer.redact.sieve import Sieve, opening_of, widened

_NAME = r"[^\W_][\w.-]*"
_ANNOUNCED = r"(?:passw(?:or)?d|passphrase|passwort|pwd|secret|credential)s?"
_CONFIG_ENDS = r"(?!\w[\w.-]*\.(?:xml|props|properties|log|txt|jar)\b)"
_FOLDER = r"[^/\\\"'<>|:;,\s()\[\]]+"
_RDN = r"(?:CN|OU|O|L|ST|S|STREET|DC|UID|EMAILADDRESS|E|C|SERIALNUMBER|T)"
_CODED = r"\{(?:xor|aes|hash|custom|iss)"
_LEVELS = ("cell", "node", "server", "cluster", "process")
_KIND = {"process": "server"}
_SCHEMES = r"(?:https?|ldaps?|iiop|corbaloc|sips?|ftp|tcp|ssl|smtp|t3|file)"
_USER_KEY = (
    r"\b(?:user(?:[ _-]?name|[ _-]?id)?|uid|userid|login|loginUserid|principal|j_username|remoteUser|adminId|serverId"
    r"|primaryAdminId|\w*adminName|who)"
)
_DID = r"(?:modified|created|deleted|added|removed|changed|logged|is|has|does|was|did|cannot|could|failed)"
_OF_USER = r"\b(?:for|by|of|as|the) user "
_REALM = r"(?:[\w.-]+[/\\])"
_STORE_ENDS = r"\.(?:p12|jks|jceks|kdb|pfx|sth)\b"


@dataclass(frozen=True, slots=True)
class Pattern:
    """``opening``: see :mod:`loganalyzer.redact.sieve`; by default what stands before the value.

    ``judge`` has the last word on a match: (text, start, end of the value) -> keep it? ``word``: no blank is ever part of
    a match, so that it is found by looking at the word around the opening.
    """

    kind: str
    regex: re.Pattern[str]
    opening: str
    judge: Callable[[str, int, int], bool] | None = None
    word: bool = False


def _of(
    kind: str,
    pattern: str,
    flags: int = 0,
    *,
    opening: str | None = None,
    judge: Callable[[str, int, int], bool] | None = None,
    word: bool = False,
) -> Pattern:
    return Pattern(kind, re.compile(pattern, flags), widened(opening) if opening else opening_of(pattern), judge, word)


def _in_word(kind: str, pattern: str, flags: int = 0, **more: Any) -> Pattern:
    return _of(kind, pattern, flags, word=True, **more)


SECRETS: Final = (
    _of("key material", r"-----BEGIN [A-Z0-9 ]+-----(?P<v>[^-]+)(?:-----END [A-Z0-9 ]+-----|\Z)"),
    _of(
        "authorization header",
        r"\b(?:Proxy-)?Authorization\W{1,4}(?P<v>(?:Basic|Bearer|Negotiate|NTLM|Digest)\s+[^\s\"'<>]+)", re.I,
    ),
    _of("cookie", r"\b(?:Set-)?Cookie2?[ \t]*:[ \t]*(?P<v>[^\r\n\"'<>\]]+)", re.I),
    _of("token", r"\bLtpaToken2?[ \t]*[=:][ \t]*[\"']?(?P<v>[^\s\"'<>;,]+)", re.I),
    _of("password", rf"^[ \t]*[\w.-]*{_ANNOUNCED}[ \t]*[=:][ \t]*(?P<v>[^\s\"'<>][^\r\n\"<>]*)", re.I | re.M),
    _of("password", rf"{_ANNOUNCED}[\"']?[ \t]*[=:][ \t]*\"(?P<v>[^\"\r\n]+)\"", re.I),
    _of("password", rf"{_ANNOUNCED}[\"']?[ \t]*[=:][ \t]*'(?P<v>[^'\r\n]+)'", re.I),
    _of("password", rf"{_ANNOUNCED}[ \t]*[=:][ \t]*(?!{_CODED})(?P<v>[^\s\"'<>,;&)\]}}]+)", re.I),
    _of(
        "password",
        r"(?<!\w)-{1,2}(?:password|passwd|pwd|(?:src|dest)?storepass|keypass)[ =]+[\"']?(?P<v>[^\s\"']+)", re.I,
    ),
    _of("password", r"\bpass:(?P<v>[^\s\"',;]+)"),
    _of("password", rf"(?P<v>{_CODED}[\w:.-]*\}}[\w+/=\\]+)", re.I, opening=_CODED),
    _of(
        "password",
        r"\b[a-z][a-z0-9+.-]*://[^/\s:@\"'<>]+:(?P<v>[^/\s@\"'<>]+)@", re.I,
        opening=r"://[^/\s:@\"'<>]+:[^/\s@\"'<>]+@",
    ),
    _of("session", r"\bJSESSIONID\w*[ \t]*[=:][ \t]*[\"']?(?P<v>[\w:.!-]{4,})", re.I),
    _of("session", r"\bsession[ _-]?id[ \t]*[=:][ \t]*[\"']?(?P<v>[\w:.!-]{8,})", re.I),
)  # fmt: skip


def _is_blob(text: str, start: int, end: int) -> bool:
    """Base64, not a path, a class in slashes or a hexadecimal digest."""
    value = text[start:end]
    kinds = [any(map(test, value)) for test in (str.isupper, str.islower)]
    longest = max(map(len, re.split(r"[/_-]", value)))
    return all(kinds) and sum(map(str.isdigit, value)) >= 3 and longest >= 20


def _is_host(text: str, start: int, end: int) -> bool:
    return addresses.is_host_name(text[start:end])


def _is_ipv6(text: str, start: int, end: int) -> bool:
    return addresses.is_ipv6(text[start:end])


NAMES: Final = (
    _in_word(
        "token", r"(?<![\w+/.-])(?P<v>[A-Za-z0-9+/_-]{40,}={0,2})(?![\w+/])",
        opening=r"[0-9A-Za-z+/_-]{40}", judge=_is_blob,
    ),
    _in_word(
        "mail", r"(?<![\w.+-])(?P<v>[\w.+-]+@(?:[A-Za-z0-9](?:[\w-]*\w)?\.)+[A-Za-z](?:[\w-]*\w)?)",
        opening=r"[\w.+-]@[\w-]+\.[A-Za-z0-9]",
    ),
    _in_word("user", r"(?<![\w.+-])(?P<v>[\w.+-]+)@\[?(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]+:)", opening=r"[\w.+-]@\[?[0-9a-f:]"),
    _in_word("ip", f"(?P<v>{addresses.IPV4.pattern})", opening=r"\d\.\d{1,3}\.\d{1,3}\.\d", judge=addresses.is_address),
    _in_word("ip", f"(?P<v>{addresses.IPV6.pattern})", opening=r"::|(?:[0-9a-f]{1,4}:){7}", judge=_is_ipv6),
    _in_word("host", f"(?P<v>{addresses.DOTTED.pattern})", opening=addresses.HOST_ENDS, judge=_is_host),
    _in_word("host", rf"\b{_SCHEMES}://(?:[^/\s@\"'<>]*@)?(?P<v>{_NAME})(?=[:/\s\"'<>),;?]|$)", re.I),
    _of("host", rf"\b(?:[\w.]*host(?:[_ ]?name)?|hostList|remote_?addr)\s*=\s*[\"']?(?P<v>{_NAME})", re.I),
    _of("host", rf"(?<!\w)-host[ =]+(?P<v>{_NAME})", re.I),
    _of("host", r"dynamicSelectionInfo=\"[^,\"|]*,(?P<v>[^,\"*|]+),"),
    _in_word("host", r"(?:^|/)(?P<v>[^/\s-]+)-[^/\s-]+-[^/\s-]+-[^/\s-]+-WASenv\.jar", re.M, opening=r"-WASenv\.jar"),
    *(_in_word(_KIND.get(level, level), rf"\({level}\):(?P<v>[^:()/\\\[\]{{}}\"'\s|&,;<>]+)") for level in _LEVELS),
    *(_in_word(level, rf"(?<![\w.-]){level}s[/\\]+{_CONFIG_ENDS}(?P<v>{_FOLDER})(?=[/\\])") for level in _LEVELS[:4]),
    *(_in_word(_KIND.get(level, level), rf"(?<![\w.]){level}=(?P<v>{_NAME})(?=[,\s\"')*;\]]|$)") for level in _LEVELS),
    *(_of(level, rf"\b(?:{level}Name|{level}DisplayName)=\"(?P<v>[^\"]+)\"") for level in _LEVELS[:4]),
    _of("server", r"\bmemberName=\"(?P<v>[^\"]+)\""),
    _of("cell", r"<topology\.cell:Cell\b[^>]*?\sname=\"(?P<v>[^\"]+)\""),
    _of("node", r"<topology\.node:(?:Node|ManagedNode)\b[^>]*?\sname=\"(?P<v>[^\"]+)\""),
    _of("cluster", r"<topology\.cluster:ServerCluster\b[^>]*?\sname=\"(?P<v>[^\"]+)\""),
    _of("cell", r"(?:process name|server name is)\s+(?P<v>[^\\\s]+)\\[^\\\s]+\\"),
    _of("node", r"(?:process name|server name is)\s+[^\\\s]+\\(?P<v>[^\\\s]+)\\"),
    _of("server", r"process name\s+[^\\\s]+\\[^\\\s]+\\(?P<v>[^\\\s]+)"),
    _in_word("profile", rf"(?<![\w.-])profiles[/\\]+{_CONFIG_ENDS}(?P<v>{_FOLDER})"),
    _of("keystore", r"<keyStores\b[^>]*?\sname=\"(?P<v>[^\"]+)\""),
    _of("keystore", r"\b(?:key|trust)StoreName[ \t]*=[ \t]*\"?(?P<v>[^\s\"]+)"),
    _in_word("keystore", rf"(?:^|[/\\\"'=\s])(?P<v>[\w.-]+?){_STORE_ENDS}", re.I | re.M, opening=_STORE_ENDS[:-2]),
    _of("certificate", r"\b(?:certificate|clientKey|serverKey|key)Alias(?:Client|Server)?\s*=\s*\"?(?P<v>[^\"\s]+)"),
    _in_word("user", r"(?:/home/|/Users/|[\\/]Users[\\/]|/export/home/)(?P<v>[\w.-]+)"),
    _of(
        "user", rf"{_USER_KEY}[\"']?[ \t]*[=:][ \t]*[\"']?{_REALM}?(?P<v>{_NAME}(?:@[\w.-]+)?)", re.I,
        opening=_USER_KEY[2:] + r"[\"']?[ \t]*[=:]",
    ),
    _of("user", rf"\b(?:com\.ibm\.\w+\.login)(?:Userid|User)[ \t]*=[ \t]*(?P<v>{_NAME})"),
    _of("user", rf"\bUser {_REALM}?(?P<v>{_NAME}) {_DID}\b", opening="User "),
    _of("user", rf"{_OF_USER}{_REALM}(?P<v>{_NAME})", opening=" user "),
    _of("user", rf"{_OF_USER}{_REALM}?(?P<v>{_NAME})(?=\.(?:\s|$)|,|$|\s+(?:because|from|on|failed|is|was)\b)", re.M, opening=" user "),
    _of("user", r"\b[Uu]ser(?: ?(?:ID|id|name))? [\"'](?:[\w.-]+[/\\])?(?P<v>[^\"'\s]+)[\"']"),
    _of("user", rf"(?<!\w)-(?:user(?:name)?|uid) (?P<v>{_NAME})", re.I),
    _of("realm", rf"\brealm(?:Name)?[\"']?[ \t]*[=:][ \t]*[\"']?(?P<v>{_NAME}(?::\d+)?)", re.I),
    _of("realm", rf"\b(?:User(?: ID =)?|user:?) (?P<v>{_NAME})[/\\]{_NAME}"),
)  # fmt: skip

_DN: Final = _of(
    "dn", rf"(?<!\w)(?P<v>{_RDN}=[^,=\"'<>\r\n]+(?:,\s*{_RDN}=[^,=\"'<>;)\]\r\n]+)+)", re.I,
    opening=rf"{_RDN}=[^,=\"'<>\r\n]+,\s*{_RDN}=",
)  # fmt: skip
_PAIR: Final = re.compile(rf"({_RDN})=([^,]+)", re.I)
_DN_KINDS: Final = {
    "CN": "subject", "SERIALNUMBER": "subject", "T": "subject", "OU": "unit", "O": "org", "L": "place", "ST": "place",
    "S": "place", "STREET": "place", "DC": "domain", "UID": "user", "E": "mail", "EMAILADDRESS": "mail",
}  # fmt: skip


SECRET_SIEVE: Final = Sieve([one.opening for one in SECRETS])
NAME_SIEVE: Final = Sieve([one.opening for one in (*NAMES, _DN)])
"""Finds the numbers of patterns: those of ``NAMES``, then that of distinguished names."""

ALL_SECRETS: Final = frozenset(range(len(SECRETS)))
ALL_NAMES: Final = frozenset(range(len(NAMES) + 1))
WIDE: Final = frozenset(number for number, one in enumerate(NAMES) if "[^>]" in one.regex.pattern)
"""Patterns of elements that go over several lines."""

WORDS: Final = frozenset(number for number, one in enumerate(NAMES) if one.word)
BEFORE: Final = 24
"""How far before a value its judge looks."""


def names_in(text: str, numbers: frozenset[int] = ALL_NAMES) -> Iterator[tuple[str, str]]:
    """(kind, value) of everything that looks like a name; says nothing about whether it is worth replacing."""
    for number in sorted(numbers):
        if number < len(NAMES):
            yield from _matches(NAMES[number], text)
    if len(NAMES) in numbers:
        for dn in _DN.regex.finditer(text):
            yield from names_of_subject(dn[0])


def names_in_word(number: int, text: str, start: int) -> Iterator[tuple[str, str]]:
    """The same for one pattern of ``WORDS`` and the word that begins at ``start``; what is before tells what it is."""
    return _matches(NAMES[number], text, start)


def _matches(pattern: Pattern, text: str, start: int = 0) -> Iterator[tuple[str, str]]:
    for match in pattern.regex.finditer(text, start):
        if pattern.judge is None or pattern.judge(text, *match.span("v")):
            yield pattern.kind, match["v"].rstrip(".")


def names_of_subject(subject: str) -> Iterator[tuple[str, str]]:
    """(kind, value) of the parts of a certificate's subject or issuer, ``CN=client one,O=Example`` among them."""
    for name, value in _PAIR.findall(subject):
        kind = _DN_KINDS.get(name.upper())
        if kind is not None:
            yield ("host" if kind == "subject" and addresses.is_host_name(value) else kind), value.strip()
