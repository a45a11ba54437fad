"""In which encoding a log is written: byte order mark, NULs, strict UTF-8, then the language its other bytes are text of.

The zone a stamp names breaks ties: what is Korean and Chinese alike is Korean on a KST clock. Where no language fits,
charset-normalizer is asked; it knows more encodings, but is unsure about a few words of Korean, Turkish or Latin-2.
"""

from __future__ import annotations

import codecs
import re
from functools import cache, lru_cache

from msgspec import Struct

from loganalyzer.clock import layout_of, zone_readings
from loganalyzer.formats.languages import Language, languages, letters_of

DEFAULT = "windows-1252"

_CODECS = {"shift_jis": "cp932", "big5": "cp950", "euc-kr": "cp949"}
"""Names as people write them -> the superset that Windows and AIX really write."""

_ALIASES = {"gbk": "gb18030", "gb2312": "gb18030", "big5hkscs": "big5", "tis_620": "cp874", "utf_8_sig": "utf-8"}
_UNICODE = ("utf-8", "utf-16-le", "utf-16-be")
_FURTHER = (*_UNICODE, "iso-8859-1", "cp437")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_STAMP = re.compile(rb"\[([ -~]{8,60})\] ?[0-9a-fA-F]{8}\b")
_NOT_ASCII = bytes(range(0x80, 0x100))
_SAMPLE = 2 << 10
_FEW = 256
_CONVINCING = 0.6
_HOME = 0.2
_RARER = 0.02
_MARGIN = 0.01


class Encoding(Struct, frozen=True):
    """``name`` is one of :func:`encoding_names`; ``why`` says what it rests on."""

    name: str
    why: str


@cache
def encoding_names() -> tuple[str, ...]:
    """Every encoding that can be told, as ``--encoding`` takes them."""
    return (*_FURTHER, *sorted({name for one in languages() for name in one.encodings}))


def named_encoding(word: str) -> str | None:
    """The name of :func:`encoding_names` that a user's word means (``latin1``, ``SJIS``, ``MS932``), or ``None``."""
    wanted = _codec_name(word)
    if wanted in _ALIASES:
        return _ALIASES[wanted]
    return next((name for name in encoding_names() if wanted in {_codec_name(name), _codec_name(codec_of(name))}), None)


def codec_of(name: str) -> str:
    """The codec that reads an encoding."""
    return _CODECS.get(name, name)


def encoding_of(head: bytes) -> Encoding:
    """Decide from a member's first bytes; what cannot be decided there is UTF-8, and decided anew for each record."""
    marked = unicode_of(head)
    if marked is not None:
        return marked
    if head.isascii():
        return Encoding("utf-8", "nothing but ASCII in its first bytes")
    lines = [line for line in head.split(b"\n") if not line.isascii()]
    if not head.endswith(b"\n"):
        lines[-1] = _without_cut_character(lines[-1])
    foreign = [line for line in lines if not is_utf8(line)]
    if not foreign:
        return Encoding("utf-8", "all of its first bytes are valid UTF-8")
    found = legacy_encoding(_words_beyond_ascii(b"\n".join(foreign), _SAMPLE), _zones(head))
    utf8 = len(lines) - len(foreign)
    mixed = f"; mixed: {utf8:,} of {len(lines):,} lines beyond ASCII are UTF-8 and read so" if utf8 else ""
    return Encoding(found.name, f"not UTF-8; {found.why}{mixed}")


