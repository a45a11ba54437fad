"""wsadmin (Jython) for planned changes: single commands for the plan, and a script that compares before it writes.

AdminTask commands and parameters are IBM's (sourced); names from the bundle are written as escaped literals. The script
keeps to what Jython 2.1 knows, which WebSphere 8.5 runs by default.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from loganalyzer.tls.changes import Change

_HEAD: Final = """# Written by loganalyzer tls what-if. Run with: wsadmin -lang jython -f THIS_FILE [undo] [save]
# Without the word "save" it only prints what it would change. A setting that has its value already is left alone.
# With the word "undo" it goes back to the values of the bundle this was written from.
import sys

steps = []

def configuration(alias, scope):
    for one in AdminConfig.list('SSLConfig').splitlines():
        owner = AdminConfig.showAttribute(one, 'managementScope')
        if AdminConfig.showAttribute(one, 'alias') == alias and owner and AdminConfig.showAttribute(owner, 'scopeName') == scope:
            return one
    raise ValueError('no SSL configuration ' + alias + ' in ' + scope)

def differs(what, present, value):
    if (present or '') == value:
        print(what + ': already ' + (value or '(not set)'))
        return 0
    print(what + ': ' + (present or '(not set)') + ' -> ' + (value or '(not set)'))
    return 1

def modify(alias, scope, attribute, value):
    setting = AdminConfig.showAttribute(configuration(alias, scope), 'setting')
    present = AdminConfig.showAttribute(setting, attribute)
    if differs(alias + ' ' + scope + ' ' + attribute, present, value):
        steps.append((AdminTask.modifySSLConfig, ['-alias', alias, '-scopeName', scope, '-' + attribute, value]))

def group(direction, scope):
    for one in AdminConfig.list('SSLConfigGroup').splitlines():
        owner = AdminConfig.showAttribute(one, 'managementScope')
        if AdminConfig.showAttribute(one, 'direction') == direction and owner:
            if AdminConfig.showAttribute(owner, 'scopeName') == scope:
                return one
    return None

def modify_group(name, direction, scope, alias, alias_scope, certificate):
    wanted = configuration(alias, alias_scope)
    present = group(direction, scope)
    what = direction + ' of ' + scope
    if present and AdminConfig.showAttribute(present, 'sslConfig') == wanted:
        print(what + ': already ' + alias)
        return
    print(what + ' -> ' + alias + ' ' + alias_scope)
    words = ['-name', name, '-direction', direction, '-scopeName', scope]
    words = words + ['-sslConfigAliasName', alias, '-sslConfigScopeName', alias_scope]
    if present:
        steps.append((AdminTask.modifySSLConfigGroup, words))
    else:
        steps.append((AdminTask.createSSLConfigGroup, words + ['-certificateAlias', certificate]))

def remove_group(name, direction, scope):
    if not group(direction, scope):
        print(direction + ' of ' + scope + ': already gone')
        return
    print(direction + ' of ' + scope + ': to be removed')
    steps.append((AdminTask.deleteSSLConfigGroup, ['-name', name, '-direction', direction, '-scopeName', scope]))

def modify_certificate(name, direction, scope, value):
    present, alias = group(direction, scope), ''
    if present:
        alias = AdminConfig.showAttribute(present, 'certificateAlias')
    if differs(direction + ' certificate alias of ' + scope, alias, value):
        words = ['-name', name, '-direction', direction, '-scopeName', scope, '-certificateAlias', value]
        steps.append((AdminTask.modifySSLConfigGroup, words))

def modify_reference(node, server, name, value):
    owner = AdminConfig.getid('/Node:' + node + '/Server:' + server + '/')
    what = 'direct reference of ' + node + '/' + server + ', ' + name
    for one in AdminConfig.list('SSLInboundChannel', owner).splitlines():
        if AdminConfig.showAttribute(one, 'name') == name:
            if differs(what, AdminConfig.showAttribute(one, 'sslConfigAlias'), value):
                steps.append((assign, (one, 'sslConfigAlias', value)))
            return
    if name in ('SOAPConnector', 'RMIConnector', 'JSR160RMIConnector', 'IPCConnector'):
        for one in AdminConfig.list(name, owner).splitlines():
            for property in AdminConfig.list('Property', one).splitlines():
                if AdminConfig.showAttribute(property, 'name') == 'sslConfig':
                    if differs(what, AdminConfig.showAttribute(property, 'value'), value):
                        steps.append((assign, (property, 'value', value)))
                    return
    raise ValueError('no ' + what)

def assign(words):
    AdminConfig.modify(words[0], [[words[1], words[2]]])

def forward():
"""
_UNDO: Final = """
def back():
"""
_TAIL: Final = """
if 'undo' in sys.argv:
    back()
else:
    forward()
if 'save' in sys.argv and steps:
    for call, words in steps:
        call(words)
    AdminConfig.save()
    print('saved; now restart the deployment manager and run syncNode on every node')
elif steps:
    print('nothing was changed; run again with the word save')
else:
    print('nothing to change')
