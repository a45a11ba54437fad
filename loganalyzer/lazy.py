"""Names of a package that are imported when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any


def lazy(package: str, names: Sequence[str], modules: Sequence[str]) -> Callable[[str], Any]:
    """A package's ``__getattr__`` for ``names``, which stand in its ``modules``; those that import least come first."""

    def found(name: str) -> Any:
        if name in names:
            for module in map(import_module, (f"{package}.{one}" for one in modules)):
                if hasattr(module, name):
                    return getattr(module, name)
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return found
