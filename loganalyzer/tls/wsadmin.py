"""wsadmin (Jython) for planned changes: single commands for the plan, and a script that compares before it writes.

AdminTask commands and parameters are IBM's (sourced); names from the bundle are written as escaped literals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from loganalyzer.tls.changes import Change

_OPTION: Final = {
    "sslProtocol": "-sslProtocol",
    "clientAuthentication": "-clientAuthentication",
    "securityLevel": "-securityLevel",
    "enabledCiphers": "-enabledCiphers",
}
_HEAD: Final = """# Written by loganalyzer tls what-if. Run with: wsadmin -lang jython -f THIS_FILE [save]
# Without the word "save" it only prints what it would change. A setting that has its value already is left alone.
import sys

changed = []

def configuration(alias, scope):
    for one in AdminConfig.list('SSLConfig').splitlines():
        owner = AdminConfig.showAttribute(one, 'managementScope')
        if AdminConfig.showAttribute(one, 'alias') == alias and owner and AdminConfig.showAttribute(owner, 'scopeName') == scope:
            return one
    raise ValueError('no SSL configuration ' + alias + ' in ' + scope)

def modify(alias, scope, attribute, value):
    setting = AdminConfig.showAttribute(configuration(alias, scope), 'setting')
    present = AdminConfig.showAttribute(setting, attribute)
    if present == value:
        print(alias + ' ' + scope + ' ' + attribute + ': already ' + value)
        return
    print(alias + ' ' + scope + ' ' + attribute + ': ' + str(present) + ' -> ' + value)
    changed.append(['-alias', alias, '-scopeName', scope, '-' + attribute, value])

def group(direction, scope):
    for one in AdminConfig.list('SSLConfigGroup').splitlines():
        owner = AdminConfig.showAttribute(one, 'managementScope')
        if AdminConfig.showAttribute(one, 'direction') == direction and owner:
            if AdminConfig.showAttribute(owner, 'scopeName') == scope:
                return one
    return None

def modify_group(name, direction, scope, alias, alias_scope):
    wanted = configuration(alias, alias_scope)
    present = group(direction, scope)
    if present and AdminConfig.showAttribute(present, 'sslConfig') == wanted:
        print(direction + ' of ' + scope + ': already ' + alias)
        return
    print(direction + ' of ' + scope + ' -> ' + alias + ' ' + alias_scope)
    words = ['-name', name, '-direction', direction, '-scopeName', scope]
    words = words + ['-sslConfigAliasName', alias, '-sslConfigScopeName', alias_scope]
    groups.append((present, words))

groups = []
"""
_TAIL: Final = """
if len(sys.argv) > 0 and sys.argv[0] == 'save':
    for words in changed:
        AdminTask.modifySSLConfig(words)
    for present, words in groups:
        if present:
            AdminTask.modifySSLConfigGroup(words)
        else:
            AdminTask.createSSLConfigGroup(words)
    AdminConfig.save()
    print('saved; now restart the deployment manager and run syncNode on every node')
else:
    print('nothing was changed; run again with the word save')
"""


def command(change: Change) -> str | None:
    """The AdminTask call for one change; None where wsadmin has no part in it (property files, Java)."""
    if change.what == "attribute":
        words = ["-alias", change.target, "-scopeName", change.scope, _OPTION[change.attribute], change.after]
        return f"AdminTask.modifySSLConfig({_list(words)})"
    if change.what == "group" and change.configuration is not None:
        verb = "createSSLConfigGroup" if change.is_new else "modifySSLConfigGroup"
        return f"AdminTask.{verb}({_list(_group_words(change))})"
    return None


def _group_words(change: Change) -> list[str]:
    wanted = change.configuration
    alias, scope = (wanted.alias, wanted.scope) if wanted else ("", "")
    return ["-name", _object_name(change), "-direction", change.target, "-scopeName", change.scope,
            "-sslConfigAliasName", alias, "-sslConfigScopeName", scope]  # fmt: skip


def _object_name(change: Change) -> str:
    return change.scope.rpartition("):")[2]


def script(changes: Sequence[Change]) -> str:
    """The whole script; it prints what it would do, and saves only when told to."""
    return _HEAD + "\n".join(_calls(changes)) + "\n" + _TAIL


def _calls(changes: Iterable[Change]) -> Iterable[str]:
    for change in changes:
        if change.what == "attribute":
            words = ", ".join(map(literal, (change.target, change.scope, change.attribute, change.after)))
            yield f"modify({words})"
        elif change.what == "group" and change.configuration is not None:
            parts = (
                _object_name(change),
                change.target,
                change.scope,
                change.configuration.alias,
                change.configuration.scope,
            )
            yield f"modify_group({', '.join(map(literal, parts))})"


def _list(words: Iterable[str]) -> str:
    return f"[{', '.join(map(literal, words))}]"


def literal(text: str) -> str:
    """A Jython string literal: ASCII, single quotes, so that no name of the bundle can end it or start a line."""
    return ascii(text) if "'" not in text else "'" + ascii(text)[1:-1].replace("'", "\\'") + "'"
