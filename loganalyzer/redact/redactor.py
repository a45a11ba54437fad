"""Learns names and secrets, gives each a pseudonym, and replaces them in any text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

from loganalyzer.errors import UsageError
from loganalyzer.redact.addresses import domain_of
from loganalyzer.redact.disguises import ESCAPES, undisguised
from loganalyzer.redact.encoded import EncodedWords
from loganalyzer.redact.key import Key
from loganalyzer.redact.masks import MASK, masked, secrets_in
from loganalyzer.redact.naming import Naming
from loganalyzer.redact.originals import SECRET, Original, stronger
from loganalyzer.redact.patterns import (
    ALL_NAMES,
    ALL_SECRETS,
    BEFORE,
    NAME_SIEVE,
    SECRET_SIEVE,
    WIDE,
    WORDS,
    names_in,
    names_in_word,
)
from loganalyzer.redact.scanner import STAMP, Scanner
from loganalyzer.redact.sieve import Sieve
from loganalyzer.redact.units import changed, units_of, words_at
from loganalyzer.redact.words import PSEUDONYM, says_nothing

_LEGAL_FORM: Final = re.compile(
    r"[\s,]+(?:ltd|limited|inc|corp|corporation|gmbh|ag|kg|se|s\.?a\.?|s\.?p\.?a\.?|llc|llp|plc|b\.?v\.?|n\.?v\.?|co|company|group)\.?$",
    re.IGNORECASE,
)
_NEVER: Final = re.compile(
    r"(?:\b[A-Z]{4,5}\d{4}[A-Z]\b|\b(?:com|org|net|javax?)\.[\w.$]+(?:Exception|Error)|\[\d|\s\d\d?:\d\d).*",
    re.DOTALL,
)
"""What cannot be part of a name, and so ends one that was taken too long: ids, exceptions, stamps."""
_SHORTEST_TERM: Final = 3
_SHORTEST_SECRET: Final = 4
_SHORTEST_NUMBER: Final = 6
_LONGEST: Final = 4096


_DEEP: Final = 2
_IN_WORDS: Final = np.array([number in WORDS for number in sorted(ALL_NAMES)])
_MOST_KNOWN: Final = 1 << 18


class Redactor:
    """``learn`` everything first, then ``text`` and ``path``; what was not learned is learned when it is met.

    ``learn_log`` and ``log`` do the same for pieces of logs, which they look at line by line, and that only where
    automatons have found something: a hundred times faster on megabytes.

    Args:
        key: numbers the names; the same key gives the same pseudonyms.
        terms: the user's own words, replaced wherever they stand.
        plain: further words, in lower case, that no name is taken from (the labels of the report itself).
    """

    def __init__(self, key: Key | None = None, terms: Iterable[str] = (), plain: frozenset[str] = frozenset()) -> None:
        self._naming = Naming(key or Key.random())
        self._plain = plain
        self._found: dict[str, Original] = {}
        self._scanner = Scanner()
        self._encoded = EncodedWords(self._scanner, _DEEP)
        self._learned: set[int] = set()
        self._added: set[tuple[str, str]] = set()
        for term in terms:
            self._add_term(term)

    @property
    def originals(self) -> tuple[Original, ...]:
        """Everything that must not leave, sorted."""
        return tuple(sorted(self._found.values(), key=lambda one: (one.kind, one.text)))

    @property
    def key(self) -> Key:
        """The key with the pseudonyms of this run: what the key file has to hold."""
        return self._naming.key()

    def learn(self, text: str) -> None:
        """Take note of every name and secret in a text."""
        if self._is_new(text):
            text = _decode(self._learn_secrets(_encode(text), _found_in(SECRET_SIEVE, _encode(text), ALL_SECRETS)))
            self._learn_names(text, _found_in(NAME_SIEVE, _encode(text), ALL_NAMES))

    def learn_all(self, texts: Iterable[str]) -> None:
        """The same for many texts."""
        for text in texts:
            self.learn(text)

    def learn_log(self, text: str) -> None:
        """The same for a piece of a log, whole records."""
        if not self._is_new(text):
            return
        data = changed(_encode(text), SECRET_SIEVE, ALL_SECRETS, self._learn_secrets)
        found = NAME_SIEVE.find(data)
        if found is None:
            self._learn_names(_decode(data), ALL_NAMES)
            return
        self._learn_names(_decode(data), WIDE.intersection(found[0]))
        kinds, ends = (np.frombuffer(column, np.int64) for column in found)
        in_words = _IN_WORDS[kinds]
        self._learn_words(data, kinds[in_words], ends[in_words])
        for start, end, numbers in units_of(data, kinds[~in_words], ends[~in_words]):
            stamp = STAMP.match(data, start)
            unit = _decode(data[stamp.end() if stamp else start : end])
            if self._is_new(unit):
                self._learn_names(unit, numbers)

    def add(self, kind: str, value: str | None) -> None:
        """Take note of one name; plain words, fixed names and pseudonyms are passed over."""
        value = (value or "").strip()
        if kind == "hosts":
            for host in re.split(r"[\s,|]+", value):
                self.add("host", host)
            return
        if (kind, value) in self._added:
            return
        if len(self._added) > _MOST_KNOWN:
            self._added.clear()
        self._added.add((kind, value))
        if kind not in SECRET:
            value = _NEVER.sub("", value).strip()
        if kind not in {"ip", "mac"} and not self._tells(kind, value.rstrip(".")):
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
        data = _encode(masked(text, _found_in(SECRET_SIEVE, _encode(text), ALL_SECRETS)))
        data = self._scanner.sub(data, self._naming.of)
        if _found_in(ESCAPES, data, ALL_NAMES):
            data = self._plain_spoken(data)
        return _decode(self._encoded.blanked(data, MASK.encode()))

    def log(self, text: str) -> str:
        """The same for a piece of a log, whole records."""
        self.learn_log(text)
        data = changed(_encode(text), SECRET_SIEVE, ALL_SECRETS, _masked)
        data = self._scanner.sub(data, self._naming.of)
        data = changed(data, ESCAPES, frozenset(), lambda unit, _: self._plain_spoken(unit))
        return _decode(self._encoded.blanked(data, MASK.encode()))

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
            if known.kind == one.kind or self._naming.has(name):
                return
            one = Original(stronger(known.kind, one.kind), known.text)
        self._found[name] = one
        self._scanner.add(one)
        self._encoded.forget()
        self._naming.add(one)

    def _is_new(self, text: str) -> bool:
        if len(self._learned) > _MOST_KNOWN:
            self._learned.clear()
        known = hash(text) in self._learned
        self._learned.add(hash(text))
        return not known

    def _learn_secrets(self, data: bytes, numbers: frozenset[int]) -> bytes:
        """The data without the secrets, from which the names are learned."""
        text = _decode(data)
        for kind, value in secrets_in(text, numbers):
            self.add(kind, value)
        return _encode(masked(text, numbers))

    def _learn_names(self, text: str, numbers: frozenset[int]) -> None:
        for kind, value in names_in(text, numbers):
            self.add(kind, value)

    def _learn_words(self, data: bytes, numbers: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> None:
        """Names that no blank is part of: each from the word it stands in, and from a different word only once."""
        starts, stops = words_at(data, ends)
        for number, start, stop in np.unique(np.stack((numbers, starts, stops)), axis=1).T.tolist():
            word = _decode(data[start:stop])
            before = data[max(0, start - BEFORE) : start].decode("utf-8", "ignore")
            if self._is_new(f"{number}\0{before}\0{word}"):
                for kind, value in names_in_word(number, before + word, len(before)):
                    self.add(kind, value)

    def _plain_spoken(self, data: bytes) -> bytes:
        return _encode(undisguised(_decode(data), self._scanner, self._naming.of))


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _found_in(sieve: Sieve, data: bytes, otherwise: frozenset[int]) -> frozenset[int]:
    found = sieve.find(data)
    return otherwise if found is None else frozenset(found[0])


def _decode(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


def _masked(data: bytes, numbers: frozenset[int]) -> bytes:
    return _encode(masked(_decode(data), numbers))