"""


def command(change: Change) -> str | None:
    """The wsadmin call for one change; None where wsadmin has no part in it (property files, Java)."""
    match change.what:
        case "attribute":
            words = ["-alias", change.target, "-scopeName", change.scope, f"-{change.attribute}", change.after]
            return f"AdminTask.modifySSLConfig({_list(words)})"
        case "group":
            verb = "createSSLConfigGroup" if change.is_new else "modifySSLConfigGroup"
            return f"AdminTask.{verb}({_list(_group_words(change))})"
        case "certificate":
            return (
                f"AdminTask.modifySSLConfigGroup({_list([*_scope_words(change), '-certificateAlias', change.after])})"
            )
        case "reference":
            return _reference(change, change.after)
        case _:
            return None


def undo(change: Change) -> str | None:
    """The wsadmin call that takes one change back."""
    before = change.before or ""
    match change.what:
        case "attribute":
            words = ["-alias", change.target, "-scopeName", change.scope, f"-{change.attribute}", before]
            return f"AdminTask.modifySSLConfig({_list(words)})"
        case "group" if change.is_new:
            return f"AdminTask.deleteSSLConfigGroup({_list(_scope_words(change))})"
        case "group":
            alias, _, scope = before.partition("@")
            words = [*_scope_words(change), "-sslConfigAliasName", alias, "-sslConfigScopeName", scope]
            return f"AdminTask.modifySSLConfigGroup({_list(words)})"
        case "certificate":
            return f"AdminTask.modifySSLConfigGroup({_list([*_scope_words(change), '-certificateAlias', before])})"
        case "reference":
            return _reference(change, before)
        case _:
            return None


def _reference(change: Change, value: str) -> str:
    """Channels are found by name below their server; the script does the same and compares first."""
    node, _, server = change.target.partition("/")
    owner = literal(f"/Node:{node}/Server:{server}/")
    if change.attribute.endswith("Connector"):
        return (
            f"for p in AdminConfig.list('Property', AdminConfig.list({literal(change.attribute)}, AdminConfig.getid({owner})))"
            f".splitlines(): AdminConfig.showAttribute(p, 'name') == 'sslConfig' and "
            f"AdminConfig.modify(p, [['value', {literal(value)}]])"
        )
    return (
        f"for c in AdminConfig.list('SSLInboundChannel', AdminConfig.getid({owner})).splitlines(): "
        f"AdminConfig.showAttribute(c, 'name') == {literal(change.attribute)} and "
        f"AdminConfig.modify(c, [['sslConfigAlias', {literal(value)}]])"
    )


def _scope_words(change: Change) -> list[str]:
    return ["-name", _object_name(change), "-direction", change.target, "-scopeName", change.scope]


def _group_words(change: Change) -> list[str]:
    """A new entry must name a certificate alias, if only an empty one."""
    wanted = change.configuration
    alias, scope = (wanted.alias, wanted.scope) if wanted else ("", "")
    words = [*_scope_words(change), "-sslConfigAliasName", alias, "-sslConfigScopeName", scope]
    return [*words, "-certificateAlias", change.certificate_alias or ""] if change.is_new else words


def _object_name(change: Change) -> str:
    return change.scope.rpartition("):")[2]


def script(changes: Sequence[Change]) -> str:
    """The whole script; it prints what it would do, and saves only when told to. Its syntax was checked."""
    ahead = [f"    {call}" for call in _calls(changes)] or ["    return"]
    back = [f"    {call}" for call in _calls(reversed(changes), back=True)] or ["    return"]
    text = _HEAD + "\n".join(ahead) + "\n" + _UNDO + "\n".join(back) + "\n" + _TAIL
    ast.parse(text)
    return text


def _calls(changes: Iterable[Change], *, back: bool = False) -> Iterator[str]:
    for change in changes:
        value = (change.before or "") if back else change.after
        if not change.is_effective or not change.in_repository:
            continue
        name, arguments = _call(change, value, back=back)
        yield f"{name}({', '.join(map(literal, arguments))})"


def _call(change: Change, value: str, *, back: bool) -> tuple[str, tuple[str, ...]]:
    """The function of the script for a change, and its arguments."""
    where = _object_name(change), change.target, change.scope
    match change.what:
        case "attribute":
            return "modify", (change.target, change.scope, change.attribute, value)
        case "group" if back and change.is_new:
            return "remove_group", where
        case "group":
            alias, _, scope = value.partition("@")
            return "modify_group", (*where, alias, scope, change.certificate_alias or "")
        case "certificate":
            return "modify_certificate", (*where, value)
        case _:
            node, _, server = change.target.partition("/")
            return "modify_reference", (node, server, change.attribute, value)


def _list(words: Iterable[str]) -> str:
    return f"[{', '.join(map(literal, words))}]"


def literal(text: str) -> str:
    """A Jython string literal: ASCII, single quotes, so that no name of the bundle can end it or start a line."""
    return ascii(text) if "'" not in text else "'" + ascii(text)[1:-1].replace("'", "\\'") + "'"
