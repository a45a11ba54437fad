"""What is wrong inside a ``security.xml`` that is read all the same: ids that occur twice, references that lead nowhere.

WebSphere writes neither; editing by hand and merging files do. Of elements with one id the first counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from loganalyzer.cell.documents import Element
from loganalyzer.cell.values import Fault, Place

_MOST: Final = 50
# attribute -> the element it refers to; by the elements that carry it.
_REFERENCES: Final = {
    "sslConfigGroups": {"sslConfig": "repertoire"},
    "dynamicSSLConfigSelections": {"sslConfig": "repertoire"},
    "setting": {"keyStore": "keyStores", "trustStore": "keyStores", "keyManager": "keyManagers"},
}
_SCOPED: Final = ("repertoire", "keyStores", "sslConfigGroups", "dynamicSSLConfigSelections")


def faults_of(file: str, root: Element, *, is_whole: bool = True) -> tuple[Fault, ...]:
    """All faults of a document, in the order of its lines; at most fifty.

    References of a document that is not ``is_whole`` are not judged: what they name may stand in the part that is missing.
    """
    found = [*_duplicates(file, root), *(_dangling(file, root) if is_whole else ())]
    return tuple(sorted(found, key=lambda fault: fault.place.line or 0)[:_MOST])


def _duplicates(file: str, root: Element) -> Iterator[Fault]:
    first: dict[str, Element] = {}
    for element in _all(root):
        identifier = element.get("xmi:id")
        if identifier is None:
            continue
        if identifier in first:
            text = (
                f"{identifier} is the xmi:id of {_named(first[identifier])} in line {first[identifier].line} and of "
                f"{_named(element)} as well; the first counts"
            )
            yield Fault("duplicate id", text, Place(file, element.line, f"{element.tag}/@xmi:id"))
        else:
            first[identifier] = element


def _dangling(file: str, root: Element) -> Iterator[Fault]:
    """Each missing target once, at the first element that names it."""
    ids = {tag: {e.get("xmi:id") for e in root.all(tag)} for tag in ("repertoire", "keyStores", "keyManagers")}
    scopes = {e.get("xmi:id") for e in root.all("managementScopes")}
    told: set[tuple[str, str]] = set()
    for element, attribute, known in _references(root, ids, scopes):
        target = element.get(attribute)
        if target is not None and target not in known and (attribute, target) not in told:
            told.add((attribute, target))
            text = f"{_named(element)}: {attribute} names {target}, which does not exist"
            yield Fault("dangling reference", text, Place(file, element.line, f"{element.tag}/@{attribute}"))


def _references(
    root: Element, ids: dict[str, set[str | None]], scopes: set[str | None]
) -> Iterator[tuple[Element, str, set[str | None]]]:
    yield root, "defaultSSLSettings", ids["repertoire"]
    for child in root.children:
        if child.tag in _SCOPED:
            yield child, "managementScope", scopes
        for element in (child, *child.children):
            for attribute, kind in _REFERENCES.get(element.tag, {}).items():
                yield element, attribute, ids[kind]


def _named(element: Element) -> str:
    name = element.get("alias") or element.get("name") or element.get("scopeName") or element.get("xmi:id") or ""
    return f"{element.tag} {name}".strip()


def _all(element: Element) -> Iterator[Element]:
    for child in element.children:
        yield child
        yield from _all(child)
