"""A drafted signature as the text of a signature file."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

_ORDER = (
    "id", "title", "family", "severity", "specialises", "match", "captures", "provenance", "meaning", "references", "examples",
)  # fmt: skip


def signature_yaml(entry: dict[str, Any], place: str) -> str:
    """YAML with the record as a literal block, as far as YAML can hold it as one.

    Args:
        entry: what :func:`loganalyzer.matching.draft.draft` returns.
        place: where the record stands, for the comment.
    """
    import yaml

    class Dumper(yaml.SafeDumper):
        """Indents lists, and keeps records as they look."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:  # noqa: ARG002 - PyYAML's own
            return super().increase_indent(flow, False)

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
        style = "|" if len(value) > 80 or "\n" in value else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value.expandtabs(8), style=style)

    Dumper.add_representer(str, text)
    ordered = {name: entry[name] for name in _ORDER if entry.get(name)}
    body = yaml.dump([ordered], Dumper=Dumper, sort_keys=False, allow_unicode=True, width=1000)
    head = (
        f"# Drafted from {' '.join(PurePath(place).name.split())}. Write title and meaning, and weigh the severity.\n"
        "# Look through the example before you pass it on: it is a record of a real log, with the names that stand in it.\n"
    )
    return head + body
