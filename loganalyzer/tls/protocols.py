"""What a protocol label enables on IBM's JSSE: domain reference, sections 2.2 to 2.4.

Labels are exact (TLSv1.2 is 1.2 and nothing below) and mean the same for a server and a client. They are compared
case-sensitively and without trimming, as Java does.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from loganalyzer.tls.java import Era


class Version(IntEnum):
    """A protocol version on the wire; ``str()`` gives the name JSSE prints."""

    SSLV3 = 0
    TLSV1 = 1
    TLSV1_1 = 2
    TLSV1_2 = 3
    TLSV1_3 = 4

    def __str__(self) -> str:
        return _NAMES[self]

    @classmethod
    def from_text(cls, text: str) -> Version | None:
        """Wire names (``TLSv1.2``) and the enum names that newer JSSE prints (``TLS12``, ``SSL30``)."""
        return _BY_NAME.get(text.strip())


_NAMES: Final = ("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
_BY_NAME: Final = {
    **{name: Version(i) for i, name in enumerate(_NAMES)},
    **{name: Version(i) for i, name in enumerate(("SSL30", "TLS10", "TLS11", "TLS12", "TLS13"))},
    "TLSv1.0": Version.TLSV1,
}


class EnabledVersions(Struct, frozen=True):
    """The versions a label leaves usable; ``uncertain`` names doubts, ``problem`` says why it is no label.

    ``because`` names what took versions away or replaced the label: a list of disabled algorithms, a standard.
    """

    versions: frozenset[Version]
    uncertain: tuple[str, ...] = ()
    problem: str | None = None
    because: tuple[str, ...] = ()

    def noting(self, *doubts: str, because: tuple[str, ...] = ()) -> EnabledVersions:
        """The same versions with further doubts and reasons."""
        return replace(self, uncertain=(*self.uncertain, *doubts), because=(*self.because, *because))


_S3, _10, _11, _12, _13 = Version
_TLS_10_TO_12: Final = frozenset({_10, _11, _12})
_EXACT: Final = {"TLSv1": frozenset({_10}), "TLSv1.1": frozenset({_11}), "TLSv1.2": frozenset({_12})}
_E1: Final = {
    **_EXACT,
    "SSL_TLS": frozenset({_10}),
    "SSL_TLSv2": _TLS_10_TO_12,
    "SSL": _TLS_10_TO_12,
    "SSLv3": frozenset[Version](),
    "TLS": frozenset({_10}),
}
_E0: Final = {
    **_E1,
    "SSL_TLS": frozenset({_S3, _10}),
    "SSL_TLSv2": frozenset({_S3, _10, _11, _12}),
    "SSL": frozenset({_S3, _10}),
    "SSLv3": frozenset({_S3}),
}
_E2: Final = {**_E1, "TLS": _TLS_10_TO_12, "TLSv1.3": frozenset({_13})}
_E5: Final = {**_E2, "TLS": frozenset({_10, _11, _12, _13})}
_BY_ERA: Final = {Era.E0: _E0, Era.E1: _E1, Era.E1A: _E1, Era.E3_JAVA7: _E1, Era.E5: _E5, Era.E6: _E5}
_IN_LISTS: Final = frozenset({"SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"})

_DEAD_LABELS: Final = {
    "SSLv2": "SSLv2 is not implemented by IBM's JSSE",
    "SSLv2Hello": "SSLv2Hello names a hello format, not a protocol",
    "SSL_TLSv2Hello": "SSL_TLSv2Hello names a hello format, not a protocol",
}
_NOTE_LIST: Final = 'a list of protocols needs a product level with "Custom protocol list"; older levels reject it'
_NOTE_13: Final = "IBM's texts disagree whether SSL_TLSv2 includes TLSv1.3 from Java 8.0.7.15 on; counted without it"
_NOTE_SSL_0: Final = "what label SSL enabled before the SSLv3 fix is expert knowledge; IBM's table names SSLv3 alone"
_NOTE_SSL_1: Final = "on Java 6 and 7 a client with label SSL offers TLSv1 only"
_NOTE_SSL_7: Final = "what label SSL enables on Java 7 is uncertain: if TLSv1 only, nothing is left of it at this level"
_NOTE_OVERRIDE: Final = (
    "overrideDefaultTLS is documented from Java 8.0.3.10 on; at an earlier level label TLS stays TLSv1"
)


def default_versions_off(era: Era) -> frozenset[Version]:
    """What the shipped ``jdk.tls.disabledAlgorithms`` switches off in an era, where nothing else is configured."""
    ssl = frozenset({_S3}) if era >= Era.E1 else frozenset()
    return ssl | {_10, _11} if era.disables_old else ssl


def enabled_versions(
    label: str | None,
    era: Era,
    *,
    override_default_tls: bool = False,
    disabled: frozenset[Version] | None = None,
) -> EnabledVersions:
    """The versions that ``sslProtocol=label`` leaves usable at this Java level.

    ``override_default_tls`` is com.ibm.jsse2.overrideDefaultTLS; ``disabled`` replaces the era's shipped list of
    disabled versions when java.security or security.xml states one. A misspelt label enables nothing and is a problem.
    """
    off = default_versions_off(era) if disabled is None else disabled
    if not label:
        return _default(era, off)
    if "," in label:
        return _list(label, era, off)
    table = _BY_ERA.get(era, _E2)
    if label not in table:
        return EnabledVersions(frozenset(), (), _problem(label))
    overridden = label == "TLS" and Era.E0 < era < Era.E2 and override_default_tls
    doubts = (_NOTE_OVERRIDE,) if overridden and era != Era.E1A else ()
    versions = _TLS_10_TO_12 if overridden else table[label]
    return EnabledVersions(versions - off, (*_notes(label, era), *doubts))


def _default(era: Era, off: frozenset[Version]) -> EnabledVersions:
    """No label: the product's default, which moved from SSL_TLS to SSL_TLSv2 at a fix pack nobody documents."""
    label, other = ("SSL_TLS", "SSL_TLSv2") if era < Era.E2 else ("SSL_TLSv2", "SSL_TLS")
    note = f"no protocol is set: counted as the product default {label}, but some levels use {other}"
    table = _BY_ERA.get(era, _E2)
    return EnabledVersions(table[label] - off, (note, *_notes(label, era)))


