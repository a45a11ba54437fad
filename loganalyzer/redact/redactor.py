"""Learns names and secrets, gives each a pseudonym, and replaces them in any text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from loganalyzer.errors import UsageError
from loganalyzer.redact.addresses import domain_of
from loganalyzer.redact.disguises import undisguised
from loganalyzer.redact.key import Key
from loganalyzer.redact.masks import MASK, masked, secrets_in
from loganalyzer.redact.originals import SECRET, Original, stronger
from loganalyzer.redact.patterns import names_in
from loganalyzer.redact.scanner import Scanner
from loganalyzer.redact.words import PSEUDONYM, says_nothing

_LEGAL_FORM: Final = re.compile(
    r"[\s,]+(?:ltd|limited|inc|corp|corporation|gmbh|ag|kg|se|s\.?a\.?|s\.?p\.?a\.?|llc|llp|plc|b\.?v\.?|n\.?v\.?|co|company|group)\.?$",
    re.IGNORECASE,
)
_NEVER: Final = re.compile(
    r"(?:\b[A-Z]{4,5}\d{4}[A-Z]\b|\b(?:com|org|net|javax?)\.[\w.$]+(?:Exception|Error)\b|\[\d|\s\d\d?:\d\d).*",
    re.DOTALL,
)
"""What cannot be part of a name, and so ends one that was taken too long: ids, exceptions, stamps."""
_SHORTEST_TERM: Final = 3
_SHORTEST_SECRET: Final = 4
_SHORTEST_NUMBER: Final = 6
_LONGEST: Final = 4096


class Redactor:
    """``learn`` everything first, then ``text`` and ``path``; what was not learned is learned when it is met.

    Args:
        key: numbers the names; the same key gives the same pseudonyms.
        terms: the user's own words, replaced wherever they stand.
        plain: further words, in lower case, that no name is taken from (the labels of the report itself).
    """

    def __init__(self, key: Key | None = None, terms: Iterable[str] = (), plain: frozenset[str] = frozenset()) -> None:
        self._key = key or Key.random()
        self._plain = plain
        self._found: dict[str, Original] = {}
        self._names: dict[str, str] = dict(self._key.names)
        self._scanner: Scanner | None = None
        self._learned: set[int] = set()
        for term in terms:
            self._add_term(term)

    @property
    def originals(self) -> tuple[Original, ...]:
        """Everything that must not leave, sorted."""
        return tuple(sorted(self._found.values(), key=lambda one: (one.kind, one.text)))

    @property
    def key(self) -> Key:
        """The key with the pseudonyms of this run: what the key file has to hold."""
        self._number()
        return Key(self._key.secret, dict(self._names))

    def learn(self, text: str) -> None:
        """Take note of every name and secret in a text."""
        self.learn_all((text,))

    def learn_all(self, texts: Iterable[str]) -> None:
        """The same for many short texts at once, which is quicker."""
        new = [text for text in dict.fromkeys(texts) if hash(text) not in self._learned]
        if not new:
            return
        self._learned.update(map(hash, new))
        text = "\n".join(new)
        for kind, value in secrets_in(text):
            self.add(kind, value)
        for kind, value in names_in(masked(text)):
            self.add(kind, value)

    def add(self, kind: str, value: str | None) -> None:
        """Take note of one name; plain words, fixed names and pseudonyms are passed over."""
        value = (value or "").strip()
        if kind not in SECRET:
            value = _NEVER.sub("", value).strip()
        if kind != "ip" and not self._tells(kind, value):
            return
        self._put(Original(kind, value))
        if kind == "host":
            self._add_parts(value)
        elif kind == "mail":
            self.add("domain", value.rpartition("@")[2])
        elif kind == "org" and _LEGAL_FORM.search(value):
            self.add("org", _LEGAL_FORM.sub("", value))

    def text(self, text: str) -> str:
        """The text with pseudonyms; the same text gives the same result, and the result itself stays as it is."""
        self.learn(text)
        scanner = self._compiled()
        return undisguised(scanner.sub(masked(text), self._pseudonym), scanner, self._pseudonym)

    def path(self, path: str) -> str:
        """A path with pseudonyms in it."""
        return self.text(path)

    def counts(self) -> dict[str, list[str]]:
        """Kind -> its originals, for showing what would go."""
        counts: dict[str, list[str]] = {}
        for one in self.originals:
            counts.setdefault(one.kind, []).append(one.text)
        return counts

    def _tells(self, kind: str, value: str) -> bool:
        if kind in SECRET and (value.startswith(("${", "<")) or set(value) == {"*"} or len(value) < _SHORTEST_SECRET):
            return False
        numeric = kind in SECRET and value.isdigit() and len(value) >= _SHORTEST_NUMBER
        return len(value) <= _LONGEST and (numeric or not says_nothing(value, self._plain))

    def _add_term(self, term: str) -> None:
        term = term.strip()
        if len(term) < _SHORTEST_TERM:
            raise UsageError(f"a term to redact has at least {_SHORTEST_TERM} characters")
        if PSEUDONYM.fullmatch(term):
            raise UsageError("a term to redact must not look like a pseudonym")
        if term.lower() in self._plain:
            raise UsageError(f"every report holds the word {term!r}: it cannot be redacted")
        self._put(Original("term", term, whole=any(term.lower() in word for word in self._plain)))

    def _add_parts(self, host: str) -> None:
        """A host's domain, and its short name where that is no word of the language."""
        domain, short = domain_of(host), host.partition(".")[0]
        if domain and not says_nothing(domain, self._plain):
            self._put(Original("domain", domain))
        telling = len(short) >= 6 or any(not letter.isalpha() for letter in short)
        if short != host and telling and not says_nothing(short, self._plain):
            self._put(Original("host", short))

    def _put(self, one: Original) -> None:
        name = one.text.casefold()
        known = self._found.get(name)
        if known is not None:
            if known.kind == one.kind or name in self._names:
                return
            one = Original(stronger(known.kind, one.kind), known.text)
        self._found[name] = one
        self._scanner = None

    def _compiled(self) -> Scanner:
        if self._scanner is None:
            self._number()
            self._scanner = Scanner(self._found.values())
        return self._scanner

    def _number(self) -> None:
        new = [one for name, one in self._found.items() if name not in self._names and one.kind not in SECRET]
        used = set(self._names.values())
        last: dict[str, int] = {}
        for one in sorted(new, key=lambda one: (one.kind, self._key.rank(one.kind, one.text))):
            number = last.get(one.kind, 0) + 1
            while f"{one.kind}-{number:02d}" in used:
                number += 1
            last[one.kind] = number
            self._names[one.text.casefold()] = f"{one.kind}-{number:02d}"

    def _pseudonym(self, one: Original) -> str:
        return MASK if one.kind in SECRET else self._names.get(one.text.casefold(), MASK)