def unicode_of(head: bytes) -> Encoding | None:
    """The encoding that a byte order mark or the NULs of UTF-16 tell."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name, "by its byte order mark")
    wide = _wide(head)
    return Encoding(wide, "every other byte of its text is NUL, without a byte order mark") if wide else None


def is_utf8(line: bytes) -> bool:
    """Whether a line is UTF-8, be it damaged: more characters that are whole than bytes that belong to none."""
    try:
        line.decode()
    except UnicodeDecodeError:
        text = line.decode("utf-8", "replace")
        bad, ascii_letters = text.count("\ufffd"), len(line.translate(None, _NOT_ASCII))
        return len(text) - ascii_letters - bad > 2 * bad
    return True


def legacy_encoding(sample: bytes, zones: frozenset[str] = frozenset()) -> Encoding:
    """The encoding of text that is not UTF-8.

    Args:
        sample: text with bytes beyond ASCII.
        zones: IANA zones that the log's stamps can name.
    """
    scores = _scores(sample, zones)
    best = max(scores.values(), default=0.0)
    if best < _CONVINCING:
        return _by_statistics(sample, encoding_names()[len(_UNICODE) :])
    fitting = [pair for pair, score in scores.items() if score > best - _MARGIN]
    name = next(name for (name, _), score in scores.items() if score == best)
    if len({sample.decode(codec_of(one), "replace") for one, _ in fitting}) > 1:
        told = _by_statistics(sample, tuple(dict.fromkeys(one for one, _ in fitting)))
        name = told.name if any(told.name == one for one, _ in fitting) else name
    spoken = [language for one, language in fitting if one == name]
    clock = ", as its clock suggests" if any(zones.intersection(one.zones) for one in spoken) else ""
    letters = " or ".join(one.name for one in spoken[:3])
    return Encoding(name, f"as {name} its letters beyond ASCII are {letters}{clock}")


def _scores(sample: bytes, zones: frozenset[str]) -> dict[tuple[str, Language], float]:
    """How well each encoding of each language fits, in the order of the table."""
    names = dict.fromkeys(name for one in languages() for name in one.encodings)
    # What does not decode becomes U+FFFD, a letter of no language: one damaged word must not exclude an encoding.
    letters = {name: letters_of(sample.decode(codec_of(name), "replace")) for name in names}
    scores = {}
    for language in languages():
        home = _HOME if zones.intersection(language.zones) else 0.0
        for rank, name in enumerate(language.encodings):
            share = language.share(letters[name])
            if share >= _CONVINCING:
                scores[name, language] = share + home - rank * _RARER
    return scores


def legacy_text(data: bytes) -> str:
    """A record or line as text: UTF-8, else in the encoding its own bytes and its stamp speak for."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        pass
    if is_utf8(data):
        return data.decode("utf-8", "replace")
    words = _words_beyond_ascii(data, _FEW)
    return data.decode(codec_of(_encoding_of_words(words, _zones(data[:256]))), "replace")


def _words_beyond_ascii(data: bytes, size: int) -> bytes:
    """Each word once, in the order of the text, whole words up to ``size`` bytes."""
    words = dict.fromkeys(word for word in data.split() if not word.isascii())
    joined = b"\n".join(words)
    return joined if len(joined) <= size else joined[: joined.rfind(b"\n", 0, size) if b"\n" in joined[:size] else size]


@lru_cache(maxsize=4096)
def _encoding_of_words(words: bytes, zones: frozenset[str]) -> str:
    return legacy_encoding(words, zones).name


def _by_statistics(sample: bytes, names: tuple[str, ...]) -> Encoding:
    from charset_normalizer import from_bytes

    codecs_of_names = {_codec_name(codec_of(name)): name for name in names}
    found = from_bytes(sample, cp_isolation=list(codecs_of_names)).best()
    name = codecs_of_names.get(_codec_name(found.encoding)) if found is not None else None
    if name is None:
        return Encoding(DEFAULT, f"no language fits its bytes beyond ASCII, so {DEFAULT} is taken")
    return Encoding(name, f"{name} by the frequency of its characters")


def _wide(head: bytes) -> str | None:
    """UTF-16 without its mark: ASCII text has a NUL in each pair. The NULs of a truncated log stand together in front."""
    start = len(head) - len(head.lstrip(b"\x00"))
    sample = head[start - start % 2 :][:4096]
    pairs = len(sample) // 2
    even, odd = sample[0 : 2 * pairs : 2], sample[1 : 2 * pairs : 2]
    if pairs < 8 or b"\n" not in sample + head:
        return None
    for name, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if high.count(0) > pairs * 0.3 and low.count(0) < pairs * 0.02:
            return name
    return None


def _zones(head: bytes) -> frozenset[str]:
    """The zones that the first stamps can name."""
    match = _STAMP.search(head)
    layout = layout_of(match.group(1).decode("latin-1")) if match else None
    return frozenset(reading.name for reading in zone_readings(layout.style.zone)) if layout else frozenset()


def _without_cut_character(line: bytes) -> bytes:
    """The last line of a head may end in the middle of a character."""
    try:
        line.decode()
    except UnicodeDecodeError as error:
        return line[: error.start] if error.start >= len(line) - 3 else line
    return line


def _codec_name(word: str) -> str:
    try:
        return codecs.lookup(word).name.replace("-", "_")
    except (LookupError, ValueError):
        return ""
