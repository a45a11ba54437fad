"""Changes that somebody plans, as values; ``change_words`` reads them from text, ``applying`` makes them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from loganalyzer.cell import Place, SslConfiguration
from loganalyzer.tls.parties import CLIENT_PROTOCOL

What = Literal["attribute", "group", "certificate", "reference", "client-props", "java"]


class Change(Struct, frozen=True):
    """One setting: what it is, where, from which value to which.

    ``target`` is the alias (attribute), the direction (group, certificate), ``node/server`` (reference) or the node;
    ``scope`` the full scope name. ``attribute`` of a reference is the channel or connector that holds it.
    ``configuration`` is the one that is changed or assigned. ``is_new`` marks a group that does not exist yet, and
    ``certificate_alias`` is what it has to name then.
    """

    what: What
    target: str
    scope: str
    attribute: str
    before: str | None
    after: str
    place: Place | None = None
    configuration: SslConfiguration | None = None
    is_new: bool = False
    certificate_alias: str | None = None

    @property
    def is_effective(self) -> bool:
        return (self.before or "") != self.after

    @property
    def in_repository(self) -> bool:
        """True for what is saved in the master configuration and synchronised to the nodes."""
        return self.what not in {"client-props", "java"}

    def __str__(self) -> str:
        match self.what:
            case "attribute":
                name = f"{self.target}@{self.scope}.{self.attribute}"
            case "group":
                name = f"{self.target} SSL configuration of {self.scope}"
            case "certificate":
                name = f"{self.target} certificate alias of {self.scope}"
            case "reference":
                name = f"direct reference of {self.target}, {self.attribute}"
            case "client-props":
                name = f"{CLIENT_PROTOCOL} in ssl.client.props of {self.target}"
            case _:
                name = f"Java level of {self.target}"
        return f"{name}: {self.before or '(not set)'} -> {self.after or '(not set)'}"
