"""The verbs, by name. A verb's module is imported, and its options are worked out, when it is named on the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

import loganalyzer

_VERBS = {
    "analyze": "analyze_verb",
    "inspect": "inspect_verb",
    "timeline": "timeline_verb",
    "attach": "attach_verb",
    "redact": "redact_verb",
    "compare": "compare_verb",
    "evaluate": "evaluate_verb",
    "search": "search_verb",
    "records": "records_verb",
    "signatures": "app",
    "tls": "app",
}
_HIDDEN = {"evaluate"}


class _Verbs(Mapping[str, Any]):
    """Verb -> its command. Each verb is the module of its name, and in it a function, or an app with verbs of its own."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        attribute = _VERBS[name]
        if name not in self._made:
            self._made[name] = _command(name, getattr(import_module(f"loganalyzer.cli.{name}"), attribute))
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_VERBS)

    def __len__(self) -> int:
        return len(_VERBS)


def _command(name: str, verb: Any) -> Any:
    if not isinstance(verb, typer.Typer):
        function, verb = verb, typer.Typer(add_completion=False, rich_markup_mode=None)
        verb.command(name, hidden=name in _HIDDEN)(function)
    command = get_command(verb)
    command.name = name
    return command


class _Group(TyperGroup):
    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands: Any = _Verbs()


app = typer.Typer(
    name="loganalyzer",
    cls=_Group,
    help="From a WebSphere support bundle to a root cause with evidence.",
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"loganalyzer {loganalyzer.__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """From a WebSphere support bundle to a root cause with evidence."""
