"""What names look like: hosts and addresses, cells, nodes and servers, users, stores and certificates."""

from __future__ import annotations

import re
from typing import Final

from loganalyzer.redact import addresses
from loganalyzer.redact.pattern import in_word, of
from loganalyzer.redact.words import PSEUDONYM

_NAME = r"[^\W_][\w.-]*"
_CONFIG_ENDS = r"(?!\w[\w.-]*\.(?:xml|props|properties|log|txt|jar)\b)"
_FOLDER = r"[^/\\\"'<>|:;,\s()\[\]]+"
_LEVELS = ("cell", "node", "server", "cluster", "process")
_KIND = {"process": "server"}
_SCHEME = r"[a-z][a-z0-9+.-]{1,15}"
_USER_KEY = (
    r"(?:user(?:[ _-]?name|[ _-]?id)?|adminName"
    r"|\b(?:client_id|uid|login|principal|adminId|serverId|primaryAdminId|who))"
)
_DID = r"(?:modified|created|deleted|added|removed|changed|logged|is|has|does|was|did|cannot|could|failed)"
_OF_USER = r"\b(?:for|by|of|as|the) user "
_PROCESS = r"\b(?:[Mm]ember|[Pp]rocess|[Ss]erver|identifier) (?:\(\d+:\d+\.)?"
_REALM = r"(?:[\w.-]+[/\\])"
_STORE_ENDS = r"\.(?:p12|jks|jceks|kdb|pfx|sth)\b"


def _is_blob(text: str, start: int, end: int) -> bool:
    """Base64, not a path (with pseudonyms in it already), a class in slashes or a hexadecimal digest."""
    value = PSEUDONYM.sub("", text[start:end])
    kinds = [any(map(test, value)) for test in (str.isupper, str.islower)]
    longest = max(map(len, re.split(r"[/_-]", value)))
    return all(kinds) and sum(map(str.isdigit, value)) >= 3 and longest >= 20


def _is_host(text: str, start: int, end: int) -> bool:
    return addresses.is_host_name(text[start:end])


def _is_ipv6(text: str, start: int, end: int) -> bool:
    return addresses.is_ipv6(text[start:end])


