"""XML documents from strangers: bytes in, a small tree of plain values out, or a reason why not.

The text is decoded here and handed to lxml as UTF-8, so that what was inspected for a DTD is exactly what is parsed.
Passwords are dropped while the tree is copied. Lines are counted here: libxml2 stores them in 16 bits.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any, Final

from msgspec import Struct

from loganalyzer.cell.passwords import is_secret_name, is_secret_value
from loganalyzer.errors import LogAnalyzerError

MAX_BYTES: Final = 32 << 20
_XMI: Final = "{http://www.omg.org/XMI}"
_DECLARED: Final = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
               (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))  # fmt: skip
# Text encodings only: codecs such as idna, punycode or utf-7 are slow or ambiguous, and no administrator writes them.
_SAFE: Final = ("utf-8", "utf-16", "iso8859", "cp", "ascii", "shift_jis", "euc", "gb", "big5", "koi8")
_TOKEN: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|(?P<dtd><!(?:DOCTYPE|ENTITY))|<(?P<tag>[\w:][\w:.-]*)",
    re.DOTALL,
)


class RefusedDocumentError(LogAnalyzerError):
    """A document that is not read at all; the text says why. It never leaves the cell room."""


class Element(Struct, frozen=True):
    """One XML element: local name, attributes (``xmi:id`` keeps its prefix), first line, child elements, namespace."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: tuple[Element, ...]
    namespace: str = ""

    def get(self, name: str) -> str | None:
        """The attribute, or None; an empty one counts as absent, as it does for WebSphere's references."""
        return self.attributes.get(name) or None

    def all(self, tag: str) -> Iterator[Element]:
        """The child elements of this name."""
        return (c for c in self.children if c.tag == tag)

    def walk(self, tag: str) -> Iterator[Element]:
        """All elements of this name below this one, in document order."""
        for child in self.children:
            if child.tag == tag:
                yield child
            yield from child.walk(tag)


class Document(Struct, frozen=True):
    """A parsed document; ``problem`` says what was wrong with it when only a part could be read."""

    root: Element
    problem: str | None


def read_xml(data: bytes, *, with_passwords: bool = False) -> Document:
    """Parse a configuration document. Raises RefusedDocumentError for DTDs, entities, and what is no XML at all.

    ``with_passwords`` is for opening the bundle's own key stores in memory; such a document must never be kept.
    """
    text, damage = _decode(data)
    tags = _start_tags(text)
    root, fault = _parse(text)
    if fault and _is_cut(text, tags):
        # A start tag cut in the middle would look like one with attributes missing: drop it, keep what is whole.
        text = text[: text.rfind(">") + 1]
        fault = f"truncated: read up to line {text.count(chr(10)) + 1}"
        root, _ = _parse(text)
    if root is None:
        raise RefusedDocumentError("not an XML document")
    return Document(_copy(root, _lines(root, tags), with_passwords), fault or damage)


def _decode(data: bytes) -> tuple[str, str | None]:
    """Bytes -> text by BOM, else XML declaration, else UTF-8; and a remark when bytes had to be replaced."""
    if len(data) > MAX_BYTES:
        raise RefusedDocumentError(f"larger than {MAX_BYTES >> 20} MiB, no configuration document is")
    name = next((n for bom, n in _BOMS if data.startswith(bom)), None) or _declared(data)
    try:
        return data.decode(name).removeprefix("\ufeff"), None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return data.decode(name, "replace").removeprefix("\ufeff"), f"line {line}: bytes that are not {name}, replaced"


def _declared(data: bytes) -> str:
    found = _DECLARED.match(data[:400])
    if not found:
        return "utf-8"
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        name = ""
    if not name.startswith(_SAFE):
        raise RefusedDocumentError(f"unknown encoding {found[1].decode('ascii')!r}")
    # A UTF-16 declaration in a file whose first bytes read as ASCII is a leftover of a conversion.
    return "utf-8" if name.startswith("utf-16") else name


def _start_tags(text: str) -> list[tuple[str, int]]:
    """(qualified name, line) of every start tag. Raises at the first sign of a document type or entity declaration."""
    tags, line, last = [], 1, 0
    for token in _TOKEN.finditer(text):
        if token["dtd"]:
            raise RefusedDocumentError("refused: it declares a document type or entities (WebSphere writes neither)")
        if token["tag"]:
            line += text.count("\n", last, token.start())
            last = token.start()
            tags.append((token["tag"], line))
    return tags


def _parse(text: str) -> tuple[Any, str | None]:
    """(lxml root or None, what was wrong or None)."""
    from lxml import etree

    parser = etree.XMLParser(
        recover=True, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, encoding="utf-8",
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None, None
    # Prefixes without a declaration are common in pasted excerpts and harmless: attributes keep their written name.
    faults = [e for e in parser.error_log if not e.type_name.startswith("NS_")]
    if any(e.type_name == "ERR_UNDECLARED_ENTITY" for e in faults):
        raise RefusedDocumentError("refused: it refers to entities (WebSphere writes none)")
    return root, f"line {faults[0].line}: {faults[0].message}; read as far as it is sound" if faults else None


def _is_cut(text: str, tags: list[tuple[str, int]]) -> bool:
    """True when the document does not end with the end tag of its root."""
    return bool(tags) and re.search(rf"</{re.escape(tags[0][0])}\s*>\s*\Z", text[-400:]) is None and len(tags) > 1


def _lines(root: Any, tags: list[tuple[str, int]]) -> dict[Any, int]:
    """Line of each element: start tags and elements come in the same order; a tag the parser dropped is passed over."""
    lines, position = {}, 0
    for element in root.iter("*"):
        name = _qualified(element)
        while position < len(tags) and tags[position][0] != name:
            position += 1
        lines[element] = tags[min(position, len(tags) - 1)][1]
        position += 1
    return lines


def _qualified(element: Any) -> str:
    local = element.tag.rpartition("}")[2]
    return f"{element.prefix}:{local}" if element.prefix else local


def _copy(element: Any, lines: dict[Any, int], secrets: bool) -> Element:
    children = tuple(_copy(child, lines, secrets) for child in element.iterchildren("*"))
    name = element.tag.rpartition("}")[2].rpartition(":")[2]
    space = element.tag.rpartition("}")[0].removeprefix("{")
    return Element(name, _attributes(element, secrets), lines[element], children, space)


def _attributes(element: Any, secrets: bool) -> dict[str, str]:
    """The attributes worth keeping: none that is a password, and no value of a property that is called one."""
    every = {k.replace(_XMI, "xmi:"): v for k, v in element.attrib.items()}
    if secrets:
        return every
    kept = {k: v for k, v in every.items() if not is_secret_name(k)}
    if is_secret_name(kept.get("name", "")):
        kept.pop("value", None)
    return {k: v for k, v in kept.items() if not is_secret_value(v)}
