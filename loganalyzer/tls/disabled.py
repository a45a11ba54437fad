"""Which protocol versions are switched off below the labels, and by what: domain reference, section 2.3.

The custom property of security.xml replaces java.security's list (replacing, not merging, is expert knowledge); without
either, the list that the Java level ships counts.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from loganalyzer.cell import Cell, JavaSecurity, Security
from loganalyzer.tls.protocols import Version, parse_disabled_algorithms

DISABLED_PROPERTY: Final = "com.ibm.websphere.tls.disabledAlgorithms"
CERTPATH_PROPERTY: Final = "com.ibm.websphere.certpath.disabledAlgorithms"
_JAVA_LIST: Final = "jdk.tls.disabledAlgorithms"
_JAVA_CERTPATH: Final = "jdk.certpath.disabledAlgorithms"


class SwitchedOff(Struct, frozen=True):
    """Versions that a document switches off; None where only the Java level's shipped list is known."""

    versions: frozenset[Version] | None
    because: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def configured_off(security: Security) -> frozenset[Version] | None:
    """Versions switched off by the custom property, which replaces java.security's list; None when it is not set."""
    text = security.property(DISABLED_PROPERTY)
    return None if text is None else parse_disabled_algorithms(text)


def switched_off(cell: Cell, node: str, security: Security) -> SwitchedOff:
    """What the documents of this node say about disabled versions."""
    configured = configured_off(security)
    if configured is not None:
        place = security.properties[DISABLED_PROPERTY][1]
        why = f"{DISABLED_PROPERTY} in {place.file}:{place.line} disables {_named(configured)}"
        return SwitchedOff(configured, (why,), ("that it replaces java.security's list is expert knowledge",))
    copy = cell.copy_of(node)
    return _of_java(copy.java_security if copy else ())


def certpath_disabled(cell: Cell, node: str, security: Security) -> str | None:
    """The algorithms that certificates must not use, as this node's documents list them; None where none does."""
    text = security.property(CERTPATH_PROPERTY)
    if text is not None:
        return "" if text.strip().lower() == "none" else text
    copy = cell.copy_of(node)
    found = {f.values[_JAVA_CERTPATH][0] for f in (copy.java_security if copy else ()) if _JAVA_CERTPATH in f.values}
    return found.pop() if len(found) == 1 else None


def _of_java(files: tuple[JavaSecurity, ...]) -> SwitchedOff:
    stated = [(f, *f.values[_JAVA_LIST]) for f in files if _JAVA_LIST in f.values]
    found = {parse_disabled_algorithms(text): (f.file, line) for f, text, line in stated}
    if len(found) != 1:
        doubt = f"{len(stated)} java.security files may be this node's, and they differ; the shipped list is assumed"
        return SwitchedOff(None, (), (doubt,) if found else ())
    ((versions, (file, line)),) = found.items()
    return SwitchedOff(versions, (f"{_JAVA_LIST} in {file}:{line} disables {_named(versions)}",))


def _named(versions: frozenset[Version]) -> str:
    return ", ".join(map(str, sorted(versions))) or "no version"