def _list(label: str, era: Era, off: frozenset[Version]) -> EnabledVersions:
    """A comma list holds concrete versions only; one wrong word makes the whole list unusable."""
    words = [word.strip() for word in label.split(",")]
    table = _BY_ERA.get(era, _E2)
    wrong = next((w for w in words if w not in _IN_LISTS or w not in table), None)
    if wrong is not None:
        reason = f"{wrong!r} stands for a group" if wrong in table else _problem(wrong)
        return EnabledVersions(frozenset(), (), f"protocol list {label!r}: {reason}")
    return EnabledVersions(frozenset[Version]().union(*(table[w] for w in words)) - off, (_NOTE_LIST,))


def _notes(label: str, era: Era) -> tuple[str, ...]:
    if label == "SSL":
        return {Era.E0: (_NOTE_SSL_0,), Era.E1: (_NOTE_SSL_1,), Era.E3_JAVA7: (_NOTE_SSL_7,)}.get(era, ())
    return (_NOTE_13,) if label == "SSL_TLSv2" and era >= Era.E5 else ()


def _problem(label: str) -> str:
    if label == "TLSv1.3":
        return "TLSv1.3 is not known to Java before 8.0.6.25"
    if label in _DEAD_LABELS:
        return _DEAD_LABELS[label]
    return f"{label!r} is no protocol label{_suggestion(label)}"


def _suggestion(label: str) -> str:
    """The label somebody meant: case, blanks, a lost ``v`` or dot, a ``.0`` are what goes wrong in the field."""
    plain = _plain(label)
    meant = next((known for known in _E5 if _plain(known) == plain), None)
    return f"; {meant!r} was probably meant (labels are case-sensitive, blanks count)" if meant else ""


def _plain(label: str) -> str:
    return re.sub(r"[\s._v-]", "", label.lower()).removesuffix("0")


def parse_disabled_algorithms(text: str) -> frozenset[Version]:
    """A ``disabledAlgorithms`` list -> the protocol versions in it; ``none`` and an empty list disable nothing.

    Other entries (ciphers, key sizes) and conditions after a version's name are passed over.
    """
    words = (entry.split()[:1] for entry in text.split(","))
    by_name = {str(v).lower(): v for v in Version}
    return frozenset(by_name[w[0].lower()] for w in words if w and w[0].lower() in by_name)