NAMES: Final = (
    in_word(
        "token", r"(?<![\w+/.-])(?P<v>[A-Za-z0-9+/_-]{40,}={0,2})(?![\w+/])",
        opening=r"[0-9A-Za-z+/_-]{40}(?:[^0-9A-Za-z+/_-]|\z)", judge=_is_blob,
    ),
    in_word(
        "mail", r"(?<![\w.+-])(?P<v>[\w.+-]+@(?:[A-Za-z0-9](?:[\w-]*\w)?\.)+[A-Za-z](?:[\w-]*\w)?)",
        opening=r"[\w.+-]@[\w-]+\.[A-Za-z0-9]",
    ),
    in_word("user", r"(?<![\w.+-])(?P<v>[\w.+-]+)@\[?(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]+:)", opening=r"[\w.+-]@\[?[0-9a-f:]"),
    in_word("ip", f"(?P<v>{addresses.IPV4.pattern})", opening=r"\d\.\d{1,3}\.\d{1,3}\.\d", judge=addresses.is_address),
    in_word("ip", f"(?P<v>{addresses.IPV6.pattern})", opening=r"::|(?:[0-9a-f]{1,4}:){7}", judge=_is_ipv6),
    in_word("ip", r"(?<![\w:.])(?P<v>[0-9A-Fa-f:]{0,35}::[0-9A-Fa-f:]{0,35}?):\d{5}(?![\w:])", opening="::", judge=_is_ipv6),
    in_word("host", f"(?P<v>{addresses.DOTTED.pattern})", opening=addresses.HOST_ENDS, judge=_is_host),
    in_word("host", rf"\b{_SCHEME}://(?:[^/\s@\"'<>]*@)?(?P<v>{_NAME})(?=[:/\s\"'<>),;?]|$)", re.I, opening="[a-z0-9]://"),
    of(
        "host", rf"(?:host(?:[_ ]?name)?|hostList|remote_?addr)(?:\s*=\s*[\"']?|[\"']?:[ \t]+[\"']?|\"?:\")(?P<v>{_NAME})", re.I,
    ),
    of("hosts", r"\bhostList=\"(?P<v>[^\"]+)\""),
    of(
        "host",
        rf"\bhost (?:name )?[\"']?(?P<v>{_NAME})[\"']?(?=\s+(?:at|on) port|\s?\(\d+\)|:\d+|, (?:address|port)|;)", re.I,
        opening="host ",
    ),
    of("host", rf"UnknownHostException: (?P<v>{_NAME})"),
    of("host", rf"(?<![\w:\\/])\\\\(?P<v>{_NAME})\\", opening=r"\\\\"),
    of(
        "host", rf"\bname=\"(?:[\w.-]{{0,80}}host(?:Name)?|serverName)\"[^<>]{{0,300}}?\bvalue=\"(?P<v>{_NAME})", re.I,
        opening=r"name=\"(?:[\w.-]{0,80}host(?:Name)?|serverName)\"",
    ),
    of("host", r"^(?P<v>[^\W_][\w.-]*) \S+ \S+ \[\d\d/\w{3}/\d{4}:", re.M, opening=r"\[\d\d/\w{3}/\d{4}:"),
    of("user", r"^\S+ \S+ (?:[\w.-]+\\)?(?P<v>[^\s\[\\-][^\s\[\\]*) \[\d\d/\w{3}/\d{4}:", re.M, opening=r"\[\d\d/\w{3}/\d{4}:"),
    in_word("mac", r"(?<![\w:-])(?P<v>(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2})(?![\w:-])", opening="(?:[0-9a-f]{2}[:-]){5}"),
    of("host", rf"(?<!\w)-host[ =]+(?P<v>{_NAME})", re.I),
    of("host", r"dynamicSelectionInfo=\"[^,\"|]*,(?P<v>[^,\"*|]+),"),
    in_word("host", r"(?:^|/)(?P<v>[^/\s-]+)-[^/\s-]+-[^/\s-]+-[^/\s-]+-WASenv\.jar", re.M, opening=r"-WASenv\.jar"),
    *(in_word(_KIND.get(level, level), rf"\({level}\):(?P<v>[^:()/\\\[\]{{}}\"'\s|&,;<>]+)") for level in _LEVELS),
    *(in_word(level, rf"(?<![\w.-]){level}s[/\\]+{_CONFIG_ENDS}(?P<v>{_FOLDER})(?=[/\\])") for level in _LEVELS[:4]),
    *(in_word(_KIND.get(level, level), rf"(?<![\w.]){level}=(?P<v>{_NAME})(?=[,\s\"')*;\]]|$)") for level in _LEVELS),
    *(of(level, rf"\b(?:{level}Name|{level}DisplayName)=\"(?P<v>[^\"]+)\"") for level in _LEVELS[:4]),
    of("server", r"\bmemberName=\"(?P<v>[^\"]+)\""),
    of("cell", r"<topology\.cell:Cell\b[^>]*?\sname=\"(?P<v>[^\"]+)\""),
    of("node", r"<topology\.node:(?:Node|ManagedNode)\b[^>]*?\sname=\"(?P<v>[^\"]+)\""),
    of("cluster", r"<topology\.cluster:ServerCluster\b[^>]*?\sname=\"(?P<v>[^\"]+)\""),
    of("cell", rf"{_PROCESS}(?P<v>{_NAME})\\{_NAME}\\{_NAME}"),
    of("node", rf"{_PROCESS}{_NAME}\\(?P<v>{_NAME})\\{_NAME}", opening=_PROCESS),
    of("server", rf"{_PROCESS}{_NAME}\\{_NAME}\\(?P<v>{_NAME})", opening=_PROCESS),
    of("cell", r"(?:process name|server name is)\s+(?P<v>[^\\\s]+)\\[^\\\s]+\\"),
    of("node", r"(?:process name|server name is)\s+[^\\\s]+\\(?P<v>[^\\\s]+)\\"),
    of("server", r"process name\s+[^\\\s]+\\[^\\\s]+\\(?P<v>[^\\\s]+)"),
    in_word("profile", rf"(?<![\w.-])profiles[/\\]+{_CONFIG_ENDS}(?P<v>{_FOLDER})"),
    of("keystore", r"<keyStores\b[^>]*?\sname=\"(?P<v>[^\"]+)\""),
    of("keystore", r"\b(?:key|trust)StoreName[ \t]*=[ \t]*\"?(?P<v>[^\s\"]+)"),
    in_word("keystore", rf"(?:^|[/\\\"'=\s])(?P<v>[\w.-]+?){_STORE_ENDS}", re.I | re.M, opening=_STORE_ENDS[:-2]),
    of(
        "certificate",
        r"\b(?:certificate|clientKey|serverKey|key|keyStore(?:Client|Server))Alias(?:Client|Server)?\s*=\s*\"?(?P<v>[^\"\s]+)",
    ),
    in_word("user", r"(?:/home/|/Users/|[\\/]Users[\\/]|/export/home/)(?P<v>[\w.-]+)"),
    of(
        "user", rf"{_USER_KEY}[\"']?[ \t]*[=:][ \t]*[\"']?(?:WSPrincipal:)?{_REALM}?(?P<v>{_NAME}(?:@[\w.-]+)?)(?![\w.=-])", re.I,
        opening=_USER_KEY + r"[\"']?[ \t]*[=:]",
    ),
    of("user", rf"\b(?:com\.ibm\.\w+\.login)(?:Userid|User)[ \t]*=[ \t]*(?P<v>{_NAME})"),
    in_word("user", r"://(?P<v>[^\s:/@\"'<>]+)(?::[^\s/@\"'<>]*)?@", opening=r"://[^\s:/@\"'<>]+[:@]"),
    of("user", r"\bjdbc:oracle:\w+:(?P<v>[^/@\s\"]+)/[^@\s\"]+@", re.I),
    of("node", r"<authDataEntries\b[^>]*?\salias=\"(?P<v>[^\"/]+)/"),
    of("user", rf"(?<!\w)-u[ ]+(?P<v>{_NAME}):"),
    of("user", rf"\b(?:log(?:ged )?(?:in|on)|authenticated) as (?P<v>{_NAME})(?=[,;]|\.?\s*$|\s+(?:from|has|on|at|with)\b)", re.I | re.M),
    of("user", r"<(?:\w+:)?Username>(?P<v>[^<>\s]+)<", re.I),
    of("user", r"'(?P<v>[^'\s]+)' principal name", opening=" principal name"),
    of("user", r"matching the pattern (?P<v>[^\s*]+)"),
    of("user", rf"\$WSRU:? (?P<v>{_NAME})"),
    of("user", rf"\buser ID (?P<v>{_NAME})(?=[.,;](?:\s|$)|$)", re.I | re.M, opening="user ID "),
    of("user", rf"\buser {_REALM}?(?P<v>{_NAME}) (?:logged|authenticated|was not|is not|has attempted)\b", opening="user "),
    of(
        "user", r"\bname=\"[^\"<>]{0,80}user(?:[ _.-]?(?:name|id))?\"[^<>]{0,300}?\bvalue=\"(?P<v>[^\"<>]+)\"", re.I,
        opening=r"name=\"[^\"<>]{0,80}user(?:[ _.-]?(?:name|id))?\"",
    ),
    of("user", rf"\bUser {_REALM}?(?P<v>{_NAME}) {_DID}\b", opening="User "),
    of("user", rf"{_OF_USER}{_REALM}(?P<v>{_NAME})", opening=" user "),
    of("user", rf"{_OF_USER}{_REALM}?(?P<v>{_NAME})(?=\.(?:\s|$)|,|$|\s+(?:because|from|on|failed|is|was)\b)", re.M, opening=" user "),
    of("user", r"\b[Uu]ser(?: ?(?:ID|id|name))? [\"'](?:[\w.-]+[/\\])?(?P<v>[^\"'\s]+)[\"']"),
    of("user", rf"(?<!\w)-(?:user(?:name)?|uid) (?P<v>{_NAME})", re.I),
    of("realm", rf"realm(?:Name)?[\"']?[ \t]*[=:][ \t]*[\"']?(?P<v>{_NAME}(?::\d+)?)", re.I),
    of("realm", rf"\b(?:User(?: ID =)?|user:?) (?P<v>{_NAME})[/\\]{_NAME}"),
)  # fmt: skip
