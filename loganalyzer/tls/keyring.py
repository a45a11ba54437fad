"""Which file of the bundle an end of a channel keeps its key in, and which one its signers, copy by copy.

A process reads the stores of its own node's tree; where that tree is not in the bundle, the master's are taken, as for
``security.xml``. The command-line tools use the stores that ssl.client.props names, which are never synchronised.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from loganalyzer.cell import UNKNOWN, Cell, ClientProps, ClientPropsBlock, ConfigCopy, KeyStore, Place, SslConfiguration
from loganalyzer.cell.store_opening import belongs_to
from loganalyzer.cell.stores import Entry, Store
from loganalyzer.tls.parties import Party, View

Use = Literal["key", "trust"]


class Held(Struct, frozen=True):
    """A store as the configuration of one end names it. ``store`` is None where no such file is in the bundle.

    ``type`` is the type configured, ``holder`` whose tree the file was looked for in.
    """

    name: str
    location: str
    type: str
    holder: str
    place: Place
    store: Store | None

    @property
    def entries(self) -> tuple[Entry, ...] | None:
        """What it holds; None where that is not known."""
        return None if self.store is None or self.store.problem else self.store.entries

    @property
    def unknown(self) -> str | None:
        """Why its content is not known; None where it is."""
        if self.store is None:
            return f"{self.name} ({self.location}) of {self.holder} is not in the bundle"
        return f"{self.store.file}: {self.store.problem}" if self.store.problem else None

    def keys(self, alias: str | None) -> tuple[Entry, ...]:
        """The entries with a key that may be served: the one of this alias (case does not count), or all."""
        found = tuple(e for e in self.entries or () if e.has_key)
        return tuple(e for e in found if e.alias.lower() == alias.lower()) if alias else found


class Keyring:
    """Looks stores up for the ends of a cell's channels, in one view of its copies."""

    def __init__(self, cell: Cell, stores: Sequence[Store], view: View = "own") -> None:
        self.cell = cell
        self.view: View = view
        self._stores = tuple(stores)
        self._known: dict[tuple[str, str], Store | None] = {}

    def held(self, party: Party, use: Use) -> Held | None:
        """The store of an end; None for a client from outside, or where the configuration names none."""
        if party.configuration is not None:
            return self.of(party.node, party.configuration, use)
        return self._of_tools(party, use) if party.alias == "ssl.client.props" else None

    def of(self, node: str, configuration: SslConfiguration, use: Use) -> Held | None:
        """The store that an SSL configuration names, as this node has it."""
        copy = self.copy_for(node)
        identifier = configuration.keystore_id if use == "key" else configuration.truststore_id
        named = copy.security.key_store(identifier) if copy and copy.security else None
        return self.named(copy, named) if copy is not None and named is not None else None

    def at(self, node: str, location: str) -> Held | None:
        """The configured store of a node whose file stands at a full path, as a log names it."""
        copy = self.copy_for(node)
        stores = copy.security.key_stores if copy and copy.security else ()
        held = (self.named(copy, one) for one in stores if copy is not None)
        return next((h for h in held if h.store and copy and belongs_to(h.store.file, copy.root, location)), None)

    def named(self, copy: ConfigCopy, named: KeyStore) -> Held:
        """A store of ``security.xml`` as it stands in this copy's tree."""
        store = self._find(copy.root, named.location)
        return Held(named.name, named.location, named.type, copy.holder, named.place, store)

    def copy_for(self, node: str) -> ConfigCopy | None:
        """The copy that a node's processes read in this view: its own, else the master's, else the only one."""
        own = self.cell.copy_of(node)
        if self.view == "own" and own is not None and own.security is not None:
            return own
        wanted = self.cell.security
        return next((c for c in self.cell.copies if wanted is not None and c.security is wanted), None)

    def _of_tools(self, party: Party, use: Use) -> Held | None:
        copy = self.cell.copy_of(party.node)
        file = party.places[0].file if party.places else ""
        props = next((p for p in copy.client_props if p.file == file), None) if copy else None
        if props is None:
            return None
        word = f"com.ibm.ssl.{use}Store"
        block = next((b for b in _blocks(props) if word in b.values), None)
        if block is None:
            return None
        location, line = block.values[word]
        name, kind = (block.values.get(f"{word}{end}", ("", 0))[0] for end in ("Name", "Type"))
        store = self._find(props.profile_root, location)
        holder = copy.holder if copy else UNKNOWN
        return Held(name or word, location, kind, holder, Place(props.file, line, word), store)

    def _find(self, root: str, location: str) -> Store | None:
        key = (root, location)
        if key not in self._known:
            self._known[key] = next((s for s in self._stores if belongs_to(s.file, root, location)), None)
        return self._known[key]


def _blocks(props: ClientProps) -> Iterator[ClientPropsBlock]:
    """The block of the default alias first."""
    top = next((b for b in props.blocks if b.alias is None), None)
    wanted = top.values.get("com.ibm.ssl.defaultAlias", ("DefaultSSLSettings", 0))[0] if top else "DefaultSSLSettings"
    found = props.block(wanted.strip())
    if found is not None:
        yield found
    yield from props.blocks
