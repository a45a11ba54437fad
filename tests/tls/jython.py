"""A wsadmin of our own: AdminConfig and AdminTask over a small repository, for running generated scripts."""

from __future__ import annotations

import ast
import builtins
from typing import Any

# What the grammar of Jython 2.1 has, which WebSphere 8.5 runs; and print as a call of one argument reads the same there.
_OLD = (
    ast.Module, ast.Import, ast.alias, ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Assign, ast.For, ast.If,
    ast.Raise, ast.Expr, ast.Call, ast.Name, ast.Load, ast.Store, ast.Attribute, ast.Constant, ast.BinOp, ast.Add,
    ast.BoolOp, ast.And, ast.Or, ast.Compare, ast.Eq, ast.In, ast.UnaryOp, ast.Not, ast.List, ast.Tuple, ast.Subscript,
)  # fmt: skip
_MODERN_NAMES = {"True", "False", "set", "sorted", "enumerate", "any", "all", "reversed", "sum", "dict"}


def too_new(text: str) -> list[str]:
    """What Jython 2.1 would stumble over."""
    tree = ast.parse(text)
    nodes = [type(n).__name__ for n in ast.walk(tree) if not isinstance(n, _OLD)]
    names = [n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id in _MODERN_NAMES]
    values = [repr(n.value) for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, bool)]
    prints = [
        n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "print"
    ]
    return [*nodes, *names, *values, *("print" for n in prints if len(n.args) != 1 or n.keywords)]


class Repository:
    """Objects by id; ``saved`` counts saves, ``calls`` are the AdminTask commands and modifications in order."""

    def __init__(self, objects: dict[str, dict[str, str]]) -> None:
        self.objects = objects
        self.calls: list[tuple[str, Any]] = []
        self.saved = 0

    # AdminConfig
    def list(self, kind: str, owner: str = "") -> str:
        found = (i for i, o in self.objects.items() if o["kind"] == kind and o.get("owner", "") in {owner, ""})
        return "\n".join(found)

    def showAttribute(self, one: str, name: str) -> str:  # noqa: N802
        return self.objects[one].get(name, "")

    def getid(self, path: str) -> str:
        return path

    def modify(self, one: str, pairs: Any) -> None:
        self.calls.append(("modify", (one, pairs)))
        for name, value in pairs:
            self.objects[one][name] = value

    def save(self) -> None:
        self.saved += 1

    # AdminTask
    def modifySSLConfig(self, words: builtins.list[str]) -> None:  # noqa: N802
        self.calls.append(("modifySSLConfig", words))
        alias, scope, name, value = words[1], words[3], words[4][1:], words[5]
        one = next(o for o in self.objects.values() if o["kind"] == "SSLConfig" and o["alias"] == alias
                   and self.objects[o["managementScope"]]["scopeName"] == scope)  # fmt: skip
        self.objects[one["setting"]][name] = value

    def _group(self, words: builtins.list[str]) -> tuple[str, dict[str, str]]:
        given = dict(zip(words[::2], words[1::2], strict=True))
        key = given["-direction"] + given["-scopeName"]
        return key, given

    def _assign(self, key: str, given: dict[str, str]) -> None:
        self.objects[f"s{key}"] = {"kind": "ManagementScope", "scopeName": given["-scopeName"]}
        one = self.objects.setdefault(
            key, {"kind": "SSLConfigGroup", "direction": given["-direction"], "managementScope": f"s{key}"}
        )
        if "-sslConfigAliasName" in given:
            one["sslConfig"] = next(
                i for i, o in self.objects.items() if o["kind"] == "SSLConfig" and o["alias"] == given["-sslConfigAliasName"]
                and self.objects[o["managementScope"]]["scopeName"] == given["-sslConfigScopeName"]
            )  # fmt: skip
        if "-certificateAlias" in given:
            one["certificateAlias"] = given["-certificateAlias"]

    def createSSLConfigGroup(self, words: builtins.list[str]) -> None:  # noqa: N802
        self.calls.append(("createSSLConfigGroup", words))
        key, given = self._group(words)
        assert key not in self.objects
        assert "-certificateAlias" in given
        self._assign(key, given)

    def modifySSLConfigGroup(self, words: builtins.list[str]) -> None:  # noqa: N802
        self.calls.append(("modifySSLConfigGroup", words))
        key, given = self._group(words)
        assert key in self.objects
        self._assign(key, given)

    def deleteSSLConfigGroup(self, words: builtins.list[str]) -> None:  # noqa: N802
        self.calls.append(("deleteSSLConfigGroup", words))
        del self.objects[self._group(words)[0]]

    def run(self, text: str, *words: str) -> str:
        """Run a script with these arguments; what it prints."""
        printed: builtins.list[str] = []
        code = text.replace("import sys", f"class sys: argv = {list(words)!r}")
        exec(code, {"AdminConfig": self, "AdminTask": self, "print": printed.append})
        return "\n".join(printed)
